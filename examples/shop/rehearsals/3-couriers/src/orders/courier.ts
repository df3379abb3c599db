/** Who brings an order. */
export interface Courier {
  readonly code: string;
  readonly name: string;
}
