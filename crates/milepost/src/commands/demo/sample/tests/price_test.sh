source price.sh

test_three_pieces_cost_three_times_as_much() {
    is "$(line_total 250 3)" 750
}

test_nothing_costs_nothing() {
    is "$(line_total 250 0)" 0
}

test_cents_keep_their_zero() {
    is "$(as_money 1205)" 12.05
}

test_money_has_two_digits() {
    is "$(as_money 1250)" 12.50
}
