import { allocate, atMost, cents, shareOf, sum, type BasisPoints, type Cents } from "../money/cents.js";

/** What a voucher takes off: a share of the eligible goods, or a fixed amount. */
export type Discount =
  { readonly kind: "percentage"; readonly share: BasisPoints } | { readonly kind: "fixed"; readonly amount: Cents };

/** A code that makes goods cheaper, and when it does. */
export interface Voucher {
  readonly code: string;
  readonly discount: Discount;
  /** The value of eligible goods from which the voucher holds. */
  readonly minimum: Cents;
  /** The one category it is for, or `null` for all goods. */
  readonly category: string | null;
  readonly validFrom: Date;
  /** The first instant at which it no longer holds, or `null` for no end. */
  readonly validUntil: Date | null;
  /** How many orders may use it, or `null` for any number. */
  readonly usageLimit: number | null;
  readonly timesUsed: number;
}

/** Why a voucher does not hold. */
export type VoucherRefusal =
  "disabled" | "not-yet-valid" | "expired" | "used-up" | "nothing-eligible" | "below-minimum";

/** The part of a cart line that a voucher looks at. */
export interface DiscountableLine {
  readonly category: string;
  readonly gross: Cents;
}

/**
 * Reads a code as people type it: case, spaces and hyphens do not matter.
 *
 * @returns the canonical code, or `null` when the text is not 4 to 24 letters and digits
 */
export function normaliseCode(text: string): string | null {
  const code = text.replaceAll(/[\s-]/g, "").toUpperCase();
  return /^[A-Z0-9]{4,24}$/.test(code) ? code : null;
}

/** The reason why `voucher` does not hold for these lines at `now`, or `null` when it does. */
export function refusalOf(voucher: Voucher, lines: readonly DiscountableLine[], now: Date): VoucherRefusal | null {
  if (now < voucher.validFrom) return "not-yet-valid";
  if (voucher.validUntil !== null && now >= voucher.validUntil) return "expired";
  if (voucher.usageLimit !== null && voucher.timesUsed >= voucher.usageLimit) return "used-up";

  const eligible = sum(eligibleAmounts(voucher, lines));
  if (eligible === 0) return "nothing-eligible";
  return eligible < voucher.minimum ? "below-minimum" : null;
}

/**
 * What the voucher takes off each line, in the order of `lines`.
 *
 * The whole discount is never more than `maxShare` of the eligible goods, is spread over them in proportion to their
 * value, and adds up exactly; goods of another category get nothing.
 */
export function discountsOf(voucher: Voucher, lines: readonly DiscountableLine[], maxShare: BasisPoints): Cents[] {
  const eligible = eligibleAmounts(voucher, lines);
  const goods = sum(eligible);
  const { discount } = voucher;
  const wanted = discount.kind === "percentage" ? shareOf(goods, discount.share) : discount.amount;
  return allocate(atMost(wanted, shareOf(goods, maxShare)), eligible);
}

function eligibleAmounts(voucher: Voucher, lines: readonly DiscountableLine[]): Cents[] {
  return lines.map(({ category, gross }) =>
    voucher.category === null || voucher.category === category ? gross : cents(0),
  );
}
