declare const unit: unique symbol;

/** A whole number of cents. Only {@link cents} makes one, so no fraction ever enters a sum. */
export type Cents = number & { readonly [unit]: "cents" };

/** A share in hundredths of a percent: 10 000 is the whole, 1 900 is 19 %. */
export type BasisPoints = number;

/** The whole, in basis points. */
export const wholeShare: BasisPoints = 10_000;

/**
 * Reads a number as an amount.
 *
 * @throws RangeError when the number has a fraction or is too large to be exact
 */
export function cents(value: number): Cents {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`an amount must be a whole number of cents, found ${value}`);
  }
  return (value === 0 ? 0 : value) as Cents;
}

/** Adds amounts; the sum of none is zero. */
export function sum(amounts: Iterable<Cents>): Cents {
  let total = 0;
  for (const amount of amounts) total += amount;
  return cents(total);
}

/** Takes one amount from another; the result may be negative. */
export function subtract(from: Cents, amount: Cents): Cents {
  return cents(from - amount);
}

/** The price of `quantity` pieces. */
export function times(amount: Cents, quantity: number): Cents {
  return cents(amount * quantity);
}

/** The smaller of two amounts. */
export function atMost(amount: Cents, limit: Cents): Cents {
  return amount < limit ? amount : limit;
}

/**
 * `amount × numerator ÷ denominator`, rounded once, half up, without a floating-point step.
 *
 * The arguments must be whole and not negative, and the denominator positive.
 */
export function scale(amount: Cents, numerator: number, denominator: number): Cents {
  const doubled = 2n * BigInt(amount) * BigInt(numerator) + BigInt(denominator);
  return cents(Number(doubled / (2n * BigInt(denominator))));
}

/** The given share of an amount, rounded half up. */
export function shareOf(amount: Cents, share: BasisPoints): Cents {
  return scale(amount, share, wholeShare);
}

/**
 * Splits an amount in proportion to `weights` so that the parts add up to it exactly.
 *
 * Every part is rounded down first; the cents left over go to the largest remainders, the earlier one on a tie
 * (the largest remainder method). With no positive weight every part is zero.
 */
export function allocate(amount: Cents, weights: readonly Cents[]): Cents[] {
  const whole = BigInt(sum(weights));
  if (whole === 0n) return weights.map(() => cents(0));

  const parts = weights.map((weight, index) => {
    const exact = BigInt(amount) * BigInt(weight);
    return { index, floor: Number(exact / whole), remainder: exact % whole };
  });
  const left = amount - parts.reduce((total, part) => total + part.floor, 0);
  const raised = new Set(
    parts
      .toSorted((a, b) => Number(b.remainder - a.remainder) || a.index - b.index)
      .slice(0, left)
      .map((part) => part.index),
  );
  return parts.map(({ index, floor }) => cents(raised.has(index) ? floor + 1 : floor));
}

/** An amount for people, such as `12.50 EUR`. */
export function format(amount: Cents): string {
  const digits = Math.abs(amount).toString().padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)} EUR`;
}
