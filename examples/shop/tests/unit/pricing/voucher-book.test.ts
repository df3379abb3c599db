import { describe, expect, it } from "vitest";

import { cents } from "../../../src/money/cents.js";
import { fillShelf, problemOf, tenPercent, testShop, today } from "../../support/test-shop.js";

describe("the voucher book", () => {
  it("gives back what was issued", () => {
    const { vouchers } = testShop();
    const issued = tenPercent({
      discount: { kind: "fixed", amount: cents(500) },
      minimum: cents(2000),
      category: "books",
      validUntil: new Date("2026-04-01T00:00:00.000Z"),
      usageLimit: 3,
    });
    vouchers.issue(issued);
    expect(vouchers.find("SPRING10")).toEqual({ ...issued, timesUsed: 0 });
  });

  it("knows no code that was not issued", () => {
    expect(testShop().vouchers.find("NOTHING")).toBeNull();
  });

  it("issues a code once", () => {
    const { vouchers } = testShop();
    vouchers.issue(tenPercent());
    expect(problemOf(() => vouchers.issue(tenPercent()))).toBe("voucher-exists");
  });

  it("counts the orders that use a voucher, and forgets one that gives it back", () => {
    const shop = testShop();
    fillShelf(shop);
    shop.vouchers.issue(tenPercent());
    const cart = shop.carts.open("cart");
    shop.carts.change(cart.id, (before) => ({ ...before, lines: [{ sku: "MUG-1", quantity: 1 }] }));
    const order = shop.placeOrder(cart.id, "ada@example.org");

    shop.vouchers.redeem("SPRING10", order.id, today);
    expect(shop.vouchers.find("SPRING10")?.timesUsed).toBe(1);
    shop.vouchers.release(order.id);
    expect(shop.vouchers.find("SPRING10")?.timesUsed).toBe(0);
  });
});
