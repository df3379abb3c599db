# Prices in cents.

# The price of some pieces: line_total CENTS PIECES
line_total() {
    printf '%s\n' "$(($1 * $2))"
}

# Cents as people read them: as_money 1250 prints 12.50
as_money() {
    printf '%d.%d\n' "$(($1 / 100))" "$(($1 % 100))"
}
