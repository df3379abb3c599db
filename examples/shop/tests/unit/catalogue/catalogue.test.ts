import { beforeEach, describe, expect, it } from "vitest";

import type { ProductFilter } from "../../../src/catalogue/search.js";
import { cents } from "../../../src/money/cents.js";
import { fillShelf, problemOf, testShop, type TestShop } from "../../support/test-shop.js";

describe("the catalogue", () => {
  let shop: TestShop;
  const skus = (filter: ProductFilter) =>
    shop.catalogue.search(filter, { page: 1, pageSize: 20 }).items.map((item) => item.sku);

  beforeEach(() => {
    shop = testShop();
    fillShelf(shop);
  });

  it("lists a product with what is on the shelf", () => {
    expect(shop.catalogue.get("MUG-1")).toEqual({
      sku: "MUG-1",
      name: "Enamel mug",
      description: "Blue, 300 ml",
      category: "kitchen",
      price: 1200,
      taxClass: "standard",
      archived: false,
      available: 10,
    });
  });

  it("gives an article number to one product only", () => {
    expect(problemOf(() => shop.catalogue.add(shop.catalogue.get("MUG-1")))).toBe("product-exists");
  });

  it("finds every word in name or description, in every alphabet", () => {
    expect(skus({ text: "BLUE" })).toEqual(["MUG-1", "POSTER-1"]);
    expect(skus({ text: "blue äolian" })).toEqual(["POSTER-1"]);
    expect(skus({ text: "blue paperback" })).toEqual([]);
  });

  it("takes signs of SQL as text", () => {
    expect(skus({ text: "100%' OR 1=1 --" })).toEqual([]);
  });

  it("narrows by category, price and stock", () => {
    expect(skus({ category: "books" })).toEqual(["BOOK-1"]);
    expect(skus({ priceFrom: cents(850), priceTo: cents(1200) })).toEqual(["MUG-1", "POSTER-1"]);
    expect(skus({ inStock: true })).toEqual(["MUG-1", "BOOK-1"]);
  });

  it("orders by name or by price", () => {
    expect(skus({ order: "price" })).toEqual(["POSTER-1", "MUG-1", "BOOK-1"]);
    expect(skus({ order: "-price" })).toEqual(["BOOK-1", "MUG-1", "POSTER-1"]);
  });

  it("pages without a gap or an overlap", () => {
    const pages = [1, 2, 3].map((page) => shop.catalogue.search({ order: "price" }, { page, pageSize: 1 }));
    expect(pages.flatMap((page) => page.items.map((item) => item.sku))).toEqual(["POSTER-1", "MUG-1", "BOOK-1"]);
    expect(pages[0]).toMatchObject({ page: 1, pageSize: 1, total: 3, pages: 3 });
    expect(shop.catalogue.search({}, { page: 9, pageSize: 1 }).items).toEqual([]);
  });

  it("changes what is given and leaves the rest", () => {
    const before = shop.catalogue.get("MUG-1");
    expect(shop.catalogue.change("MUG-1", { price: cents(1300) })).toEqual({ ...before, price: 1300 });
  });

  it("no longer lists or sells an archived product, and can bring it back", () => {
    shop.catalogue.change("MUG-1", { archived: true });
    expect(skus({ text: "mug" })).toEqual([]);
    expect(problemOf(() => shop.catalogue.getSold("MUG-1"))).toBe("product-archived");
    shop.catalogue.change("MUG-1", { archived: false });
    expect(shop.catalogue.getSold("MUG-1").archived).toBe(false);
  });

  it("says which product is missing", () => {
    expect(() => shop.catalogue.get("NONE-1")).toThrow("there is no product `NONE-1`");
  });
});
