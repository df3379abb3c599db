import { describe, expect, it } from "vitest";

import { addPieces, withVoucher } from "../../../src/cart/cart.js";
import { fillShelf, problemOf, tenPercent, testShop } from "../../support/test-shop.js";

describe("kept carts", () => {
  it("come back as they were left", () => {
    const shop = testShop();
    fillShelf(shop);
    shop.vouchers.issue(tenPercent());
    const { id } = shop.carts.open("cart-1");
    const left = shop.carts.change(id, (cart) =>
      withVoucher(addPieces(addPieces(cart, "POSTER-1", 2), "MUG-1", 1), "SPRING10"),
    );
    expect(shop.carts.get(id)).toEqual(left);
  });

  it("stay as they were when a change fails half-way", () => {
    const shop = testShop();
    fillShelf(shop);
    const { id } = shop.carts.open("cart-1");
    const before = shop.carts.change(id, (cart) => addPieces(cart, "MUG-1", 1));
    expect(() => shop.carts.change(id, (cart) => addPieces(cart, "UNKNOWN-1", 1))).toThrow("FOREIGN KEY");
    expect(shop.carts.get(id)).toEqual(before);
  });

  it("are gone once they became an order", () => {
    const { carts } = testShop();
    const { id } = carts.open("cart-1");
    carts.close(id);
    expect(problemOf(() => carts.get(id))).toBe("cart-not-found");
  });
});
