import { beforeEach, describe, expect, it } from "vitest";

import { fillShelf, problemOf, testShop, type TestShop } from "../../support/test-shop.js";

describe("the stock", () => {
  let shop: TestShop;

  beforeEach(() => {
    shop = testShop();
    fillShelf(shop);
  });

  it("is nothing before the first delivery", () => {
    expect(shop.stock.available("POSTER-1")).toBe(0);
  });

  it("is the sum of its movements", () => {
    expect(shop.stock.adjust("MUG-1", 5, "delivery")).toBe(15);
    expect(shop.stock.adjust("MUG-1", -3, "correction")).toBe(12);
  });

  it("can be corrected down to nothing, and not below", () => {
    expect(shop.stock.adjust("MUG-1", -10, "correction")).toBe(0);
    expect(problemOf(() => shop.stock.adjust("MUG-1", -1, "correction"))).toBe("out-of-stock");
  });

  it("gives out all goods of an order or none", () => {
    const tooMany = [
      { sku: "MUG-1", quantity: 2 },
      { sku: "BOOK-1", quantity: 6 },
    ];
    expect(() => {
      shop.stock.take(tooMany, "order-1");
    }).toThrow("6 of `BOOK-1` are wanted, 5 are left");
    expect(shop.stock.available("MUG-1")).toBe(10);
  });

  it("takes goods back", () => {
    const goods = [{ sku: "MUG-1", quantity: 4 }];
    shop.stock.take(goods, "order-1");
    expect(shop.stock.available("MUG-1")).toBe(6);
    shop.stock.putBack(goods, "order-1");
    expect(shop.stock.available("MUG-1")).toBe(10);
  });
});
