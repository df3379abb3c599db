import { cents, type Cents } from "../money/cents.js";
import type { Row } from "./database.js";

/** A column that always holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw mismatch(column, "text", value);
  return value;
}

/** A column that holds text or nothing. */
export function optionalText(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column that always holds a whole number. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw mismatch(column, "a number", value);
  return value;
}

/** A column that holds a whole number or nothing. */
export function optionalInteger(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** A column that holds an amount of money. */
export function amount(row: Row, column: string): Cents {
  return cents(integer(row, column));
}

/** A column that holds an instant in ISO 8601. */
export function instant(row: Row, column: string): Date {
  return new Date(text(row, column));
}

/** A column that holds an instant or nothing. */
export function optionalInstant(row: Row, column: string): Date | null {
  return row[column] === null ? null : instant(row, column);
}

/** A column that holds one of a closed list of words. */
export function oneOf<T extends string>(row: Row, column: string, words: readonly T[]): T {
  const value = text(row, column);
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw mismatch(column, words.join(" or "), value);
  return word;
}

function mismatch(column: string, expected: string, found: unknown): TypeError {
  return new TypeError(`column \`${column}\` must hold ${expected}, found ${JSON.stringify(found)}`);
}
