import { describe, expect, it } from "vitest";

import { cents } from "../../../src/money/cents.js";
import { conditionOf, searchWords } from "../../../src/catalogue/search.js";

describe("search words", () => {
  it("are lower case, each once, split at anything but letters and digits", () => {
    expect(searchWords("  Blue, MUG! blue 300ml ")).toEqual(["blue", "mug", "300ml"]);
  });

  it("keep letters of every alphabet", () => {
    expect(searchWords("Äolische Inseln")).toEqual(["äolische", "inseln"]);
  });

  it("are eight at most", () => {
    expect(searchWords("a b c d e f g h i j")).toHaveLength(8);
  });

  it("are none in punctuation alone", () => {
    expect(searchWords("%_'\";--")).toEqual([]);
  });
});

describe("the condition of a list", () => {
  it("leaves archived products out, and asks for nothing else when nothing is given", () => {
    expect(conditionOf({})).toEqual({ sql: "archived_at IS NULL", values: [] });
  });

  it("has one value per placeholder", () => {
    const { sql, values } = conditionOf({
      text: "blue mug",
      category: "kitchen",
      priceFrom: cents(100),
      priceTo: cents(900),
      inStock: true,
    });
    expect(sql.match(/\?/g)).toHaveLength(values.length);
    expect(values).toEqual(["blue", "blue", "mug", "mug", "kitchen", 100, 900]);
  });
});
