import type { Cents } from "../money/cents.js";
import type { TaxClass } from "../pricing/tax.js";

/** An article that the shop sells; the price includes tax. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: Cents;
  readonly taxClass: TaxClass;
  /** An archived product stays in old orders and can no longer be bought. */
  readonly archived: boolean;
}

/** A product as the catalogue lists it, with what is on the shelf. */
export interface ListedProduct extends Product {
  readonly available: number;
}

/** What can be changed of a product once it exists. */
export type ProductChange = Partial<Pick<Product, "name" | "description" | "category" | "price" | "archived">>;
