import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { text } from "../../../src/database/column.js";
import { Database } from "../../../src/database/database.js";
import { migrate, readMigrations, schemaVersion } from "../../../src/database/migrations.js";

const schema = (database: Database) =>
  database.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name", [], (row) =>
    text(row, "sql"),
  );

describe("the schema", () => {
  const migrations = readMigrations();

  it("goes up step by step, once", () => {
    const database = new Database(":memory:");
    expect(migrate(database, migrations)).toEqual([1, 2, 3, 4]);
    expect(migrate(database, migrations)).toEqual([]);
    expect(schemaVersion(database)).toBe(4);
  });

  it("comes back down to exactly what it was, from every version", () => {
    const database = new Database(":memory:");
    for (const { version } of migrations) {
      const before = schema(database);
      migrate(database, migrations, version);
      expect(schema(database)).not.toEqual(before);
      migrate(database, migrations, version - 1);
      expect(schema(database)).toEqual(before);
      migrate(database, migrations, version);
    }
  });

  it("keeps orders and carts when the voucher migration is taken back", () => {
    const database = new Database(":memory:");
    migrate(database, migrations);
    database.script(`
      INSERT INTO vouchers (code, kind, value, valid_from) VALUES ('SPRING10', 'percentage', 1000, '2026-03-01');
      INSERT INTO carts (id, created_at, voucher_code) VALUES ('cart-1', '2026-03-02', 'SPRING10');
      INSERT INTO orders (id, email, state, subtotal_cents, shipping_cents, tax_cents, total_cents, discount_cents, placed_at)
        VALUES ('order-1', 'ada@example.org', 'placed', 2400, 490, 423, 2650, 240, '2026-03-02');
    `);
    expect(migrate(database, migrations, 3)).toEqual([4]);
    expect(database.all("SELECT id FROM carts UNION ALL SELECT id FROM orders", [], (row) => text(row, "id"))).toEqual([
      "cart-1",
      "order-1",
    ]);
  });

  it("has only the versions it has", () => {
    expect(() => migrate(new Database(":memory:"), migrations, 99)).toThrow("the schema has versions 0 to 4, found 99");
  });

  it("refuses a database that is newer than the program", () => {
    const database = new Database(":memory:");
    migrate(database, migrations);
    expect(() => migrate(database, migrations.slice(0, 2))).toThrow("the database has version 4, newer than 2");
  });
});

describe("migration files", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "migrations-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (...names: string[]) => {
    for (const name of names) writeFileSync(join(folder, name), "SELECT 1;");
  };

  it("need a way back", () => {
    write("0001-notes.up.sql");
    expect(() => readMigrations(folder)).toThrow("migration `0001-notes` has no `0001-notes.down.sql`");
  });

  it("leave no gap", () => {
    write("0001-notes.up.sql", "0001-notes.down.sql", "0003-tags.up.sql", "0003-tags.down.sql");
    expect(() => readMigrations(folder)).toThrow("migration 2 must come next, found 3");
  });

  it("undo a step that fails half-way", () => {
    write("0001-notes.down.sql");
    writeFileSync(join(folder, "0001-notes.up.sql"), "CREATE TABLE notes (id INTEGER); SELECT * FROM nowhere;");
    const database = new Database(":memory:");
    expect(() => migrate(database, readMigrations(folder))).toThrow("nowhere");
    expect(schema(database)).toEqual([]);
    expect(schemaVersion(database)).toBe(0);
  });
});
