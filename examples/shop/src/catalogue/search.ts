import type { Value } from "../database/database.js";
import type { Cents } from "../money/cents.js";

/** The orders in which a list of products can be asked for. */
export const productOrders = ["name", "price", "-price"] as const;

/** What a list of products is narrowed down by. */
export interface ProductFilter {
  readonly text?: string | undefined;
  readonly category?: string | undefined;
  readonly priceFrom?: Cents | undefined;
  readonly priceTo?: Cents | undefined;
  readonly inStock?: boolean | undefined;
  readonly order?: (typeof productOrders)[number] | undefined;
}

/** A condition of SQL with the values of its placeholders. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** The words of a search, in lower case, each once, at most eight. */
export function searchWords(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return [...new Set(words.filter((word) => word !== ""))].slice(0, 8);
}

/** The condition that a row of `listed_products` must meet: every word in name or description, and all other limits. */
export function conditionOf(filter: ProductFilter): Condition {
  const parts: Condition[] = [{ sql: "archived_at IS NULL", values: [] }];
  for (const word of searchWords(filter.text ?? "")) {
    parts.push({ sql: "(instr(fold(name), ?) OR instr(fold(description), ?))", values: [word, word] });
  }
  if (filter.category !== undefined) parts.push({ sql: "category = ?", values: [filter.category] });
  if (filter.priceFrom !== undefined) parts.push({ sql: "price_cents >= ?", values: [filter.priceFrom] });
  if (filter.priceTo !== undefined) parts.push({ sql: "price_cents <= ?", values: [filter.priceTo] });
  if (filter.inStock === true) parts.push({ sql: "available > 0", values: [] });

  return { sql: parts.map((part) => part.sql).join(" AND "), values: parts.flatMap((part) => part.values) };
}

/** The `ORDER BY` of a list; the article number decides between equals, so that pages never overlap. */
export function orderOf(filter: ProductFilter): string {
  switch (filter.order ?? "name") {
    case "name":
      return "name COLLATE NOCASE, sku";
    case "price":
      return "price_cents, sku";
    case "-price":
      return "price_cents DESC, sku";
  }
}
