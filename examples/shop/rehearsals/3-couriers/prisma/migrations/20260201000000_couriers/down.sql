ALTER TABLE orders DROP COLUMN courier_code;
DROP TABLE couriers;
