import { scale, wholeShare, type BasisPoints, type Cents } from "../money/cents.js";

/** The tax classes a product can have. */
export const taxClasses = ["standard", "reduced", "zero"] as const;

/** One of {@link taxClasses}. */
export type TaxClass = (typeof taxClasses)[number];

/** The rate of each class. */
export const taxRates: Readonly<Record<TaxClass, BasisPoints>> = { standard: 1900, reduced: 700, zero: 0 };

/** The tax that a gross amount contains, rounded half up. */
export function taxIncluded(gross: Cents, taxClass: TaxClass): Cents {
  const rate = taxRates[taxClass];
  return scale(gross, rate, wholeShare + rate);
}
