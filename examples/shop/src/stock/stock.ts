import type { Clock } from "../clock.js";
import { integer } from "../database/column.js";
import type { Database } from "../database/database.js";
import { Problem } from "../problem.js";

/** Why goods came or went. */
export type StockReason = "delivery" | "correction" | "sale" | "return";

/** Goods of one order. */
export interface OrderedGoods {
  readonly sku: string;
  readonly quantity: number;
}

/** What lies on the shelf, kept as movements that are only ever added. */
export class Stock {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** How many pieces are on the shelf. */
  available(sku: string): number {
    const total = this.#database.first(
      "SELECT coalesce(sum(change), 0) AS available FROM stock_movements WHERE sku = ?",
      [sku],
      (row) => integer(row, "available"),
    );
    return total ?? 0;
  }

  /**
   * Records a delivery or a correction, and returns what is on the shelf now.
   *
   * @throws Problem `out-of-stock` when a correction would take more than there is
   */
  adjust(sku: string, change: number, reason: "delivery" | "correction"): number {
    return this.#database.transaction(() => {
      this.#move(sku, change, reason, null);
      return this.available(sku);
    });
  }

  /**
   * Takes the goods of an order off the shelf: all of them or none.
   *
   * @throws Problem `out-of-stock` with the first article of which there are too few
   */
  take(goods: readonly OrderedGoods[], orderId: string): void {
    this.#database.transaction(() => {
      for (const { sku, quantity } of goods) this.#move(sku, -quantity, "sale", orderId);
    });
  }

  /** Puts the goods of an order back on the shelf. */
  putBack(goods: readonly OrderedGoods[], orderId: string): void {
    this.#database.transaction(() => {
      for (const { sku, quantity } of goods) this.#move(sku, quantity, "return", orderId);
    });
  }

  #move(sku: string, change: number, reason: StockReason, orderId: string | null): void {
    const available = this.available(sku);
    if (available + change < 0) {
      throw new Problem("refused", "out-of-stock", `${-change} of \`${sku}\` are wanted, ${available} are left`);
    }
    this.#database.run("INSERT INTO stock_movements (sku, change, reason, order_id, moved_at) VALUES (?, ?, ?, ?, ?)", [
      sku,
      change,
      reason,
      orderId,
      this.#clock().toISOString(),
    ]);
  }
}
