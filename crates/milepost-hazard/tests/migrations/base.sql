CREATE TYPE order_state AS ENUM ('new', 'paid', 'sent');
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email varchar(40),
    name text NOT NULL,
    age integer NOT NULL DEFAULT 0,
    fax text,
    created timestamptz DEFAULT now()
);
CREATE INDEX users_email ON users (email);
CREATE UNIQUE INDEX users_name_key ON users (name);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    user_id bigint,
    total numeric(10, 2) NOT NULL,
    note text,
    state order_state NOT NULL DEFAULT 'new',
    placed timestamp DEFAULT now(),
    fee numeric(10, 2),
    sent timestamp
);
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT VALID;
CREATE TABLE sessions (id bigint PRIMARY KEY, user_id bigint, seen timestamptz);
CREATE TABLE archive (id bigint);
CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 (id bigint, at date NOT NULL);
CREATE VIEW recent AS SELECT id, total FROM orders WHERE placed > now() - interval '1 day';
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_user ON totals (user_id);
CREATE SEQUENCE invoice_numbers;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO users SELECT n, 'u' || n || '@example.org', 'user ' || n, n % 90, NULL, now() FROM generate_series(1, 500) n;
INSERT INTO orders SELECT n, 1 + n % 500, n, NULL, 'paid', now(), 1, now() FROM generate_series(1, 500) n;
INSERT INTO sessions SELECT n, 1 + n % 500, now() FROM generate_series(1, 200) n;
INSERT INTO events SELECT n, date '2023-01-01' + n FROM generate_series(1, 200) n;
INSERT INTO events_2024 SELECT n, date '2024-01-01' + n FROM generate_series(1, 200) n;
REFRESH MATERIALIZED VIEW totals;
