DROP INDEX orders_by_phone;
ALTER TABLE orders DROP COLUMN phone;
