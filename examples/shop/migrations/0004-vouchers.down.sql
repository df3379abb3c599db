ALTER TABLE order_lines DROP COLUMN discount_cents;
ALTER TABLE orders DROP COLUMN discount_cents;
ALTER TABLE carts DROP COLUMN voucher_code;
DROP TABLE voucher_redemptions;
DROP TABLE vouchers;
