import type { Database } from "../database/database.js";
import { cents, format, subtract, type Cents } from "../money/cents.js";
import type { PaymentLedger } from "../payments/payment-ledger.js";
import type { VoucherBook } from "../pricing/voucher-book.js";
import { Problem } from "../problem.js";
import type { Stock } from "../stock/stock.js";
import { stateAfter, type Order, type OrderAction } from "./order.js";
import type { Orders } from "./orders.js";

/** What fulfilment works on. */
export interface FulfilmentParts {
  readonly database: Database;
  readonly orders: Orders;
  readonly payments: PaymentLedger;
  readonly stock: Stock;
  readonly vouchers: VoucherBook;
}

/** Moves orders through their states, with the money and the goods that belong to each step. */
export class Fulfilment {
  readonly #parts: FulfilmentParts;

  constructor(parts: FulfilmentParts) {
    this.#parts = parts;
  }

  /** What the customer still owes. */
  due(order: Order): Cents {
    return subtract(order.total, this.#parts.payments.received(order.id));
  }

  /**
   * Records money that came in; the order is paid once nothing is due. The same message twice counts once.
   *
   * @throws Problem `payment-reference-used`, `order-state`, or `overpaid` when it is more than what is due
   */
  pay(orderId: string, amount: Cents, reference: string): Order {
    const { database, orders, payments } = this.#parts;
    return database.transaction(() => {
      const order = orders.get(orderId);
      if (payments.has({ reference, orderId, amount })) return order;

      const paid = stateAfter(order.state, "pay");
      const due = this.due(order);
      if (amount > due) {
        throw new Problem("refused", "overpaid", `${format(due)} are due, found a payment of ${format(amount)}`);
      }
      payments.record({ reference, orderId, amount });
      if (amount === due) orders.setState(orderId, paid);
      return orders.get(orderId);
    });
  }

  /** Hands a paid order to the carrier. */
  ship(orderId: string): Order {
    return this.#advance(orderId, "ship");
  }

  /** Notes that the goods arrived. */
  deliver(orderId: string): Order {
    return this.#advance(orderId, "deliver");
  }

  /** Calls off an order that has not left: goods, voucher and money go back. */
  cancel(orderId: string): Order {
    return this.#parts.database.transaction(() => {
      const order = this.#advance(orderId, "cancel");
      this.#parts.vouchers.release(orderId);
      this.#undo(order);
      return order;
    });
  }

  /** Takes delivered goods back and pays for them; the voucher stays used. */
  takeBack(orderId: string): Order {
    return this.#parts.database.transaction(() => {
      const order = this.#advance(orderId, "return");
      this.#undo(order);
      return order;
    });
  }

  #advance(orderId: string, action: OrderAction): Order {
    const { database, orders } = this.#parts;
    return database.transaction(() => {
      orders.setState(orderId, stateAfter(orders.get(orderId).state, action));
      return orders.get(orderId);
    });
  }

  #undo(order: Order): void {
    const { payments, stock } = this.#parts;
    stock.putBack(order.lines, order.id);
    const received = payments.received(order.id);
    if (received > 0) {
      payments.record({ reference: `refund-${order.id}`, orderId: order.id, amount: subtract(cents(0), received) });
    }
  }
}
