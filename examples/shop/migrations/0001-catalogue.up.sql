CREATE TABLE products (
  sku TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL,
  price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
  tax_class TEXT NOT NULL CHECK (tax_class IN ('standard', 'reduced', 'zero')),
  archived_at TEXT
) STRICT;

CREATE INDEX products_by_category ON products (category, price_cents);

-- What is on the shelf is the sum of all movements; no row is ever changed.
CREATE TABLE stock_movements (
  id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL REFERENCES products (sku),
  change INTEGER NOT NULL CHECK (change <> 0),
  reason TEXT NOT NULL CHECK (reason IN ('delivery', 'correction', 'sale', 'return')),
  order_id TEXT,
  moved_at TEXT NOT NULL
) STRICT;

CREATE INDEX stock_movements_by_sku ON stock_movements (sku, change);
