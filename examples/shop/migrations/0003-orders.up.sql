CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('placed', 'paid', 'shipped', 'delivered', 'returned', 'cancelled')),
  subtotal_cents INTEGER NOT NULL,
  shipping_cents INTEGER NOT NULL,
  tax_cents INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  placed_at TEXT NOT NULL
) STRICT;

CREATE INDEX orders_by_state ON orders (state, placed_at);

-- A copy of what was sold, so that a later change of the catalogue leaves old orders as they were.
CREATE TABLE order_lines (
  order_id TEXT NOT NULL REFERENCES orders (id),
  position INTEGER NOT NULL,
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  tax_class TEXT NOT NULL,
  unit_price_cents INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  tax_cents INTEGER NOT NULL,
  PRIMARY KEY (order_id, position)
) STRICT;

-- Money received is positive, money paid back is negative; `reference` makes a repeated message harmless.
CREATE TABLE payments (
  reference TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
  recorded_at TEXT NOT NULL
) STRICT;

CREATE INDEX payments_by_order ON payments (order_id);
