import type { Clock } from "../clock.js";
import { amount, integer, oneOf, optionalText, text } from "../database/column.js";
import type { Database, Row } from "../database/database.js";
import { offsetOf, pageOf, type Page, type PageRequest } from "../page.js";
import { taxClasses } from "../pricing/tax.js";
import { notFound, Problem } from "../problem.js";
import type { ListedProduct, Product, ProductChange } from "./product.js";
import { conditionOf, orderOf, type ProductFilter } from "./search.js";

const listedProducts = `WITH listed_products AS (
  SELECT products.*, coalesce(sum(stock_movements.change), 0) AS available
  FROM products LEFT JOIN stock_movements USING (sku) GROUP BY sku
)`;

/** The products of the shop. */
export class Catalogue {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Adds a product.
   *
   * @throws Problem `product-exists` when the article number is taken
   */
  add(product: Omit<Product, "archived">): ListedProduct {
    const added = this.#database.run(
      `INSERT INTO products (sku, name, description, category, price_cents, tax_class)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [product.sku, product.name, product.description, product.category, product.price, product.taxClass],
    );
    if (added === 0) throw new Problem("conflict", "product-exists", `product \`${product.sku}\` already exists`);
    return this.get(product.sku);
  }

  /**
   * Changes what is given and leaves the rest.
   *
   * @throws Problem `product-not-found`
   */
  change(sku: string, change: ProductChange): ListedProduct {
    return this.#database.transaction(() => {
      const after = { ...this.get(sku), ...change };
      this.#database.run(
        `UPDATE products SET name = ?, description = ?, category = ?, price_cents = ?,
           archived_at = CASE WHEN ? THEN coalesce(archived_at, ?) END
         WHERE sku = ?`,
        [
          after.name,
          after.description,
          after.category,
          after.price,
          after.archived ? 1 : 0,
          this.#clock().toISOString(),
          sku,
        ],
      );
      return this.get(sku);
    });
  }

  /** The product with this article number, or `null`. */
  find(sku: string): ListedProduct | null {
    return this.#database.first(`${listedProducts} SELECT * FROM listed_products WHERE sku = ?`, [sku], readProduct);
  }

  /**
   * The product with this article number.
   *
   * @throws Problem `product-not-found`
   */
  get(sku: string): ListedProduct {
    const product = this.find(sku);
    if (product === null) throw notFound("product", sku);
    return product;
  }

  /**
   * The product with this article number, if it can be bought.
   *
   * @throws Problem `product-not-found` or `product-archived`
   */
  getSold(sku: string): ListedProduct {
    const product = this.get(sku);
    if (product.archived) throw new Problem("refused", "product-archived", `product \`${sku}\` is no longer sold`);
    return product;
  }

  /** One page of the products that can be bought and that meet the filter. */
  search(filter: ProductFilter, request: PageRequest): Page<ListedProduct> {
    const { sql, values } = conditionOf(filter);
    const total = this.#database.first(
      `${listedProducts} SELECT count(*) AS total FROM listed_products WHERE ${sql}`,
      values,
      (row) => integer(row, "total"),
    );
    const items = this.#database.all(
      `${listedProducts} SELECT * FROM listed_products WHERE ${sql} ORDER BY ${orderOf(filter)} LIMIT ? OFFSET ?`,
      [...values, request.pageSize, offsetOf(request)],
      readProduct,
    );
    return pageOf(request, items, total ?? 0);
  }
}

function readProduct(row: Row): ListedProduct {
  return {
    sku: text(row, "sku"),
    name: text(row, "name"),
    description: text(row, "description"),
    category: text(row, "category"),
    price: amount(row, "price_cents"),
    taxClass: oneOf(row, "tax_class", taxClasses),
    archived: optionalText(row, "archived_at") !== null,
    available: integer(row, "available"),
  };
}
