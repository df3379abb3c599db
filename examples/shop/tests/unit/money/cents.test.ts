import { describe, expect, it } from "vitest";

import { allocate, cents, format, scale, shareOf, subtract, sum, times } from "../../../src/money/cents.js";

describe("cents", () => {
  it("refuses a fraction, with the number in the message", () => {
    expect(() => cents(12.5)).toThrow("found 12.5");
  });

  it("refuses what is too large to be exact", () => {
    expect(() => times(cents(Number.MAX_SAFE_INTEGER), 2)).toThrow(RangeError);
  });

  it("has one zero only", () => {
    expect(Object.is(subtract(cents(0), cents(0)), 0)).toBe(true);
    expect(Object.is(cents(-0), 0)).toBe(true);
  });

  it("adds none up to zero", () => {
    expect(sum([])).toBe(0);
  });
});

describe("scale", () => {
  it.each([
    [1, 1, 2, 1],
    [3, 1, 2, 2],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [100, 0, 7, 0],
  ])("takes %i × %i ÷ %i to %i, half up", (amount, numerator, denominator, expected) => {
    expect(scale(cents(amount), numerator, denominator)).toBe(expected);
  });

  it("is exact where floating point is not", () => {
    const amount = cents(9_007_199_254_740_991);
    expect(scale(amount, 10_000, 10_000)).toBe(amount);
  });

  it("takes the whole share to the amount itself", () => {
    expect(shareOf(cents(1999), 10_000)).toBe(1999);
  });
});

describe("allocate", () => {
  it("gives the cents left over to the largest remainders", () => {
    expect(allocate(cents(100), [cents(1), cents(1), cents(1)])).toEqual([34, 33, 33]);
    expect(allocate(cents(10), [cents(150), cents(250), cents(600)])).toEqual([2, 2, 6]);
  });

  it("gives nothing where there is no weight", () => {
    expect(allocate(cents(50), [cents(0), cents(0)])).toEqual([0, 0]);
    expect(allocate(cents(50), [cents(0), cents(9)])).toEqual([0, 50]);
  });

  it("adds up and never exceeds a weight, for every amount up to the whole", () => {
    const weights = [cents(7), cents(0), cents(31), cents(2), cents(60)];
    for (let amount = 0; amount <= 100; amount += 1) {
      const parts = allocate(cents(amount), weights);
      expect(sum(parts)).toBe(amount);
      expect(parts.every((part, index) => part >= 0 && part <= (weights[index] ?? 0))).toBe(true);
    }
  });
});

describe("format", () => {
  it.each([
    [0, "0.00 EUR"],
    [5, "0.05 EUR"],
    [123_456, "1234.56 EUR"],
    [-490, "-4.90 EUR"],
  ])("writes %i as %s", (amount, expected) => {
    expect(format(cents(amount))).toBe(expected);
  });
});
