import { describe, expect, it } from "vitest";

import { cents, sum } from "../../../src/money/cents.js";
import {
  discountsOf,
  normaliseCode,
  refusalOf,
  type DiscountableLine,
  type Voucher,
} from "../../../src/pricing/vouchers.js";
import { tenPercent, today } from "../../support/test-shop.js";

const mugs: DiscountableLine = { category: "kitchen", gross: cents(2400) };
const book: DiscountableLine = { category: "books", gross: cents(2000) };

function voucher(change: Partial<Voucher> = {}): Voucher {
  return { ...tenPercent(), timesUsed: 0, ...change };
}

describe("voucher codes", () => {
  it("are read whatever the case, spaces and hyphens", () => {
    expect(normaliseCode(" spring-10 ")).toBe("SPRING10");
  });

  it.each(["abc", "SPRING_10", "ÄÖÜ1", "", "A".repeat(25)])("are refused when they are %j", (typed) => {
    expect(normaliseCode(typed)).toBeNull();
  });
});

describe("a voucher holds", () => {
  it("from its first instant on", () => {
    expect(refusalOf(voucher({ validFrom: today }), [mugs], today)).toBeNull();
    expect(refusalOf(voucher({ validFrom: new Date(today.getTime() + 1) }), [mugs], today)).toBe("not-yet-valid");
  });

  it("until just before its end", () => {
    expect(refusalOf(voucher({ validUntil: new Date(today.getTime() + 1) }), [mugs], today)).toBeNull();
    expect(refusalOf(voucher({ validUntil: today }), [mugs], today)).toBe("expired");
  });

  it("until it is used up", () => {
    expect(refusalOf(voucher({ usageLimit: 2, timesUsed: 1 }), [mugs], today)).toBeNull();
    expect(refusalOf(voucher({ usageLimit: 2, timesUsed: 2 }), [mugs], today)).toBe("used-up");
  });

  it("from its minimum on, which only eligible goods count towards", () => {
    const books = voucher({ category: "books", minimum: cents(2000) });
    expect(refusalOf(books, [mugs, book], today)).toBeNull();
    expect(refusalOf({ ...books, minimum: cents(2001) }, [mugs, book], today)).toBe("below-minimum");
  });

  it("only when something is eligible", () => {
    expect(refusalOf(voucher({ category: "garden" }), [mugs, book], today)).toBe("nothing-eligible");
    expect(refusalOf(voucher(), [], today)).toBe("nothing-eligible");
  });
});

describe("a voucher takes off", () => {
  it("a percentage of each line", () => {
    expect(discountsOf(voucher(), [mugs, book], 5000)).toEqual([240, 200]);
  });

  it("a fixed amount, spread in proportion and exact to the cent", () => {
    const fixed = voucher({ discount: { kind: "fixed", amount: cents(1000) } });
    const discounts = discountsOf(fixed, [mugs, book], 5000);
    expect(discounts).toEqual([545, 455]);
    expect(sum(discounts)).toBe(1000);
  });

  it("nothing from goods of another category", () => {
    expect(discountsOf(voucher({ category: "books" }), [mugs, book], 5000)).toEqual([0, 200]);
  });

  it("never more than the largest share, so that a voucher never discounts below zero", () => {
    const huge = voucher({ discount: { kind: "fixed", amount: cents(99_999) } });
    expect(sum(discountsOf(huge, [mugs, book], 5000))).toBe(2200);
    expect(discountsOf(huge, [mugs, book], 10_000)).toEqual([2400, 2000]);
  });
});
