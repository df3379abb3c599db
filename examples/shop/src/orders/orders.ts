import { amount, instant, integer, oneOf, text } from "../database/column.js";
import type { Database, Row, Value } from "../database/database.js";
import { offsetOf, pageOf, type Page, type PageRequest } from "../page.js";
import { taxClasses } from "../pricing/tax.js";
import { notFound } from "../problem.js";
import { orderStates, type Order, type OrderLine, type OrderState } from "./order.js";

/** The orders that were placed. */
export class Orders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a new order with its lines. */
  add(order: Order): void {
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO orders (id, email, state, subtotal_cents, discount_cents, shipping_cents, tax_cents, total_cents, placed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          order.id,
          order.email,
          order.state,
          order.subtotal,
          order.discount,
          order.shipping,
          order.tax,
          order.total,
          order.placedAt.toISOString(),
        ],
      );
      for (const [position, line] of order.lines.entries()) this.#addLine(order.id, position, line);
    });
  }

  /**
   * The order with this id.
   *
   * @throws Problem `order-not-found`
   */
  get(id: string): Order {
    const order = this.#database.first("SELECT * FROM orders WHERE id = ?", [id], (row) => this.#read(row));
    if (order === null) throw notFound("order", id);
    return order;
  }

  /** One page of the orders, the newest first, of one state or of all. */
  list(state: OrderState | null, request: PageRequest): Page<Order> {
    const where = state === null ? "1" : "state = ?";
    const values: Value[] = state === null ? [] : [state];
    const total = this.#database.first(`SELECT count(*) AS total FROM orders WHERE ${where}`, values, (row) =>
      integer(row, "total"),
    );
    const items = this.#database.all(
      `SELECT * FROM orders WHERE ${where} ORDER BY placed_at DESC, id LIMIT ? OFFSET ?`,
      [...values, request.pageSize, offsetOf(request)],
      (row) => this.#read(row),
    );
    return pageOf(request, items, total ?? 0);
  }

  /** Moves an order to another state; {@link stateAfter} says which may follow. */
  setState(id: string, state: OrderState): void {
    this.#database.run("UPDATE orders SET state = ? WHERE id = ?", [state, id]);
  }

  #addLine(orderId: string, position: number, line: OrderLine): void {
    this.#database.run(
      `INSERT INTO order_lines
         (order_id, position, sku, name, tax_class, unit_price_cents, quantity, discount_cents, total_cents, tax_cents)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        orderId,
        position,
        line.sku,
        line.name,
        line.taxClass,
        line.unitPrice,
        line.quantity,
        line.discount,
        line.total,
        line.tax,
      ],
    );
  }

  #read(row: Row): Order {
    const id = text(row, "id");
    return {
      id,
      email: text(row, "email"),
      state: oneOf(row, "state", orderStates),
      lines: this.#database.all("SELECT * FROM order_lines WHERE order_id = ? ORDER BY position", [id], readLine),
      subtotal: amount(row, "subtotal_cents"),
      discount: amount(row, "discount_cents"),
      shipping: amount(row, "shipping_cents"),
      tax: amount(row, "tax_cents"),
      total: amount(row, "total_cents"),
      placedAt: instant(row, "placed_at"),
    };
  }
}

function readLine(row: Row): OrderLine {
  return {
    sku: text(row, "sku"),
    name: text(row, "name"),
    taxClass: oneOf(row, "tax_class", taxClasses),
    unitPrice: amount(row, "unit_price_cents"),
    quantity: integer(row, "quantity"),
    discount: amount(row, "discount_cents"),
    total: amount(row, "total_cents"),
    tax: amount(row, "tax_cents"),
  };
}
