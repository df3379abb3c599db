import sqlite from "node-sqlite3-wasm";

/** One row as SQLite returns it, by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** A value that a statement can be given. */
export type Value = string | number | null;

/**
 * One SQLite connection with foreign keys on: statements in, typed records out.
 *
 * SQL has one function more than SQLite brings: `fold(text)`, lower case in every alphabet (`lower` knows only A to Z).
 */
export class Database {
  readonly #connection: InstanceType<typeof sqlite.Database>;

  /** Opens the file, and creates it when it is absent; `:memory:` lives as long as the connection. */
  constructor(path: string) {
    this.#connection = new sqlite.Database(path);
    this.#connection.exec("PRAGMA foreign_keys = ON");
    this.#connection.function("fold", fold, { deterministic: true });
  }

  /** Every row of a query, read by `read`. */
  all<T>(sql: string, values: readonly Value[], read: (row: Row) => T): T[] {
    return this.#connection.all(sql, [...values]).map((row) => read(row));
  }

  /** The first row of a query, or `null`. */
  first<T>(sql: string, values: readonly Value[], read: (row: Row) => T): T | null {
    const row = this.#connection.get(sql, [...values]);
    return row === null ? null : read(row);
  }

  /** Runs one statement and tells how many rows it changed. */
  run(sql: string, values: readonly Value[] = []): number {
    return this.#connection.run(sql, [...values]).changes;
  }

  /** Runs a script of several statements. */
  script(sql: string): void {
    this.#connection.exec(sql);
  }

  /**
   * Runs `work` so that either all of its changes stay or none does.
   *
   * A transaction inside a transaction is part of the outer one.
   */
  transaction<T>(work: () => T): T {
    if (this.#connection.inTransaction) return work();

    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (cause) {
      this.#connection.exec("ROLLBACK");
      throw cause;
    }
  }

  /** Releases the file. */
  close(): void {
    this.#connection.close();
  }
}

function fold(value: unknown): string | null {
  return typeof value === "string" ? value.toLowerCase() : null;
}
