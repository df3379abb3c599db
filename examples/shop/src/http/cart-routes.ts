import { Hono } from "hono";
import { z } from "zod";

import { addPieces, setQuantity, withVoucher, type Cart } from "../cart/cart.js";
import { normaliseCode } from "../pricing/vouchers.js";
import { notFound, Problem } from "../problem.js";
import type { Shop } from "../shop.js";
import { readBody, sku } from "./read.js";

const additionBody = z.object({ sku, quantity: z.int().min(1).default(1) });
const quantityBody = z.object({ quantity: z.int() });
const voucherBody = z.object({ code: z.string().max(100) });

/** Carts: open one, put articles in, use a voucher, see the price. */
export function cartRoutes(shop: Shop): Hono {
  const view = (cart: Cart) => ({ id: cart.id, ...shop.till.price(cart) });
  const routes = new Hono();
  routes.post("/", (context) => context.json(view(shop.carts.open(shop.newId())), 201));
  routes.get("/:id", (context) => context.json(view(shop.carts.get(context.req.param("id")))));
  routes.post("/:id/lines", async (context) => {
    const addition = await readBody(context, additionBody);
    shop.catalogue.getSold(addition.sku);
    const cart = shop.carts.change(context.req.param("id"), (before) =>
      addPieces(before, addition.sku, addition.quantity),
    );
    return context.json(view(cart));
  });
  routes.put("/:id/lines/:sku", async (context) => {
    const { quantity } = await readBody(context, quantityBody);
    const article = context.req.param("sku");
    shop.catalogue.getSold(article);
    return context.json(
      view(shop.carts.change(context.req.param("id"), (cart) => setQuantity(cart, article, quantity))),
    );
  });
  routes.delete("/:id/lines/:sku", (context) => {
    const article = context.req.param("sku");
    return context.json(view(shop.carts.change(context.req.param("id"), (cart) => setQuantity(cart, article, 0))));
  });
  routes.put("/:id/voucher", async (context) => {
    const { code } = await readBody(context, voucherBody);
    const cart = shop.carts.change(context.req.param("id"), (before) => useVoucher(shop, before, code));
    return context.json(view(cart));
  });
  routes.delete("/:id/voucher", (context) =>
    context.json(view(shop.carts.change(context.req.param("id"), (cart) => withVoucher(cart, null)))),
  );
  return routes;
}

/** A voucher that does not hold for the cart is refused at once, and the cart keeps the one it had. */
function useVoucher(shop: Shop, cart: Cart, typed: string): Cart {
  const code = normaliseCode(typed);
  if (code === null || shop.vouchers.find(code) === null) throw notFound("voucher", typed);

  const changed = withVoucher(cart, code);
  const refusal = shop.till.price(changed).voucher?.refusal ?? null;
  if (refusal !== null) {
    throw new Problem("refused", "voucher-refused", `voucher \`${code}\` does not hold: ${refusal}`);
  }
  return changed;
}
