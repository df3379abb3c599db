CREATE TABLE carts (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  ordered_at TEXT
) STRICT;

CREATE TABLE cart_lines (
  cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  sku TEXT NOT NULL REFERENCES products (sku),
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  PRIMARY KEY (cart_id, sku)
) STRICT;
