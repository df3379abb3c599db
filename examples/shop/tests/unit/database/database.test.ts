import { describe, expect, it } from "vitest";

import {
  amount,
  instant,
  integer,
  oneOf,
  optionalInstant,
  optionalInteger,
  optionalText,
  text,
} from "../../../src/database/column.js";
import { Database } from "../../../src/database/database.js";

function notes(): Database {
  const database = new Database(":memory:");
  database.script("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  return database;
}

const bodies = (database: Database) =>
  database.all("SELECT body FROM notes ORDER BY id", [], (row) => text(row, "body"));

describe("a transaction", () => {
  it("keeps everything when it ends well", () => {
    const database = notes();
    expect(database.transaction(() => database.run("INSERT INTO notes (body) VALUES (?)", ["one"]))).toBe(1);
    expect(bodies(database)).toEqual(["one"]);
  });

  it("keeps nothing when it fails, and passes the cause on", () => {
    const database = notes();
    const fail = () =>
      database.transaction(() => {
        database.run("INSERT INTO notes (body) VALUES (?)", ["one"]);
        throw new Error("half-way");
      });
    expect(fail).toThrow("half-way");
    expect(bodies(database)).toEqual([]);
  });

  it("inside another ends with the outer one", () => {
    const database = notes();
    const fail = () =>
      database.transaction(() => {
        database.transaction(() => database.run("INSERT INTO notes (body) VALUES (?)", ["inner"]));
        throw new Error("outer");
      });
    expect(fail).toThrow("outer");
    expect(bodies(database)).toEqual([]);
  });
});

describe("columns", () => {
  const row = { word: "paid", number: 12, at: "2026-03-02T12:00:00.000Z", nothing: null };

  it("are read by their type", () => {
    expect(text(row, "word")).toBe("paid");
    expect(integer(row, "number")).toBe(12);
    expect(amount(row, "number")).toBe(12);
    expect(instant(row, "at").toISOString()).toBe(row.at);
    expect(oneOf(row, "word", ["placed", "paid"])).toBe("paid");
  });

  it("are null only where that is allowed", () => {
    expect([optionalText(row, "nothing"), optionalInteger(row, "nothing"), optionalInstant(row, "nothing")]).toEqual([
      null,
      null,
      null,
    ]);
    expect([optionalText(row, "word"), optionalInteger(row, "number"), optionalInstant(row, "at")]).toEqual([
      "paid",
      12,
      new Date(row.at),
    ]);
    expect(() => text(row, "nothing")).toThrow("column `nothing` must hold text, found null");
  });

  it("are refused with what was found", () => {
    expect(() => integer(row, "word")).toThrow('column `word` must hold a number, found "paid"');
    expect(() => oneOf(row, "word", ["open", "closed"])).toThrow('must hold open or closed, found "paid"');
  });
});

describe("fold", () => {
  it("knows every alphabet, and leaves null alone", () => {
    const database = new Database(":memory:");
    const folded = database.first("SELECT fold('ÄRGER Ωmega') AS word, fold(NULL) AS none", [], (row) => row);
    expect(folded).toEqual({ word: "ärger ωmega", none: null });
  });
});
