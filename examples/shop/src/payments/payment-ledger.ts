import type { Clock } from "../clock.js";
import { amount, instant, text } from "../database/column.js";
import type { Database, Row } from "../database/database.js";
import { sum, type Cents } from "../money/cents.js";
import { Problem } from "../problem.js";

/** Money that came in (positive) or was paid back (negative) for an order. */
export interface Payment {
  readonly reference: string;
  readonly orderId: string;
  readonly amount: Cents;
  readonly recordedAt: Date;
}

/** The money that moved; an entry is never changed. */
export class PaymentLedger {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Every entry of an order, the oldest first. */
  entries(orderId: string): Payment[] {
    return this.#database.all(
      "SELECT * FROM payments WHERE order_id = ? ORDER BY recorded_at, rowid",
      [orderId],
      readPayment,
    );
  }

  /** What the shop holds of an order's money: received less paid back. */
  received(orderId: string): Cents {
    return sum(this.entries(orderId).map((entry) => entry.amount));
  }

  /**
   * Whether exactly this entry is in the ledger already.
   *
   * @throws Problem `payment-reference-used` when the reference belongs to another order or amount
   */
  has(entry: Omit<Payment, "recordedAt">): boolean {
    const known = this.#database.first("SELECT * FROM payments WHERE reference = ?", [entry.reference], readPayment);
    if (known === null) return false;
    if (known.orderId === entry.orderId && known.amount === entry.amount) return true;
    throw new Problem(
      "conflict",
      "payment-reference-used",
      `payment \`${entry.reference}\` is recorded with other details`,
    );
  }

  /** Adds an entry. */
  record(entry: Omit<Payment, "recordedAt">): void {
    this.#database.run("INSERT INTO payments (reference, order_id, amount_cents, recorded_at) VALUES (?, ?, ?, ?)", [
      entry.reference,
      entry.orderId,
      entry.amount,
      this.#clock().toISOString(),
    ]);
  }
}

function readPayment(row: Row): Payment {
  return {
    reference: text(row, "reference"),
    orderId: text(row, "order_id"),
    amount: amount(row, "amount_cents"),
    recordedAt: instant(row, "recorded_at"),
  };
}
