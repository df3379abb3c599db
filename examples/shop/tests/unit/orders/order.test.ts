import { describe, expect, it } from "vitest";

import { actionsIn, orderStates, stateAfter, type OrderAction } from "../../../src/orders/order.js";
import { problemOf } from "../../support/test-shop.js";

const actions: OrderAction[] = ["pay", "ship", "deliver", "return", "cancel"];

describe("the states of an order", () => {
  it("lead from the order to the delivery", () => {
    expect(stateAfter(stateAfter(stateAfter("placed", "pay"), "ship"), "deliver")).toBe("delivered");
  });

  it("allow these steps and no others", () => {
    const steps = orderStates.flatMap((state) =>
      actions
        .filter((action) => problemOf(() => stateAfter(state, action)) === "no problem")
        .map((action) => `${state} ${action}`),
    );
    expect(steps).toEqual([
      "placed pay",
      "placed cancel",
      "paid ship",
      "paid cancel",
      "shipped deliver",
      "delivered return",
    ]);
  });

  it("name what can happen instead", () => {
    expect(() => stateAfter("placed", "ship")).toThrow("an order that is placed cannot ship; it can pay or cancel");
    expect(() => stateAfter("cancelled", "pay")).toThrow("nothing more can happen to it");
  });

  it("end with returned and cancelled", () => {
    expect(orderStates.filter((state) => actionsIn(state).length === 0)).toEqual(["returned", "cancelled"]);
  });
});
