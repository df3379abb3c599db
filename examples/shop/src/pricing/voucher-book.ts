import {
  amount,
  instant,
  integer,
  oneOf,
  optionalInstant,
  optionalInteger,
  optionalText,
  text,
} from "../database/column.js";
import type { Database, Row } from "../database/database.js";
import { Problem } from "../problem.js";
import type { Discount, Voucher } from "./vouchers.js";

/** A voucher that nobody has used yet. */
export type NewVoucher = Omit<Voucher, "timesUsed">;

/** The vouchers that were issued, and the orders that used them. */
export class VoucherBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Issues a voucher.
   *
   * @throws Problem `voucher-exists` when the code is taken
   */
  issue(voucher: NewVoucher): Voucher {
    const { discount } = voucher;
    const added = this.#database.run(
      `INSERT INTO vouchers (code, kind, value, minimum_cents, category, valid_from, valid_until, usage_limit)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        voucher.code,
        discount.kind,
        discount.kind === "percentage" ? discount.share : discount.amount,
        voucher.minimum,
        voucher.category,
        voucher.validFrom.toISOString(),
        voucher.validUntil?.toISOString() ?? null,
        voucher.usageLimit,
      ],
    );
    if (added === 0) throw new Problem("conflict", "voucher-exists", `voucher \`${voucher.code}\` is already issued`);
    return { ...voucher, timesUsed: 0 };
  }

  /** The voucher with this canonical code, or `null`. */
  find(code: string): Voucher | null {
    return this.#database.first(
      `SELECT vouchers.*, (SELECT count(*) FROM voucher_redemptions WHERE code = vouchers.code) AS times_used
       FROM vouchers WHERE code = ?`,
      [code],
      readVoucher,
    );
  }

  /** Records that an order used the voucher. */
  redeem(code: string, orderId: string, now: Date): void {
    this.#database.run("INSERT INTO voucher_redemptions (order_id, code, redeemed_at) VALUES (?, ?, ?)", [
      orderId,
      code,
      now.toISOString(),
    ]);
  }

  /** Gives the use of a voucher back, when an order is cancelled; nothing happens when it used none. */
  release(orderId: string): void {
    this.#database.run("DELETE FROM voucher_redemptions WHERE order_id = ?", [orderId]);
  }
}

function readVoucher(row: Row): Voucher {
  return {
    code: text(row, "code"),
    discount: readDiscount(row),
    minimum: amount(row, "minimum_cents"),
    category: optionalText(row, "category"),
    validFrom: instant(row, "valid_from"),
    validUntil: optionalInstant(row, "valid_until"),
    usageLimit: optionalInteger(row, "usage_limit"),
    timesUsed: integer(row, "times_used"),
  };
}

function readDiscount(row: Row): Discount {
  const kind = oneOf(row, "kind", ["percentage", "fixed"]);
  return kind === "percentage" ? { kind, share: integer(row, "value") } : { kind, amount: amount(row, "value") };
}
