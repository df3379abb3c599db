import { beforeEach, describe, expect, it } from "vitest";

import { addPieces, withVoucher } from "../../../src/cart/cart.js";
import { cents } from "../../../src/money/cents.js";
import { fillShelf, problemOf, tenPercent, testShop, type TestShop } from "../../support/test-shop.js";

describe("fulfilment", () => {
  let shop: TestShop;
  let orderId: string;
  const order = () => shop.orders.get(orderId);

  beforeEach(() => {
    shop = testShop();
    fillShelf(shop);
    shop.vouchers.issue(tenPercent());
    const { id } = shop.carts.open("cart");
    shop.carts.change(id, (cart) => withVoucher(addPieces(cart, "MUG-1", 2), "SPRING10"));
    orderId = shop.placeOrder(id, "ada@example.org").id;
  });

  it("counts an order as paid once nothing is due", () => {
    expect(shop.fulfilment.pay(orderId, cents(2000), "bank-1").state).toBe("placed");
    expect(shop.fulfilment.due(order())).toBe(650);
    expect(shop.fulfilment.pay(orderId, cents(650), "bank-2").state).toBe("paid");
    expect(shop.fulfilment.due(order())).toBe(0);
  });

  it("counts the same payment once, however often it is told of it", () => {
    shop.fulfilment.pay(orderId, cents(2000), "bank-1");
    shop.fulfilment.pay(orderId, cents(2000), "bank-1");
    expect(shop.payments.entries(orderId)).toHaveLength(1);
  });

  it("refuses a reference that stands for another payment", () => {
    shop.fulfilment.pay(orderId, cents(2000), "bank-1");
    expect(problemOf(() => shop.fulfilment.pay(orderId, cents(100), "bank-1"))).toBe("payment-reference-used");
  });

  it("refuses more money than is due, and says how much that is", () => {
    expect(() => shop.fulfilment.pay(orderId, cents(2651), "bank-1")).toThrow(
      "26.50 EUR are due, found a payment of 26.51 EUR",
    );
  });

  it("ships nothing before it is paid", () => {
    expect(problemOf(() => shop.fulfilment.ship(orderId))).toBe("order-state");
  });

  it("puts goods, voucher and money back when an order is cancelled", () => {
    shop.fulfilment.pay(orderId, cents(2650), "bank-1");
    expect(shop.fulfilment.cancel(orderId).state).toBe("cancelled");
    expect(shop.stock.available("MUG-1")).toBe(10);
    expect(shop.vouchers.find("SPRING10")?.timesUsed).toBe(0);
    expect(shop.payments.received(orderId)).toBe(0);
    expect(shop.payments.entries(orderId).map((entry) => entry.amount)).toEqual([2650, -2650]);
  });

  it("pays nothing back when nothing was paid", () => {
    shop.fulfilment.cancel(orderId);
    expect(shop.payments.entries(orderId)).toEqual([]);
  });

  it("takes delivered goods back, and leaves the voucher used", () => {
    shop.fulfilment.pay(orderId, cents(2650), "bank-1");
    shop.fulfilment.ship(orderId);
    shop.fulfilment.deliver(orderId);
    expect(shop.fulfilment.takeBack(orderId).state).toBe("returned");
    expect(shop.stock.available("MUG-1")).toBe(10);
    expect(shop.payments.received(orderId)).toBe(0);
    expect(shop.vouchers.find("SPRING10")?.timesUsed).toBe(1);
  });

  it("does not cancel what has left the house", () => {
    shop.fulfilment.pay(orderId, cents(2650), "bank-1");
    shop.fulfilment.ship(orderId);
    expect(problemOf(() => shop.fulfilment.cancel(orderId))).toBe("order-state");
    expect(shop.stock.available("MUG-1")).toBe(8);
  });
});
