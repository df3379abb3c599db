import { Hono } from "hono";
import { z } from "zod";

import { productOrders } from "../catalogue/search.js";
import type { Shop } from "../shop.js";
import { pageParameters, priceParameter, readQuery, slug } from "./read.js";

const listQuery = pageParameters.extend({
  search: z.string().max(200).optional(),
  category: slug.optional(),
  priceFrom: priceParameter.optional(),
  priceTo: priceParameter.optional(),
  inStock: z.enum(["true", "false"]).optional(),
  order: z.enum(productOrders).optional(),
});

/** What everybody may see of the catalogue. */
export function catalogueRoutes(shop: Shop): Hono {
  const routes = new Hono();
  routes.get("/", (context) => {
    const { page, pageSize, search, inStock, ...filter } = readQuery(context, listQuery);
    return context.json(
      shop.catalogue.search({ ...filter, text: search, inStock: inStock === "true" }, { page, pageSize }),
    );
  });
  routes.get("/:sku", (context) => context.json(shop.catalogue.get(context.req.param("sku"))));
  return routes;
}
