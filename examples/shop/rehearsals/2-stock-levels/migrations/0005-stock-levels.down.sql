CREATE TABLE stock_movements (
  id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL REFERENCES products (sku),
  change INTEGER NOT NULL CHECK (change <> 0),
  reason TEXT NOT NULL CHECK (reason IN ('delivery', 'correction', 'sale', 'return')),
  order_id TEXT,
  moved_at TEXT NOT NULL
) STRICT;
CREATE INDEX stock_movements_by_sku ON stock_movements (sku, change);
-- The sum is right again. Where it came from is gone.
INSERT INTO stock_movements (sku, change, reason, moved_at)
SELECT sku, on_shelf, 'correction', CURRENT_TIMESTAMP FROM stock_levels WHERE on_shelf <> 0;
DROP TABLE stock_levels;
