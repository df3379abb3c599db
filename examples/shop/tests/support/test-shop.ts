import { Database } from "../../src/database/database.js";
import { migrate, readMigrations } from "../../src/database/migrations.js";
import { cents } from "../../src/money/cents.js";
import type { PricingSettings } from "../../src/pricing/quote.js";
import type { NewVoucher } from "../../src/pricing/voucher-book.js";
import { openShop, type Shop } from "../../src/shop.js";

/** Noon of the day on which every test takes place. */
export const today = new Date("2026-03-02T12:00:00.000Z");

/** Flat shipping of 4.90, free from 50.00; a voucher takes half of the goods at most. */
export const pricing: PricingSettings = {
  shippingFee: cents(490),
  freeShippingFrom: cents(5000),
  vouchersEnabled: true,
  voucherMaxShare: 5000,
};

/** A shop in memory whose clock a test can set, and whose ids count up. */
export interface TestShop extends Shop {
  readonly database: Database;
  setTime(now: Date): void;
}

/** Opens an empty shop in memory. */
export function testShop(settings: Partial<PricingSettings> = {}): TestShop {
  const database = new Database(":memory:");
  migrate(database, migrations);
  let now = today;
  let issued = 0;
  const shop = openShop({
    database,
    pricing: { ...pricing, ...settings },
    clock: () => now,
    newId: () => `id-${(issued += 1)}`,
  });
  return {
    ...shop,
    database,
    setTime: (time) => {
      now = time;
    },
  };
}

const migrations = readMigrations();

/** Puts three products on the shelf: a mug (12.00), a book (20.00, reduced tax) and a poster (8.50). */
export function fillShelf(shop: Shop): void {
  shop.catalogue.add({
    sku: "MUG-1",
    name: "Enamel mug",
    description: "Blue, 300 ml",
    category: "kitchen",
    price: cents(1200),
    taxClass: "standard",
  });
  shop.catalogue.add({
    sku: "BOOK-1",
    name: "Field guide to rivers",
    description: "Paperback",
    category: "books",
    price: cents(2000),
    taxClass: "reduced",
  });
  shop.catalogue.add({
    sku: "POSTER-1",
    name: "Äolian islands",
    description: "Poster, blue sea",
    category: "prints",
    price: cents(850),
    taxClass: "standard",
  });
  shop.stock.adjust("MUG-1", 10, "delivery");
  shop.stock.adjust("BOOK-1", 5, "delivery");
}

/** A voucher of 10 % on everything, with no end and no limit, but for what is given. */
export function tenPercent(change: Partial<NewVoucher> = {}): NewVoucher {
  return {
    code: "SPRING10",
    discount: { kind: "percentage", share: 1000 },
    minimum: cents(0),
    category: null,
    validFrom: new Date("2026-03-01T00:00:00.000Z"),
    validUntil: null,
    usageLimit: null,
    ...change,
  };
}

/** The stable code of the problem that `action` runs into. */
export function problemOf(action: () => unknown): string {
  try {
    action();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
    throw cause;
  }
  return "no problem";
}
