import { Problem } from "../problem.js";

/** The most pieces of one article in a cart. */
export const maxQuantity = 99;

/** The most different articles in a cart. */
export const maxLines = 50;

/** An article and how many of it. */
export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** What somebody means to buy. Articles keep the order in which they were put in. */
export interface Cart {
  readonly id: string;
  readonly lines: readonly CartLine[];
  readonly voucherCode: string | null;
}

/** A cart with nothing in it. */
export function emptyCart(id: string): Cart {
  return { id, lines: [], voucherCode: null };
}

/**
 * The cart with `quantity` pieces of an article, whatever there were before; 0 takes the article out.
 *
 * @throws Problem `quantity-invalid` outside of 0 to {@link maxQuantity}, `cart-full` beyond {@link maxLines} articles
 */
export function setQuantity(cart: Cart, sku: string, quantity: number): Cart {
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > maxQuantity) {
    throw new Problem(
      "invalid",
      "quantity-invalid",
      `a quantity is a whole number from 0 to ${maxQuantity}, found ${quantity}`,
    );
  }
  if (quantity === 0) return { ...cart, lines: cart.lines.filter((line) => line.sku !== sku) };
  if (quantityOf(cart, sku) > 0) {
    return { ...cart, lines: cart.lines.map((line) => (line.sku === sku ? { sku, quantity } : line)) };
  }
  if (cart.lines.length >= maxLines) {
    throw new Problem("refused", "cart-full", `a cart holds at most ${maxLines} different articles`);
  }
  return { ...cart, lines: [...cart.lines, { sku, quantity }] };
}

/** The cart with `more` additional pieces of an article, under the rules of {@link setQuantity}. */
export function addPieces(cart: Cart, sku: string, more: number): Cart {
  return setQuantity(cart, sku, quantityOf(cart, sku) + more);
}

/** How many pieces of an article are in the cart. */
export function quantityOf(cart: Cart, sku: string): number {
  return cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
}

/** The cart with a voucher in place of any other, or with none. */
export function withVoucher(cart: Cart, code: string | null): Cart {
  return { ...cart, voucherCode: code };
}
