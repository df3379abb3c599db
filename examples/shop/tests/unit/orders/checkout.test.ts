import { beforeEach, describe, expect, it } from "vitest";

import { addPieces, withVoucher } from "../../../src/cart/cart.js";
import { cents } from "../../../src/money/cents.js";
import { fillShelf, problemOf, tenPercent, testShop, today, type TestShop } from "../../support/test-shop.js";

describe("placing an order", () => {
  let shop: TestShop;
  const fillCart = (sku: string, quantity: number) => {
    const { id } = shop.carts.open(shop.newId());
    shop.carts.change(id, (cart) => addPieces(cart, sku, quantity));
    return id;
  };

  beforeEach(() => {
    shop = testShop();
    fillShelf(shop);
  });

  it("keeps the price of the moment, whatever the catalogue says later", () => {
    const order = shop.placeOrder(fillCart("MUG-1", 2), "ada@example.org");
    shop.catalogue.change("MUG-1", { price: cents(9900), name: "Golden mug" });
    expect(shop.orders.get(order.id)).toEqual({
      id: order.id,
      email: "ada@example.org",
      state: "placed",
      lines: [
        {
          sku: "MUG-1",
          name: "Enamel mug",
          taxClass: "standard",
          unitPrice: 1200,
          quantity: 2,
          discount: 0,
          total: 2400,
          tax: 383,
        },
      ],
      subtotal: 2400,
      discount: 0,
      shipping: 490,
      tax: 461,
      total: 2890,
      placedAt: today,
    });
  });

  it("takes the goods off the shelf and closes the cart", () => {
    const cart = fillCart("MUG-1", 3);
    shop.placeOrder(cart, "ada@example.org");
    expect(shop.stock.available("MUG-1")).toBe(7);
    expect(problemOf(() => shop.placeOrder(cart, "ada@example.org"))).toBe("cart-not-found");
  });

  it("refuses an empty cart", () => {
    const { id } = shop.carts.open("empty");
    expect(problemOf(() => shop.placeOrder(id, "ada@example.org"))).toBe("cart-empty");
  });

  it("leaves everything as it was when goods run out", () => {
    shop.vouchers.issue(tenPercent());
    const cart = fillCart("BOOK-1", 6);
    shop.carts.change(cart, (before) => withVoucher(before, "SPRING10"));
    expect(problemOf(() => shop.placeOrder(cart, "ada@example.org"))).toBe("out-of-stock");
    expect(shop.orders.list(null, { page: 1, pageSize: 10 }).total).toBe(0);
    expect(shop.vouchers.find("SPRING10")?.timesUsed).toBe(0);
    expect(shop.carts.get(cart).lines).toHaveLength(1);
  });

  it("refuses a product that was archived after it went into the cart", () => {
    const cart = fillCart("MUG-1", 1);
    shop.catalogue.change("MUG-1", { archived: true });
    expect(problemOf(() => shop.placeOrder(cart, "ada@example.org"))).toBe("product-archived");
  });

  it("redeems the voucher and spreads its discount over the lines", () => {
    shop.vouchers.issue(tenPercent());
    const cart = fillCart("MUG-1", 2);
    shop.carts.change(cart, (before) => withVoucher(before, "SPRING10"));
    const order = shop.placeOrder(cart, "ada@example.org");
    expect(order).toMatchObject({ subtotal: 2400, discount: 240, shipping: 490, total: 2650 });
    expect(shop.vouchers.find("SPRING10")?.timesUsed).toBe(1);
  });

  it("refuses a voucher that expired while the cart was open", () => {
    shop.vouchers.issue(tenPercent({ validUntil: new Date("2026-03-03T00:00:00.000Z") }));
    const cart = fillCart("MUG-1", 2);
    shop.carts.change(cart, (before) => withVoucher(before, "SPRING10"));
    shop.setTime(new Date("2026-03-03T00:00:00.000Z"));
    expect(() => shop.placeOrder(cart, "ada@example.org")).toThrow("voucher `SPRING10` does not hold: expired");
  });

  it("lets only as many orders use a voucher as its limit says", () => {
    shop.vouchers.issue(tenPercent({ usageLimit: 1 }));
    const [first, second] = [fillCart("MUG-1", 1), fillCart("MUG-1", 1)];
    for (const cart of [first, second]) shop.carts.change(cart, (before) => withVoucher(before, "SPRING10"));
    shop.placeOrder(first, "ada@example.org");
    expect(problemOf(() => shop.placeOrder(second, "bob@example.org"))).toBe("voucher-refused");
  });

  it("counts an order that costs nothing as paid", () => {
    shop = testShop({ voucherMaxShare: 10_000, freeShippingFrom: cents(0) });
    fillShelf(shop);
    shop.vouchers.issue(tenPercent({ discount: { kind: "percentage", share: 10_000 } }));
    const cart = fillCart("MUG-1", 1);
    shop.carts.change(cart, (before) => withVoucher(before, "SPRING10"));
    expect(shop.placeOrder(cart, "ada@example.org")).toMatchObject({ total: 0, state: "paid" });
  });
});
