import type { AddressInfo } from "node:net";

import { createAdaptorServer } from "@hono/node-server";

import { createApp } from "../../src/http/app.js";
import type { PricingSettings } from "../../src/pricing/quote.js";
import { testShop, type TestShop } from "./test-shop.js";

/** The token of the staff in every test. */
export const staffToken = "a-token-for-the-tests";

/** What came back for a request. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly location: string | null;
  /** The JSON of the body; tests compare it as a whole or in part. */
  readonly body: Record<string, unknown>;
}

/** A shop behind a real socket on the loopback interface. */
export interface TestServer {
  readonly shop: TestShop;
  /** Sends a request as a customer, with a JSON body when one is given. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends a request below `/staff` with the staff token. */
  staff(method: string, path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a shop on a free port. */
export async function startServer(settings: Partial<PricingSettings> = {}): Promise<TestServer> {
  const shop = testShop(settings);
  const server = createAdaptorServer({ fetch: createApp(shop, staffToken).fetch });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;

  const request = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...content });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      location: response.headers.get("location"),
      body: (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };

  return {
    shop,
    send: (method, path, body) => request(method, path, body, {}),
    staff: (method, path, body) => request(method, `/staff${path}`, body, { authorization: `Bearer ${staffToken}` }),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => {
          shop.database.close();
          stopped();
        });
      }),
  };
}

/** Opens a cart over HTTP and puts articles in it. */
export async function cartWith(server: TestServer, goods: Readonly<Record<string, number>>): Promise<string> {
  const opened = await server.send("POST", "/carts");
  const id = opened.body.id as string;
  for (const [sku, quantity] of Object.entries(goods)) {
    await server.send("POST", `/carts/${id}/lines`, { sku, quantity });
  }
  return id;
}
