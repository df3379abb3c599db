import { Hono } from "hono";
import { z } from "zod";

import type { Shop } from "../shop.js";
import { readBody } from "./read.js";

const orderBody = z.object({ cartId: z.string().min(1), email: z.email() });

/** What a customer does with orders: place one, look at it. The id is the secret that opens it. */
export function orderRoutes(shop: Shop): Hono {
  const routes = new Hono();
  routes.post("/", async (context) => {
    const { cartId, email } = await readBody(context, orderBody);
    const order = shop.placeOrder(cartId, email);
    context.header("location", `/orders/${order.id}`);
    return context.json(order, 201);
  });
  routes.get("/:id", (context) => {
    const order = shop.orders.get(context.req.param("id"));
    return context.json({ ...order, due: shop.fulfilment.due(order), payments: shop.payments.entries(order.id) });
  });
  return routes;
}
