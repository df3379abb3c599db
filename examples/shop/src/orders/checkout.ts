import type { Carts } from "../cart/carts.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import type { Clock } from "../clock.js";
import type { Database } from "../database/database.js";
import type { Till } from "../pricing/till.js";
import type { VoucherBook } from "../pricing/voucher-book.js";
import { Problem } from "../problem.js";
import type { Stock } from "../stock/stock.js";
import type { Order } from "./order.js";
import type { Orders } from "./orders.js";

/** What a checkout works on. */
export interface CheckoutParts {
  readonly database: Database;
  readonly carts: Carts;
  readonly catalogue: Catalogue;
  readonly till: Till;
  readonly stock: Stock;
  readonly vouchers: VoucherBook;
  readonly orders: Orders;
  readonly clock: Clock;
  readonly newId: () => string;
}

/**
 * Turns a cart into an order: prices it, takes the goods off the shelf, redeems the voucher and closes the cart, all of
 * it or nothing. An order that costs nothing counts as paid.
 *
 * @throws Problem `cart-not-found`, `cart-empty`, `product-archived`, `voucher-refused` or `out-of-stock`
 */
export function placeOrder(parts: CheckoutParts, cartId: string, email: string): Order {
  const { carts, catalogue, clock, database, orders, stock, till, vouchers } = parts;
  return database.transaction(() => {
    const cart = carts.get(cartId);
    if (cart.lines.length === 0) throw new Problem("refused", "cart-empty", `cart \`${cartId}\` has nothing in it`);
    for (const { sku } of cart.lines) catalogue.getSold(sku);

    const { voucher, ...price } = till.price(cart);
    if (voucher !== null && voucher.refusal !== null) {
      throw new Problem("refused", "voucher-refused", `voucher \`${voucher.code}\` does not hold: ${voucher.refusal}`);
    }

    const order: Order = {
      ...price,
      id: parts.newId(),
      email,
      state: price.total === 0 ? "paid" : "placed",
      placedAt: clock(),
    };
    orders.add(order);
    stock.take(order.lines, order.id);
    if (voucher !== null) vouchers.redeem(voucher.code, order.id, order.placedAt);
    carts.close(cartId);
    return orders.get(order.id);
  });
}
