import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fillShelf } from "../support/test-shop.js";
import { cartWith, startServer, type TestServer } from "../support/test-server.js";

const spring = { code: "spring-10", discount: { kind: "percentage", share: 1000 }, validFrom: "2026-03-01T00:00:00Z" };

describe("vouchers over HTTP", () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
    fillShelf(server.shop);
    await server.staff("POST", "/vouchers", spring);
  });

  afterEach(() => server.stop());

  it("are issued once, under their canonical code", async () => {
    const books = { ...spring, code: "read more", category: "books", discount: { kind: "fixed", amount: 500 } };
    expect(await server.staff("POST", "/vouchers", books)).toMatchObject({
      status: 201,
      body: { code: "READMORE", timesUsed: 0 },
    });
    expect(await server.staff("POST", "/vouchers", { ...books, code: "ReadMore" })).toMatchObject({ status: 409 });
  });

  it.each([
    ["a code of three letters", { ...spring, code: "abc" }],
    ["a share above the whole", { ...spring, discount: { kind: "percentage", share: 10_001 } }],
    ["an unknown kind", { ...spring, discount: { kind: "gift" } }],
    ["an end before the start", { ...spring, code: "LATE", validUntil: "2026-02-01T00:00:00Z" }],
  ])("are refused with %s", async (_, body) => {
    expect((await server.staff("POST", "/vouchers", body)).status).toBe(400);
  });

  it("make a cart cheaper, and can be taken out again", async () => {
    const cart = await cartWith(server, { "MUG-1": 2 });
    expect((await server.send("PUT", `/carts/${cart}/voucher`, { code: "Spring 10" })).body).toMatchObject({
      subtotal: 2400,
      discount: 240,
      total: 2650,
      voucher: { code: "SPRING10", refusal: null },
    });
    expect((await server.send("DELETE", `/carts/${cart}/voucher`)).body).toMatchObject({
      discount: 0,
      total: 2890,
      voucher: null,
    });
  });

  it("that are unknown are not found", async () => {
    const cart = await cartWith(server, { "MUG-1": 1 });
    for (const code of ["NOSUCHCODE", "?"]) {
      expect(await server.send("PUT", `/carts/${cart}/voucher`, { code })).toMatchObject({
        status: 404,
        body: { type: "/problems/voucher-not-found" },
      });
    }
  });

  it("that do not hold are refused, and the cart keeps the one it had", async () => {
    await server.staff("POST", "/vouchers", { ...spring, code: "BIGSPENDER", minimum: 10_000 });
    const cart = await cartWith(server, { "MUG-1": 1 });
    await server.send("PUT", `/carts/${cart}/voucher`, { code: "SPRING10" });
    expect(await server.send("PUT", `/carts/${cart}/voucher`, { code: "BIGSPENDER" })).toMatchObject({
      status: 422,
      body: { type: "/problems/voucher-refused", detail: "voucher `BIGSPENDER` does not hold: below-minimum" },
    });
    expect((await server.send("GET", `/carts/${cart}`)).body).toMatchObject({ voucher: { code: "SPRING10" } });
  });

  it("that stop holding while the cart is open are named, and the order is refused", async () => {
    await server.staff("POST", "/vouchers", { ...spring, code: "KITCHEN", category: "kitchen" });
    const cart = await cartWith(server, { "MUG-1": 1, "BOOK-1": 1 });
    await server.send("PUT", `/carts/${cart}/voucher`, { code: "KITCHEN" });
    const { body } = await server.send("DELETE", `/carts/${cart}/lines/MUG-1`);
    expect(body).toMatchObject({ discount: 0, voucher: { code: "KITCHEN", refusal: "nothing-eligible" } });
    expect(await server.send("POST", "/orders", { cartId: cart, email: "ada@example.org" })).toMatchObject({
      status: 422,
    });
  });

  it("with a limit serve exactly one of two customers who order at the same time", async () => {
    await server.staff("POST", "/vouchers", { ...spring, code: "ONLYONE", usageLimit: 1 });
    const carts = [await cartWith(server, { "MUG-1": 1 }), await cartWith(server, { "MUG-1": 1 })];
    for (const cart of carts) await server.send("PUT", `/carts/${cart}/voucher`, { code: "ONLYONE" });
    const answers = await Promise.all(
      carts.map((cartId) => server.send("POST", "/orders", { cartId, email: "ada@example.org" })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422]);
  });
});

describe("a shop with vouchers switched off", () => {
  it("refuses every code", async () => {
    const server = await startServer({ vouchersEnabled: false });
    fillShelf(server.shop);
    await server.staff("POST", "/vouchers", spring);
    const cart = await cartWith(server, { "MUG-1": 1 });
    expect((await server.send("PUT", `/carts/${cart}/voucher`, { code: "SPRING10" })).body.detail).toContain(
      "disabled",
    );
    await server.stop();
  });
});
