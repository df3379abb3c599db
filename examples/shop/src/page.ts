/** Which part of a list is asked for; pages count from 1. */
export interface PageRequest {
  readonly page: number;
  readonly pageSize: number;
}

/** One part of a list, and how much there is in all. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly pages: number;
}

/** Puts the items of one page together with the size of the whole. */
export function pageOf<T>(request: PageRequest, items: readonly T[], total: number): Page<T> {
  return { items, ...request, total, pages: Math.ceil(total / request.pageSize) };
}

/** How many items lie before the page. */
export function offsetOf(request: PageRequest): number {
  return (request.page - 1) * request.pageSize;
}
