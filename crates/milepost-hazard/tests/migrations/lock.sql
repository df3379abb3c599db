--- index
-- expect: blocking-index
-- measured: users: ShareLock, scanned
CREATE INDEX users_created ON users (created);

--- unique-index
-- expect: blocking-index
-- measured: users: ShareLock, scanned
CREATE UNIQUE INDEX users_id_name ON users (id, name);

--- index-concurrently
-- expect:
-- measured: outside of a transaction
CREATE INDEX CONCURRENTLY users_created ON users (created);

--- index-of-a-new-table
-- expect:
CREATE TABLE notes (id bigint, body text);
CREATE INDEX notes_id ON notes (id);

--- drop-index
-- expect: blocking-index-drop
-- measured: users: AccessExclusiveLock
DROP INDEX users_email;

--- drop-index-concurrently
-- expect:
-- measured: outside of a transaction
DROP INDEX CONCURRENTLY users_email;

--- reindex
-- expect: blocking-reindex
-- measured: users: ShareLock, scanned
REINDEX TABLE users;

--- reindex-concurrently
-- expect:
-- measured: outside of a transaction
REINDEX TABLE CONCURRENTLY users;

--- foreign-key
-- expect: validating-constraint
-- measured: orders: ShareRowExclusiveLock, scanned
-- measured: users: ShareRowExclusiveLock, scanned
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);

--- foreign-key-not-valid
-- expect:
-- measured: orders: ShareRowExclusiveLock
-- measured: users: ShareRowExclusiveLock
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;

--- check
-- expect: validating-constraint
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD CONSTRAINT users_age CHECK (age >= 0);

--- check-not-valid
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD CONSTRAINT users_age CHECK (age >= 0) NOT VALID;

--- validate
-- expect:
-- measured: orders: ShareUpdateExclusiveLock, scanned
ALTER TABLE orders VALIDATE CONSTRAINT orders_total;

--- check-validated-at-once
-- expect: validating-constraint
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD CONSTRAINT users_age CHECK (age >= 0) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT users_age;

--- unique-constraint
-- expect: constraint-builds-index
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);

--- unique-using-index
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD CONSTRAINT users_name_unique UNIQUE USING INDEX users_name_key;

--- primary-key
-- expect: constraint-builds-index
-- measured: events_2024: AccessExclusiveLock, scanned
ALTER TABLE events_2024 ADD PRIMARY KEY (id);

--- exclusion
-- expect: constraint-builds-index
-- measured: sessions: AccessExclusiveLock, scanned
ALTER TABLE sessions ADD CONSTRAINT sessions_seen EXCLUDE USING btree (id WITH =);

--- unique-column
-- expect: constraint-builds-index
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD COLUMN nick text UNIQUE;

--- add-column
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN phone text;

--- add-column-constant
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN plan text NOT NULL DEFAULT 'free';

--- add-column-now
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN joined timestamptz NOT NULL DEFAULT now();

--- add-column-random
-- expect: table-rewrite
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();

--- add-column-clock
-- expect: table-rewrite
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ADD COLUMN at timestamptz DEFAULT clock_timestamp();

--- add-column-serial
-- expect: table-rewrite
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ADD COLUMN number bigserial;

--- add-column-identity
-- expect: table-rewrite
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;

--- add-column-generated
-- expect: table-rewrite
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ADD COLUMN shout text GENERATED ALWAYS AS (upper(name)) STORED;

--- add-column-references
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN referrer bigint REFERENCES users (id);

--- add-column-check-default
-- expect: validating-constraint
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD COLUMN rank integer DEFAULT 1 CHECK (rank > 0);

--- integer-to-bigint
-- expect: table-rewrite, changed-type
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ALTER COLUMN age TYPE bigint;

--- varchar-grows
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN email TYPE varchar(80);

--- varchar-to-text
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN email TYPE text;

--- text-to-varchar
-- expect: table-rewrite, changed-type, lossy-conversion
-- measured: orders: AccessExclusiveLock, rewritten, scanned
ALTER TABLE orders ALTER COLUMN note TYPE varchar(40);

--- numeric-grows
-- expect:
-- measured: orders: AccessExclusiveLock
ALTER TABLE orders ALTER COLUMN fee TYPE numeric(12, 2);

--- numeric-scale
-- expect: table-rewrite, changed-type, lossy-conversion
-- measured: orders: AccessExclusiveLock, rewritten, scanned
ALTER TABLE orders ALTER COLUMN fee TYPE numeric(10, 1);

--- timestamp-to-timestamptz
-- expect: table-rewrite, changed-type
-- measured: orders: AccessExclusiveLock, rewritten, scanned
SET LOCAL timezone = 'Europe/Vienna';
ALTER TABLE orders ALTER COLUMN sent TYPE timestamptz;

--- set-not-null
-- expect: scanning-not-null, unfilled-not-null
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ALTER COLUMN created SET NOT NULL;

--- set-not-null-with-check
-- expect: validating-constraint
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD CONSTRAINT created_there CHECK (created IS NOT NULL);
ALTER TABLE users ALTER COLUMN created SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT created_there;

--- set-not-null-again
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN name SET NOT NULL;

--- drop-not-null
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN name DROP NOT NULL;

--- set-default
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN fax SET DEFAULT '';

--- set-unlogged
-- expect: table-rewrite
-- measured: sessions: AccessExclusiveLock, rewritten, scanned
ALTER TABLE sessions SET UNLOGGED;

--- cluster
-- expect: table-rewrite
-- measured: users: AccessExclusiveLock, rewritten, scanned
CLUSTER users USING users_pkey;

--- vacuum-full
-- expect: table-rewrite
-- measured: outside of a transaction
-- measured: users: rewritten
VACUUM FULL users;

--- vacuum
-- expect:
-- measured: outside of a transaction
VACUUM users;

--- refresh
-- expect: blocking-refresh
-- measured: totals: AccessExclusiveLock, rewritten, scanned
REFRESH MATERIALIZED VIEW totals;

--- refresh-concurrently
-- expect:
-- measured: totals: ExclusiveLock, scanned
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;

--- detach
-- expect: blocking-detach
-- measured: events: AccessExclusiveLock
-- measured: events_2023: AccessExclusiveLock
ALTER TABLE events DETACH PARTITION events_2023;

--- detach-concurrently
-- expect:
-- measured: outside of a transaction
ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;

--- attach
-- expect: blocking-detach
-- measured: events: ShareUpdateExclusiveLock
-- measured: events_2024: AccessExclusiveLock, scanned
ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

--- fill-at-once
-- expect: whole-table-update
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD COLUMN plan text;
UPDATE users SET plan = 'free';

--- lock-table
-- expect: explicit-lock
-- measured: users: ShareRowExclusiveLock
LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;

--- trigger
-- expect:
-- measured: orders: ShareRowExclusiveLock
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

--- comment
-- expect:
-- measured: users: ShareUpdateExclusiveLock
COMMENT ON TABLE users IS 'people';

--- new-table-refers
-- expect:
-- measured: users: ShareRowExclusiveLock
CREATE TABLE carts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id));

--- statistics-target
-- expect:
-- measured: users: ShareUpdateExclusiveLock
ALTER TABLE users ALTER COLUMN email SET STATISTICS 500;
