ALTER TABLE orders ADD COLUMN phone TEXT;
CREATE INDEX orders_by_phone ON orders (phone);
