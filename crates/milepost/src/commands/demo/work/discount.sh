# Discounts.

# A price with so many percent off, rounded down to whole cents: discounted CENTS PERCENT
discounted() {
    printf '%s\n' "$(($1 - $1 * $2 / 100))"
}
