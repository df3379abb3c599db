import type { Cents } from "../money/cents.js";
import type { TaxClass } from "../pricing/tax.js";
import { Problem } from "../problem.js";

/** The states of an order. */
export const orderStates = ["placed", "paid", "shipped", "delivered", "returned", "cancelled"] as const;

/** One of {@link orderStates}. */
export type OrderState = (typeof orderStates)[number];

/** What can happen to an order. */
export type OrderAction = "pay" | "ship" | "deliver" | "return" | "cancel";

/** One article as it was sold. */
export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly taxClass: TaxClass;
  readonly unitPrice: Cents;
  readonly quantity: number;
  readonly discount: Cents;
  readonly total: Cents;
  readonly tax: Cents;
}

/** Goods that somebody bought, at the prices of that moment. */
export interface Order {
  readonly id: string;
  readonly email: string;
  readonly state: OrderState;
  readonly lines: readonly OrderLine[];
  readonly subtotal: Cents;
  readonly discount: Cents;
  readonly shipping: Cents;
  readonly tax: Cents;
  readonly total: Cents;
  readonly placedAt: Date;
}

const transitions: Readonly<Record<OrderState, Partial<Record<OrderAction, OrderState>>>> = {
  placed: { pay: "paid", cancel: "cancelled" },
  paid: { ship: "shipped", cancel: "cancelled" },
  shipped: { deliver: "delivered" },
  delivered: { return: "returned" },
  returned: {},
  cancelled: {},
};

/** What can happen to an order in this state. */
export function actionsIn(state: OrderState): OrderAction[] {
  return Object.keys(transitions[state]) as OrderAction[];
}

/**
 * The state that follows when `action` happens.
 *
 * @throws Problem `order-state` when it cannot happen in this state
 */
export function stateAfter(state: OrderState, action: OrderAction): OrderState {
  const next = transitions[state][action];
  if (next === undefined) {
    const possible = actionsIn(state).join(" or ");
    throw new Problem(
      "conflict",
      "order-state",
      `an order that is ${state} cannot ${action}; ${possible === "" ? "nothing more can happen to it" : `it can ${possible}`}`,
    );
  }
  return next;
}
