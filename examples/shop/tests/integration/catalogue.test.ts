import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fillShelf } from "../support/test-shop.js";
import { startServer, type TestServer } from "../support/test-server.js";

describe("the catalogue over HTTP", () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
    fillShelf(server.shop);
  });

  afterEach(() => server.stop());

  it("answers that it is well", async () => {
    expect(await server.send("GET", "/health")).toMatchObject({ status: 200, body: { ok: true } });
  });

  it("searches, narrows and pages", async () => {
    const { status, body } = await server.send("GET", "/products?search=blue&priceTo=1000&inStock=false&pageSize=5");
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 1, page: 1, pageSize: 5, items: [{ sku: "POSTER-1", available: 0 }] });
  });

  it("shows one product", async () => {
    expect((await server.send("GET", "/products/BOOK-1")).body).toMatchObject({ price: 2000, available: 5 });
  });

  it("names every flaw of a query", async () => {
    const { status, type, body } = await server.send("GET", "/products?page=0&order=colour");
    expect({ status, type }).toEqual({ status: 400, type: "application/problem+json" });
    expect(body.type).toBe("/problems/query-invalid");
    expect(body.detail).toMatch(/page: .*order: /);
  });

  it("tells a missing product from a missing path", async () => {
    expect(await server.send("GET", "/products/NONE-1")).toMatchObject({
      status: 404,
      body: { type: "/problems/product-not-found" },
    });
    expect(await server.send("GET", "/nowhere")).toMatchObject({
      status: 404,
      body: { type: "/problems/path-not-found" },
    });
  });

  it("lets the staff add, change and stock a product", async () => {
    const product = { sku: "LAMP-1", name: " Desk lamp ", category: "office", price: 4900, taxClass: "standard" };
    expect(await server.staff("POST", "/products", product)).toMatchObject({
      status: 201,
      body: { name: "Desk lamp", available: 0 },
    });
    expect(await server.staff("POST", "/products/LAMP-1/stock", { change: 3, reason: "delivery" })).toMatchObject({
      status: 201,
      body: { sku: "LAMP-1", available: 3 },
    });
    expect(await server.staff("PATCH", "/products/LAMP-1", { price: 4500 })).toMatchObject({
      status: 200,
      body: { price: 4500 },
    });
    expect(await server.staff("POST", "/products", product)).toMatchObject({ status: 409 });
  });

  it("refuses a product with flaws, and names them", async () => {
    const { status, body } = await server.staff("POST", "/products", {
      sku: "lamp",
      name: "",
      category: "office",
      price: 0.5,
      taxClass: "x",
    });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/sku: .*name: .*price: .*taxClass: /);
    expect(await server.staff("PATCH", "/products/MUG-1", { colour: "red" })).toMatchObject({ status: 400 });
    expect(await server.staff("POST", "/products/MUG-1/stock", { change: 0, reason: "delivery" })).toMatchObject({
      status: 400,
    });
  });

  it("opens the staff routes only with the token", async () => {
    expect((await server.send("GET", "/staff/orders")).status).toBe(401);
    expect((await server.send("POST", "/staff/products", {})).status).toBe(401);
    expect((await server.staff("GET", "/orders")).status).toBe(200);
  });

  it("says nothing of itself when it fails", async () => {
    server.shop.database.script("DROP TABLE stock_movements");
    const { status, body } = await server.send("GET", "/products/MUG-1");
    expect({ status, body }).toEqual({
      status: 500,
      body: { type: "/problems/internal", status: 500, detail: "the shop could not answer" },
    });
  });
});
