import { z } from "zod";

import { cents } from "./money/cents.js";
import type { PricingSettings } from "./pricing/quote.js";

/** What an installation of the shop decides. */
export interface Settings {
  readonly port: number;
  readonly database: string;
  readonly staffToken: string;
  readonly pricing: PricingSettings;
}

const whole = z.coerce.number().int().nonnegative();

const environment = z.object({
  SHOP_PORT: whole.max(65_535).default(3000),
  SHOP_DATABASE: z.string().min(1).default("shop.sqlite"),
  SHOP_STAFF_TOKEN: z.string().min(16),
  SHOP_SHIPPING_FEE: whole.default(490),
  SHOP_FREE_SHIPPING_FROM: whole.default(5000),
  SHOP_VOUCHERS_ENABLED: z.enum(["true", "false"]).default("true"),
  SHOP_VOUCHER_MAX_SHARE: whole.max(10_000).default(5000),
});

/**
 * Reads the settings from environment variables; `.env.example` lists and explains them.
 *
 * @throws Error that names every variable with an unusable value
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const flaws = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`the environment does not describe a shop: ${flaws.join("; ")}`);
  }

  const values = parsed.data;
  return {
    port: values.SHOP_PORT,
    database: values.SHOP_DATABASE,
    staffToken: values.SHOP_STAFF_TOKEN,
    pricing: {
      shippingFee: cents(values.SHOP_SHIPPING_FEE),
      freeShippingFrom: cents(values.SHOP_FREE_SHIPPING_FROM),
      vouchersEnabled: values.SHOP_VOUCHERS_ENABLED === "true",
      voucherMaxShare: values.SHOP_VOUCHER_MAX_SHARE,
    },
  };
}
