--- drop-column
-- expect: dropped-column
-- measured: users: AccessExclusiveLock
ALTER TABLE users DROP COLUMN fax;

--- drop-column-of-this-migration
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN draft text;
ALTER TABLE users DROP COLUMN draft;

--- drop-table
-- expect: dropped-table
-- measured: sessions: AccessExclusiveLock
DROP TABLE sessions;

--- drop-table-of-this-migration
-- expect:
CREATE TABLE draft (id bigint);
DROP TABLE draft;

--- drop-type-cascade
-- expect: cascading-drop
-- measured: orders: AccessExclusiveLock
DROP TYPE order_state CASCADE;

--- drop-view
-- expect:
DROP VIEW recent;

--- truncate
-- expect: truncated-table
-- measured: sessions: AccessExclusiveLock, emptied, scanned
TRUNCATE sessions;

--- truncate-two
-- expect: truncated-table
-- measured: archive: AccessExclusiveLock, emptied
-- measured: sessions: AccessExclusiveLock, emptied, scanned
TRUNCATE TABLE sessions, archive RESTART IDENTITY;

--- delete-all
-- expect: deleted-rows
-- measured: sessions: RowExclusiveLock, scanned
DELETE FROM sessions;

--- delete-some
-- expect: deleted-rows
-- measured: sessions: RowExclusiveLock, scanned
DELETE FROM sessions WHERE seen < now() - interval '1 year';

--- move-rows
-- expect: deleted-rows
-- measured: archive: RowExclusiveLock
-- measured: sessions: RowExclusiveLock
WITH old AS (DELETE FROM sessions WHERE id < 100 RETURNING id) INSERT INTO archive SELECT id FROM old;

--- update-in-place
-- expect: overwritten-values, whole-table-update
-- measured: users: RowExclusiveLock, scanned
UPDATE users SET email = lower(email);

--- update-some
-- expect: overwritten-values
-- measured: users: RowExclusiveLock, scanned
UPDATE users SET age = 0 WHERE age < 0;

--- update-with-copy
-- expect: whole-table-update
-- measured: users: RowExclusiveLock, scanned
CREATE TABLE kept_ages AS SELECT id, age FROM users;
UPDATE users SET age = age + 1;

--- fill-a-new-column
-- expect: whole-table-update
-- measured: users: AccessExclusiveLock, scanned
ALTER TABLE users ADD COLUMN nick text;
UPDATE users SET nick = name WHERE nick IS NULL;

--- upsert
-- expect: overwritten-values
-- measured: users: RowExclusiveLock
INSERT INTO users (id, name) VALUES (1, 'somebody') ON CONFLICT (id) DO UPDATE SET name = excluded.name;

--- insert
-- expect:
-- measured: archive: RowExclusiveLock
INSERT INTO archive (id) VALUES (1), (2);

--- insert-unless-there
-- expect:
-- measured: users: RowExclusiveLock
INSERT INTO users (id, name) VALUES (1, 'somebody') ON CONFLICT DO NOTHING;

--- cascade-on-delete
-- expect: cascading-delete
-- measured: orders: ShareRowExclusiveLock
-- measured: users: ShareRowExclusiveLock
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;

--- enum-label
-- expect: enum-value-added
ALTER TYPE order_state ADD VALUE 'returned';

--- setval
-- expect: sequence-set
SELECT setval('invoice_numbers', 1000);

--- restart-sequence
-- expect: sequence-set
ALTER SEQUENCE invoice_numbers RESTART WITH 1;

--- hash-in-place
-- expect: overwritten-values
-- measured: users: RowExclusiveLock, scanned
UPDATE users SET fax = md5(fax) WHERE fax IS NOT NULL;

--- convert-by-expression
-- expect: table-rewrite, changed-type, lossy-conversion
-- measured: users: AccessExclusiveLock, rewritten, scanned
ALTER TABLE users ALTER COLUMN fax TYPE boolean USING fax IS NOT NULL;

--- drop-schema
-- expect: dropped-table
CREATE SCHEMA old;
DROP SCHEMA old;

--- drop-function
-- expect:
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION f();

--- fill-a-column-that-was-there
-- expect: overwritten-values
-- measured: users: RowExclusiveLock, scanned
UPDATE users SET fax = '' WHERE fax IS NULL;
