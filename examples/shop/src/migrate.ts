import { Database } from "./database/database.js";
import { migrate, readMigrations, schemaVersion } from "./database/migrations.js";

const usage = "usage: node dist/migrate.js up [VERSION] | down VERSION";

const [direction, version] = process.argv.slice(2);
if (direction === "up" || (direction === "down" && version !== undefined)) {
  move(direction, version === undefined ? null : Number(version));
} else {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
}

/** Makes every step up to `version`, or takes back every step above it; what is done already is not done again. */
function move(direction: "up" | "down", version: number | null): void {
  const migrations = readMigrations();
  const database = new Database(process.env.SHOP_DATABASE ?? "shop.sqlite");
  try {
    const bound = version ?? migrations.length;
    const current = schemaVersion(database);
    migrate(database, migrations, direction === "up" ? Math.max(bound, current) : Math.min(bound, current));
    process.stdout.write(`the schema is at version ${schemaVersion(database)}\n`);
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
  } finally {
    database.close();
  }
}
