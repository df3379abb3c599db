import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { readSettings } from "../../src/settings.js";

const SHOP_STAFF_TOKEN = "a-token-for-the-tests";

describe("the settings", () => {
  it("have a default for all but the staff token", () => {
    expect(readSettings({ SHOP_STAFF_TOKEN })).toEqual({
      port: 3000,
      database: "shop.sqlite",
      staffToken: SHOP_STAFF_TOKEN,
      pricing: { shippingFee: 490, freeShippingFrom: 5000, vouchersEnabled: true, voucherMaxShare: 5000 },
    });
  });

  it("switch vouchers off", () => {
    expect(readSettings({ SHOP_STAFF_TOKEN, SHOP_VOUCHERS_ENABLED: "false" }).pricing.vouchersEnabled).toBe(false);
  });

  it("name every variable with an unusable value", () => {
    const read = () => readSettings({ SHOP_STAFF_TOKEN: "short", SHOP_PORT: "70000", SHOP_VOUCHER_MAX_SHARE: "half" });
    expect(read).toThrow(/SHOP_PORT: .*SHOP_STAFF_TOKEN: .*SHOP_VOUCHER_MAX_SHARE: /);
  });

  it("are those that the example file explains", () => {
    const lines = readFileSync(new URL("../../.env.example", import.meta.url), "utf8").matchAll(/^(\w+)=(.*)$/gm);
    const example = Object.fromEntries(Array.from(lines, ([, name, value]) => [name, value] as const)) as Record<
      string,
      string
    >;
    expect(readSettings(example)).toEqual({
      ...readSettings({ SHOP_STAFF_TOKEN }),
      staffToken: "change-me-before-use",
    });
  });
});
