/** What is on the shelf of one product. */
export interface StockLevel {
  readonly sku: string;
  readonly onShelf: number;
}
