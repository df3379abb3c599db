import type { Clock } from "../clock.js";
import { integer, optionalText, text } from "../database/column.js";
import type { Database } from "../database/database.js";
import { notFound } from "../problem.js";
import { emptyCart, type Cart } from "./cart.js";

/** The open carts; one that became an order is no longer among them. */
export class Carts {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Opens an empty cart. */
  open(id: string): Cart {
    this.#database.run("INSERT INTO carts (id, created_at) VALUES (?, ?)", [id, this.#clock().toISOString()]);
    return emptyCart(id);
  }

  /**
   * The open cart with this id.
   *
   * @throws Problem `cart-not-found`
   */
  get(id: string): Cart {
    const voucher = this.#database.first(
      "SELECT voucher_code FROM carts WHERE id = ? AND ordered_at IS NULL",
      [id],
      (row) => ({ code: optionalText(row, "voucher_code") }),
    );
    if (voucher === null) throw notFound("cart", id);
    const lines = this.#database.all(
      "SELECT sku, quantity FROM cart_lines WHERE cart_id = ? ORDER BY position",
      [id],
      (row) => ({ sku: text(row, "sku"), quantity: integer(row, "quantity") }),
    );
    return { id, lines, voucherCode: voucher.code };
  }

  /** Reads a cart, changes it, and keeps the result, with nothing of another request in between. */
  change(id: string, change: (cart: Cart) => Cart): Cart {
    return this.#database.transaction(() => {
      const cart = change(this.get(id));
      this.#database.run("UPDATE carts SET voucher_code = ? WHERE id = ?", [cart.voucherCode, id]);
      this.#database.run("DELETE FROM cart_lines WHERE cart_id = ?", [id]);
      for (const [position, line] of cart.lines.entries()) {
        this.#database.run("INSERT INTO cart_lines (cart_id, position, sku, quantity) VALUES (?, ?, ?, ?)", [
          id,
          position,
          line.sku,
          line.quantity,
        ]);
      }
      return cart;
    });
  }

  /** Closes a cart that became an order. */
  close(id: string): void {
    this.#database.run("UPDATE carts SET ordered_at = ? WHERE id = ?", [this.#clock().toISOString(), id]);
  }
}
