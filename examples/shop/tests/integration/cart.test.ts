import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fillShelf } from "../support/test-shop.js";
import { cartWith, startServer, type TestServer } from "../support/test-server.js";

describe("a cart over HTTP", () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
    fillShelf(server.shop);
  });

  afterEach(() => server.stop());

  it("opens empty and can be read again", async () => {
    const opened = await server.send("POST", "/carts");
    expect(opened).toMatchObject({ status: 201, body: { lines: [], total: 0, voucher: null } });
    expect((await server.send("GET", `/carts/${String(opened.body.id)}`)).body).toEqual(opened.body);
  });

  it("adds pieces and shows the price", async () => {
    const cart = await cartWith(server, { "MUG-1": 1, "BOOK-1": 1 });
    const { body } = await server.send("POST", `/carts/${cart}/lines`, { sku: "MUG-1" });
    expect(body).toMatchObject({ subtotal: 4400, shipping: 490, total: 4890 });
    expect(body.lines).toMatchObject([{ sku: "MUG-1", quantity: 2 }, { sku: "BOOK-1" }]);
  });

  it("sets and removes an article", async () => {
    const cart = await cartWith(server, { "MUG-1": 1, "BOOK-1": 1 });
    expect((await server.send("PUT", `/carts/${cart}/lines/MUG-1`, { quantity: 5 })).body).toMatchObject({
      subtotal: 8000,
      shipping: 0,
    });
    expect((await server.send("DELETE", `/carts/${cart}/lines/MUG-1`)).body).toMatchObject({ subtotal: 2000 });
  });

  it("refuses what it cannot hold", async () => {
    const cart = await cartWith(server, {});
    server.shop.catalogue.change("POSTER-1", { archived: true });
    expect(await server.send("PUT", `/carts/${cart}/lines/MUG-1`, { quantity: 100 })).toMatchObject({ status: 400 });
    expect(await server.send("POST", `/carts/${cart}/lines`, { sku: "NONE-1" })).toMatchObject({ status: 404 });
    expect(await server.send("POST", `/carts/${cart}/lines`, { sku: "POSTER-1" })).toMatchObject({ status: 422 });
    expect((await server.send("GET", `/carts/${cart}`)).body).toMatchObject({ lines: [] });
  });

  it("refuses a body that is no JSON", async () => {
    const cart = await cartWith(server, {});
    expect(await server.send("POST", `/carts/${cart}/lines`, "{ sku")).toMatchObject({
      status: 400,
      body: { type: "/problems/body-invalid" },
    });
  });
});
