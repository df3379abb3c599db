import { randomUUID } from "node:crypto";

import { serve } from "@hono/node-server";

import { Database } from "./database/database.js";
import { migrate, readMigrations } from "./database/migrations.js";
import { createApp } from "./http/app.js";
import { readSettings } from "./settings.js";
import { openShop } from "./shop.js";

const settings = readSettings(process.env);
const database = new Database(settings.database);
migrate(database, readMigrations());

const shop = openShop({ database, pricing: settings.pricing, clock: () => new Date(), newId: randomUUID });
const server = serve({ fetch: createApp(shop, settings.staffToken).fetch, port: settings.port }, ({ port }) => {
  process.stdout.write(`the shop listens on port ${port}\n`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => {
      database.close();
    });
  });
}
