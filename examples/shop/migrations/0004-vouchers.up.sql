CREATE TABLE vouchers (
  code TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('percentage', 'fixed')),
  value INTEGER NOT NULL CHECK (value > 0),
  minimum_cents INTEGER NOT NULL DEFAULT 0,
  category TEXT,
  valid_from TEXT NOT NULL,
  valid_until TEXT,
  usage_limit INTEGER CHECK (usage_limit > 0)
) STRICT;

CREATE TABLE voucher_redemptions (
  order_id TEXT PRIMARY KEY REFERENCES orders (id),
  code TEXT NOT NULL REFERENCES vouchers (code),
  redeemed_at TEXT NOT NULL
) STRICT;

CREATE INDEX voucher_redemptions_by_code ON voucher_redemptions (code);

ALTER TABLE carts ADD COLUMN voucher_code TEXT REFERENCES vouchers (code);
ALTER TABLE orders ADD COLUMN discount_cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE order_lines ADD COLUMN discount_cents INTEGER NOT NULL DEFAULT 0;
