import { describe, expect, it } from "vitest";

import { cents, subtract, sum } from "../../../src/money/cents.js";
import { quote, type PricedLine } from "../../../src/pricing/quote.js";
import { pricing, tenPercent, today } from "../../support/test-shop.js";

const mugs: PricedLine = {
  sku: "MUG-1",
  name: "Enamel mug",
  category: "kitchen",
  taxClass: "standard",
  unitPrice: cents(1200),
  quantity: 2,
};
const book: PricedLine = {
  sku: "BOOK-1",
  name: "Field guide to rivers",
  category: "books",
  taxClass: "reduced",
  unitPrice: cents(2000),
  quantity: 1,
};
const spring = { ...tenPercent(), timesUsed: 0 };

describe("a quote", () => {
  it("of an empty cart is zero throughout, with no shipping", () => {
    expect(quote([], null, pricing, today)).toEqual({
      lines: [],
      subtotal: 0,
      discount: 0,
      shipping: 0,
      tax: 0,
      total: 0,
      voucher: null,
    });
  });

  it("adds goods, shipping and the tax of every class", () => {
    const result = quote([mugs, book], null, pricing, today);
    expect(result).toMatchObject({ subtotal: 4400, discount: 0, shipping: 490, total: 4890 });
    expect(result.lines.map((line) => line.tax)).toEqual([383, 131]);
    expect(result.tax).toBe(383 + 131 + 78);
  });

  it("ships for nothing from the threshold on", () => {
    const atThreshold = { ...book, unitPrice: cents(5000) };
    const justBelow = { ...book, unitPrice: cents(4999) };
    expect(quote([atThreshold], null, pricing, today).shipping).toBe(0);
    expect(quote([justBelow], null, pricing, today).shipping).toBe(490);
  });

  it("takes a voucher off before it looks at free shipping and tax", () => {
    const result = quote([{ ...mugs, quantity: 4 }, book], spring, pricing, today);
    expect(result).toMatchObject({ subtotal: 6800, discount: 680, shipping: 0, total: 6120 });
    expect(quote([{ ...book, unitPrice: cents(5000) }], spring, pricing, today)).toMatchObject({
      shipping: 490,
      total: 4990,
    });
    expect(result.lines[1]).toMatchObject({ gross: 2000, discount: 200, total: 1800, tax: 118 });
  });

  it("names a voucher that does not hold, and takes nothing off", () => {
    const result = quote([mugs], { ...spring, minimum: cents(9999) }, pricing, today);
    expect(result.voucher).toEqual({ code: "SPRING10", refusal: "below-minimum" });
    expect(result.discount).toBe(0);
  });

  it("refuses every voucher when the shop has them switched off", () => {
    const result = quote([mugs], spring, { ...pricing, vouchersEnabled: false }, today);
    expect(result.voucher).toEqual({ code: "SPRING10", refusal: "disabled" });
    expect(result.discount).toBe(0);
  });

  it("adds up, line by line and as a whole, whatever the prices", () => {
    for (let price = 1; price <= 200; price += 7) {
      const result = quote([{ ...mugs, unitPrice: cents(price) }, book], spring, pricing, today);
      expect(result.total).toBe(sum([subtract(result.subtotal, result.discount), result.shipping]));
      for (const line of result.lines) expect(line.total).toBe(line.gross - line.discount);
    }
  });
});
