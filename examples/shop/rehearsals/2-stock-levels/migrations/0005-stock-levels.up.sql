CREATE TABLE stock_levels (
  sku TEXT PRIMARY KEY REFERENCES products (sku),
  on_shelf INTEGER NOT NULL
) STRICT;
INSERT INTO stock_levels SELECT sku, sum(change) FROM stock_movements GROUP BY sku;
DROP TABLE stock_movements;
