import { describe, expect, it } from "vitest";

import { maxLines } from "../../src/cart/cart.js";
import { cents } from "../../src/money/cents.js";
import { quote, type PricedLine } from "../../src/pricing/quote.js";
import { pricing, tenPercent, today } from "../support/test-shop.js";

/** The budget in milliseconds; the median is about a tenth of a millisecond on a small machine. */
const budget = 5;

describe("pricing", () => {
  it("quotes the largest cart with a voucher within its budget", () => {
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
    const voucher = { ...tenPercent(), timesUsed: 0 };

    const times = Array.from({ length: 201 }, () => {
      const start = performance.now();
      quote(lines, voucher, pricing, today);
      return performance.now() - start;
    }).sort((a, b) => a - b);

    expect(times[100]).toBeLessThan(budget);
  });
});
