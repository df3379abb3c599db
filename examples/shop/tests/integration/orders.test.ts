import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fillShelf } from "../support/test-shop.js";
import { cartWith, startServer, type TestServer } from "../support/test-server.js";

describe("orders over HTTP", () => {
  let server: TestServer;
  const order = async (goods: Readonly<Record<string, number>>) => {
    const cartId = await cartWith(server, goods);
    return server.send("POST", "/orders", { cartId, email: "ada@example.org" });
  };

  beforeEach(async () => {
    server = await startServer();
    fillShelf(server.shop);
  });

  afterEach(() => server.stop());

  it("are placed from a cart and read under their address", async () => {
    const placed = await order({ "MUG-1": 2 });
    expect(placed).toMatchObject({
      status: 201,
      body: { state: "placed", total: 2890, placedAt: "2026-03-02T12:00:00.000Z" },
    });
    expect(await server.send("GET", placed.location ?? "")).toMatchObject({
      status: 200,
      body: { due: 2890, payments: [] },
    });
  });

  it("go all the way from the cart to the customer and back", async () => {
    const { body } = await order({ "MUG-1": 2 });
    const path = `/orders/${String(body.id)}`;
    expect(await server.staff("POST", `${path}/payments`, { amount: 2890, reference: "bank-1" })).toMatchObject({
      status: 201,
      body: { state: "paid" },
    });
    expect((await server.staff("POST", `${path}/ship`)).body.state).toBe("shipped");
    expect((await server.staff("POST", `${path}/deliver`)).body.state).toBe("delivered");
    expect((await server.staff("POST", `${path}/return`)).body.state).toBe("returned");
    expect((await server.send("GET", path)).body).toMatchObject({
      due: 2890,
      payments: [{ amount: 2890 }, { amount: -2890 }],
    });
    expect((await server.send("GET", "/products/MUG-1")).body.available).toBe(10);
  });

  it("refuse a step that their state does not allow", async () => {
    const { body } = await order({ "MUG-1": 1 });
    expect(await server.staff("POST", `/orders/${String(body.id)}/ship`)).toMatchObject({
      status: 409,
      body: { detail: "an order that is placed cannot ship; it can pay or cancel" },
    });
  });

  it("never sell the last piece twice", async () => {
    server.shop.stock.adjust("POSTER-1", 1, "delivery");
    const answers = await Promise.all([order({ "POSTER-1": 1 }), order({ "POSTER-1": 1 }), order({ "POSTER-1": 1 })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422, 422]);
    expect(server.shop.stock.available("POSTER-1")).toBe(0);
  });

  it("are listed by state, the newest first", async () => {
    await order({ "MUG-1": 1 });
    server.shop.setTime(new Date("2026-03-02T13:00:00.000Z"));
    const newest = await order({ "MUG-1": 2 });
    await server.staff("POST", `/orders/${String(newest.body.id)}/cancel`);
    const all = await server.staff("GET", "/orders?pageSize=1");
    expect(all.body).toMatchObject({ total: 2, pages: 2, items: [{ id: newest.body.id, state: "cancelled" }] });
    expect((await server.staff("GET", "/orders?state=placed")).body).toMatchObject({ total: 1 });
    expect((await server.staff("GET", "/orders?state=lost")).status).toBe(400);
  });

  it("need an address to write to, and a cart that is there", async () => {
    const cartId = await cartWith(server, { "MUG-1": 1 });
    expect((await server.send("POST", "/orders", { cartId, email: "nobody" })).body.detail).toMatch(/^email: /);
    expect((await server.send("POST", "/orders", { cartId: "none", email: "ada@example.org" })).status).toBe(404);
    expect((await server.send("GET", "/orders/none")).status).toBe(404);
  });

  it("refuse a payment that is malformed or too high", async () => {
    const { body } = await order({ "MUG-1": 1 });
    const path = `/orders/${String(body.id)}/payments`;
    expect((await server.staff("POST", path, { amount: -5, reference: "bank-1" })).status).toBe(400);
    expect((await server.staff("POST", path, { amount: 99_999, reference: "bank-1" })).status).toBe(422);
  });
});
