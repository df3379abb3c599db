-- 10,000 rows of a shop that has been open for a while, the same ones at each run.
BEGIN;

INSERT INTO products (sku, name, category, price_cents, tax_class)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
SELECT printf('SKU-%05d', i), 'Product ' || i, 'category-' || (i % 12), 100 + i * 37 % 9900,
  CASE i % 3 WHEN 0 THEN 'standard' WHEN 1 THEN 'reduced' ELSE 'zero' END
FROM n;

INSERT INTO stock_movements (id, sku, change, reason, moved_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
SELECT i, printf('SKU-%05d', 1 + i * 7 % 100), 1 + i % 50, 'delivery', datetime(1700000000 + i * 60, 'unixepoch')
FROM n;

-- Two of three carts were ordered.
INSERT INTO carts (id, created_at, ordered_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
SELECT 'cart-' || i, datetime(1700000000 + i * 600, 'unixepoch'),
  CASE WHEN i % 3 <> 0 THEN datetime(1700000300 + i * 600, 'unixepoch') END
FROM n;

INSERT INTO cart_lines (cart_id, position, sku, quantity)
SELECT id, position, printf('SKU-%05d', 1 + (position * 50 + carts.rowid * 3) % 100), 1 + carts.rowid % 9
FROM carts, (SELECT 0 AS position UNION ALL SELECT 1);

INSERT INTO orders (id, email, state, subtotal_cents, shipping_cents, tax_cents, total_cents, placed_at)
SELECT 'order-' || rowid, 'customer-' || (rowid % 4000) || '@example.org', 'paid', 2000 + rowid % 500, 490, 400,
  2490 + rowid % 500, ordered_at
FROM carts WHERE ordered_at IS NOT NULL;

INSERT INTO order_lines
  (order_id, position, sku, name, tax_class, unit_price_cents, quantity, total_cents, tax_cents)
SELECT id, 0, printf('SKU-%05d', 1 + rowid % 100), 'Product ' || (1 + rowid % 100), 'standard', subtotal_cents, 1,
  subtotal_cents, 400
FROM orders;

INSERT INTO payments (reference, order_id, amount_cents, recorded_at)
SELECT 'payment-' || rowid, id, total_cents, placed_at FROM orders;

-- What was sold left the shelf.
INSERT INTO stock_movements (sku, change, reason, order_id, moved_at)
SELECT sku, -1, 'sale', order_id, '2026-01-01' FROM order_lines LIMIT 400;

COMMIT;
