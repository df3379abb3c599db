import type { Context } from "hono";
import { z } from "zod";

import { cents } from "../money/cents.js";
import { Problem } from "../problem.js";

/** An article number: letters, digits and hyphens. */
export const sku = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,31}$/, "must be 2 to 32 capital letters, digits or hyphens");

/** A word that groups things, such as a category. */
export const slug = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "must be lower-case letters, digits or hyphens");

/** An amount in cents, not negative. */
export const price = z.int().nonnegative().transform(cents);

/** An amount in a query string, in cents. */
export const priceParameter = z.coerce.number().pipe(price);

/** The parameters of every list. */
export const pageParameters = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});

/**
 * The JSON body of a request, as the schema describes it.
 *
 * @throws Problem `body-invalid` that names every flaw
 */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await context.req.json().catch(() => undefined);
  return accept(schema, body, "body-invalid");
}

/**
 * The query string of a request, as the schema describes it.
 *
 * @throws Problem `query-invalid` that names every flaw
 */
export function readQuery<T>(context: Context, schema: z.ZodType<T>): T {
  return accept(schema, context.req.query(), "query-invalid");
}

function accept<T>(schema: z.ZodType<T>, value: unknown, code: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const flaws = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  throw new Problem("invalid", code, flaws.join("; "));
}
