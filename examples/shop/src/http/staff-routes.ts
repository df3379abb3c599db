import { Hono } from "hono";
import { z } from "zod";

import { cents } from "../money/cents.js";
import { orderStates } from "../orders/order.js";
import { taxClasses } from "../pricing/tax.js";
import { normaliseCode } from "../pricing/vouchers.js";
import type { Shop } from "../shop.js";
import { pageParameters, price, readBody, readQuery, sku, slug } from "./read.js";

const name = z.string().trim().min(1).max(120);
const description = z.string().max(2000);

const productBody = z.object({
  sku,
  name,
  description: description.default(""),
  category: slug,
  price,
  taxClass: z.enum(taxClasses),
});

const productChangeBody = z.strictObject({
  name: name.exactOptional(),
  description: description.exactOptional(),
  category: slug.exactOptional(),
  price: price.exactOptional(),
  archived: z.boolean().exactOptional(),
});

const stockBody = z.object({
  change: z.int().refine((change) => change !== 0, "must not be zero"),
  reason: z.enum(["delivery", "correction"]),
});

const instant = z.iso.datetime().transform((value) => new Date(value));
const discount = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("percentage"), share: z.int().min(1).max(10_000) }),
  z.object({ kind: z.literal("fixed"), amount: z.int().positive().transform(cents) }),
]);

const voucherBody = z
  .object({
    code: z.string().transform((typed, context) => {
      const code = normaliseCode(typed);
      if (code !== null) return code;
      context.addIssue({ code: "custom", message: "must be 4 to 24 letters and digits" });
      return z.NEVER;
    }),
    discount,
    minimum: price.default(cents(0)),
    category: slug.nullable().default(null),
    validFrom: instant,
    validUntil: instant.nullable().default(null),
    usageLimit: z.int().positive().nullable().default(null),
  })
  .refine(
    ({ validFrom, validUntil }) => validUntil === null || validFrom < validUntil,
    "validUntil must be after validFrom",
  );

const paymentBody = z.object({
  amount: z.int().positive().transform(cents),
  reference: z.string().regex(/^[\w-]{4,64}$/, "must be 4 to 64 letters, digits, hyphens or underscores"),
});

const orderQuery = pageParameters.extend({ state: z.enum(orderStates).optional() });

/** What the people who run the shop do; the application puts these routes behind the staff token. */
export function staffRoutes(shop: Shop): Hono {
  const routes = new Hono();
  routes.post("/products", async (context) =>
    context.json(shop.catalogue.add(await readBody(context, productBody)), 201),
  );
  routes.patch("/products/:sku", async (context) =>
    context.json(shop.catalogue.change(context.req.param("sku"), await readBody(context, productChangeBody))),
  );
  routes.post("/products/:sku/stock", async (context) => {
    const { change, reason } = await readBody(context, stockBody);
    const product = shop.catalogue.get(context.req.param("sku"));
    return context.json({ sku: product.sku, available: shop.stock.adjust(product.sku, change, reason) }, 201);
  });
  routes.post("/vouchers", async (context) =>
    context.json(shop.vouchers.issue(await readBody(context, voucherBody)), 201),
  );
  routes.get("/orders", (context) => {
    const { state, page, pageSize } = readQuery(context, orderQuery);
    return context.json(shop.orders.list(state ?? null, { page, pageSize }));
  });
  routes.post("/orders/:id/payments", async (context) => {
    const { amount, reference } = await readBody(context, paymentBody);
    return context.json(shop.fulfilment.pay(context.req.param("id"), amount, reference), 201);
  });
  routes.post("/orders/:id/ship", (context) => context.json(shop.fulfilment.ship(context.req.param("id"))));
  routes.post("/orders/:id/deliver", (context) => context.json(shop.fulfilment.deliver(context.req.param("id"))));
  routes.post("/orders/:id/return", (context) => context.json(shop.fulfilment.takeBack(context.req.param("id"))));
  routes.post("/orders/:id/cancel", (context) => context.json(shop.fulfilment.cancel(context.req.param("id"))));
  return routes;
}
