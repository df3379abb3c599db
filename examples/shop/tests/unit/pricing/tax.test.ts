import { describe, expect, it } from "vitest";

import { cents } from "../../../src/money/cents.js";
import { taxIncluded } from "../../../src/pricing/tax.js";

describe("tax included in a price", () => {
  it.each([
    ["standard", 11_900, 1900],
    ["standard", 1, 0],
    ["standard", 4, 1],
    ["reduced", 10_700, 700],
    ["zero", 99_999, 0],
  ] as const)("is, in the %s class, of %i cents %i", (taxClass, gross, tax) => {
    expect(taxIncluded(cents(gross), taxClass)).toBe(tax);
  });
});
