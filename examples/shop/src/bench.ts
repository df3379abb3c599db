/**
 * Prices a large cart again and again: how much time of the processor that takes is the metric `quotes` of
 * `milepost.toml`.
 */
import { maxLines } from "./cart/cart.js";
import { cents } from "./money/cents.js";
import { quote, type PricedLine, type PricingSettings } from "./pricing/quote.js";

const rounds = 2500;
const now = new Date("2026-03-02T12:00:00.000Z");
const settings: PricingSettings = {
  shippingFee: cents(490),
  freeShippingFrom: cents(5000),
  vouchersEnabled: true,
  voucherMaxShare: 5000,
};
const lines = Array.from({ length: maxLines }, (_, n): PricedLine => {
  return {
    sku: `SKU-${n}`,
    name: `Product ${n}`,
    category: "kitchen",
    taxClass: "standard",
    unitPrice: cents(99 + n),
    quantity: 1 + (n % 9),
  };
});

for (let round = 0; round < rounds; round += 1) {
  quote(lines, null, settings, now);
}
