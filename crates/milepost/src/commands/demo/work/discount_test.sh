source discount.sh

test_ten_percent_off() {
    is "$(discounted 1000 10)" 900
}

test_half_cents_are_not_given_away() {
    is "$(discounted 999 50)" 500
}
