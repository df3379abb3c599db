import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";

import type { Shop } from "../shop.js";
import { cartRoutes } from "./cart-routes.js";
import { catalogueRoutes } from "./catalogue-routes.js";
import { orderRoutes } from "./order-routes.js";
import { noSuchPath, problemResponse } from "./problem-response.js";
import { staffRoutes } from "./staff-routes.js";

/** The shop over HTTP; `staffToken` opens everything below `/staff`. */
export function createApp(shop: Shop, staffToken: string): Hono {
  const app = new Hono();
  app.onError(problemResponse);
  app.notFound((context) => noSuchPath(context.req.path));

  app.get("/health", (context) => context.json({ ok: true }));
  app.route("/products", catalogueRoutes(shop));
  app.route("/carts", cartRoutes(shop));
  app.route("/orders", orderRoutes(shop));
  app.use("/staff/*", bearerAuth({ token: staffToken }));
  app.route("/staff", staffRoutes(shop));
  return app;
}
