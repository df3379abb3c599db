CREATE TABLE couriers (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL
);
INSERT INTO couriers VALUES ('post', 'Post'), ('bike', 'Bicycle couriers');
ALTER TABLE orders ADD COLUMN courier_code TEXT REFERENCES couriers (code);
UPDATE orders SET courier_code = 'post' WHERE state IN ('paid', 'shipped');
