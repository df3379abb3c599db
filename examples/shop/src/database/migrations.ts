import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { integer } from "./column.js";
import type { Database } from "./database.js";

/** One step of the schema, and the way back. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** The folder of the shop's own migrations; it lies beside both `src` and `dist`. */
export const migrationFolder = fileURLToPath(new URL("../../migrations", import.meta.url));

/**
 * Reads the pairs `0001-name.up.sql` and `0001-name.down.sql` of a folder, in order.
 *
 * @throws Error when a version is missing, used twice, or has no way back
 */
export function readMigrations(folder: string = migrationFolder): Migration[] {
  const files = new Set(readdirSync(folder));
  const migrations = [...files]
    .flatMap((file) => {
      const [, digits, name] = /^(\d{4})-([a-z-]+)\.up\.sql$/.exec(file) ?? [];
      return digits === undefined || name === undefined
        ? []
        : [{ version: Number(digits), name, stem: `${digits}-${name}` }];
    })
    .sort((a, b) => a.version - b.version);

  return migrations.map(({ version, name, stem }, index) => {
    if (version !== index + 1) throw new Error(`migration ${index + 1} must come next, found ${version} (\`${stem}\`)`);
    if (!files.has(`${stem}.down.sql`)) throw new Error(`migration \`${stem}\` has no \`${stem}.down.sql\``);
    const read = (direction: "up" | "down") => readFileSync(join(folder, `${stem}.${direction}.sql`), "utf8");
    return { version, name, up: read("up"), down: read("down") };
  });
}

/** The version of the schema; 0 before the first migration. */
export function schemaVersion(database: Database): number {
  return database.first("PRAGMA user_version", [], (row) => integer(row, "user_version")) ?? 0;
}

/**
 * Moves the schema up or down to `target`, one transaction per step, and returns the versions it passed.
 *
 * @throws RangeError when `target` is not a version of `migrations`
 */
export function migrate(database: Database, migrations: readonly Migration[], target = migrations.length): number[] {
  if (!Number.isInteger(target) || target < 0 || target > migrations.length) {
    throw new RangeError(`the schema has versions 0 to ${migrations.length}, found ${target}`);
  }

  const passed: number[] = [];
  for (let version = schemaVersion(database); version !== target; version = schemaVersion(database)) {
    const up = version < target;
    const step = migrations[up ? version : version - 1];
    if (step === undefined)
      throw new RangeError(`the database has version ${version}, newer than ${migrations.length}`);
    database.transaction(() => {
      database.script(up ? step.up : step.down);
      database.script(`PRAGMA user_version = ${up ? step.version : step.version - 1}`);
    });
    passed.push(step.version);
  }
  return passed;
}
