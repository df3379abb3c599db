import { cents, subtract, sum, times, type BasisPoints, type Cents } from "../money/cents.js";
import { taxIncluded, type TaxClass } from "./tax.js";
import { discountsOf, refusalOf, type Voucher, type VoucherRefusal } from "./vouchers.js";

/** The rules of an installation that prices depend on. */
export interface PricingSettings {
  readonly shippingFee: Cents;
  /** The value of goods, after discounts, from which shipping is free. */
  readonly freeShippingFrom: Cents;
  readonly vouchersEnabled: boolean;
  /** The largest share of the goods that a voucher may take. */
  readonly voucherMaxShare: BasisPoints;
}

/** One article in a cart with what its price depends on; prices include tax. */
export interface PricedLine {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly taxClass: TaxClass;
  readonly unitPrice: Cents;
  readonly quantity: number;
}

/** A line with its price worked out: `total` = `gross` − `discount`, and `tax` is a part of `total`. */
export interface QuotedLine extends PricedLine {
  readonly gross: Cents;
  readonly discount: Cents;
  readonly total: Cents;
  readonly tax: Cents;
}

/** What became of the voucher of a cart. */
export interface VoucherOutcome {
  readonly code: string;
  readonly refusal: VoucherRefusal | null;
}

/** The price of a whole cart: `total` = `subtotal` − `discount` + `shipping`, and `tax` is a part of `total`. */
export interface Quote {
  readonly lines: readonly QuotedLine[];
  readonly subtotal: Cents;
  readonly discount: Cents;
  readonly shipping: Cents;
  readonly tax: Cents;
  readonly total: Cents;
  readonly voucher: VoucherOutcome | null;
}

/** Prices the lines of a cart at `now`. A voucher that does not hold is named in the quote and takes nothing off. */
export function quote(
  lines: readonly PricedLine[],
  voucher: Voucher | null,
  settings: PricingSettings,
  now: Date,
): Quote {
  const goods = lines.map((line) => ({ ...line, gross: times(line.unitPrice, line.quantity) }));
  const outcome = voucher === null ? null : { code: voucher.code, refusal: outcomeOf(voucher, goods, settings, now) };
  const discounts =
    voucher !== null && outcome?.refusal === null ? discountsOf(voucher, goods, settings.voucherMaxShare) : [];

  const quoted = goods.map((line, index): QuotedLine => {
    const discount = discounts[index] ?? cents(0);
    const total = subtract(line.gross, discount);
    return { ...line, discount, total, tax: taxIncluded(total, line.taxClass) };
  });
  const payable = sum(quoted.map((line) => line.total));
  const shipping = quoted.length === 0 || payable >= settings.freeShippingFrom ? cents(0) : settings.shippingFee;

  return {
    lines: quoted,
    subtotal: sum(quoted.map((line) => line.gross)),
    discount: sum(quoted.map((line) => line.discount)),
    shipping,
    tax: sum([...quoted.map((line) => line.tax), taxIncluded(shipping, "standard")]),
    total: sum([payable, shipping]),
    voucher: outcome,
  };
}

function outcomeOf(
  voucher: Voucher,
  goods: readonly { readonly category: string; readonly gross: Cents }[],
  settings: PricingSettings,
  now: Date,
): VoucherRefusal | null {
  return settings.vouchersEnabled ? refusalOf(voucher, goods, now) : "disabled";
}
