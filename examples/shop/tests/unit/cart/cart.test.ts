import { describe, expect, it } from "vitest";

import {
  addPieces,
  emptyCart,
  maxLines,
  maxQuantity,
  quantityOf,
  setQuantity,
  withVoucher,
} from "../../../src/cart/cart.js";
import { problemOf } from "../../support/test-shop.js";

const cart = emptyCart("cart-1");

describe("a cart", () => {
  it("starts with nothing in it", () => {
    expect(cart).toEqual({ id: "cart-1", lines: [], voucherCode: null });
  });

  it("keeps articles in the order in which they came", () => {
    const filled = addPieces(addPieces(addPieces(cart, "MUG-1", 1), "BOOK-1", 1), "MUG-1", 2);
    expect(filled.lines).toEqual([
      { sku: "MUG-1", quantity: 3 },
      { sku: "BOOK-1", quantity: 1 },
    ]);
  });

  it("leaves the cart it came from as it was", () => {
    addPieces(cart, "MUG-1", 1);
    expect(cart.lines).toEqual([]);
  });

  it("drops an article at quantity zero, also one that is not in it", () => {
    const filled = setQuantity(cart, "MUG-1", 2);
    expect(setQuantity(filled, "MUG-1", 0).lines).toEqual([]);
    expect(setQuantity(filled, "BOOK-1", 0)).toEqual(filled);
  });

  it.each([-1, 1.5, Number.NaN, maxQuantity + 1])("refuses the quantity %d", (quantity) => {
    expect(problemOf(() => setQuantity(cart, "MUG-1", quantity))).toBe("quantity-invalid");
  });

  it("refuses pieces beyond the most of one article", () => {
    const full = setQuantity(cart, "MUG-1", maxQuantity);
    expect(problemOf(() => addPieces(full, "MUG-1", 1))).toBe("quantity-invalid");
  });

  it("refuses one article more than it holds, and still changes those inside", () => {
    const full = Array.from({ length: maxLines }, (_, n) => `SKU-${n}`).reduce(
      (before, sku) => addPieces(before, sku, 1),
      cart,
    );
    expect(problemOf(() => addPieces(full, "MUG-1", 1))).toBe("cart-full");
    expect(quantityOf(addPieces(full, "SKU-0", 1), "SKU-0")).toBe(2);
  });

  it("holds one voucher at a time", () => {
    const second = withVoucher(withVoucher(cart, "SPRING10"), "SUMMER20");
    expect(second.voucherCode).toBe("SUMMER20");
    expect(withVoucher(second, null).voucherCode).toBeNull();
  });
});
