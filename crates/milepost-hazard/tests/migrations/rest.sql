--- rename-column
-- expect: renamed-column
-- measured: users: AccessExclusiveLock
ALTER TABLE users RENAME COLUMN fax TO phone;

--- rename-table
-- expect: renamed-table
-- measured: users: AccessExclusiveLock
ALTER TABLE users RENAME TO people;

--- rename-table-with-view
-- expect:
-- measured: archive: AccessExclusiveLock
ALTER TABLE archive RENAME TO archived;
CREATE VIEW archive AS SELECT * FROM archived;

--- required-column
-- expect: required-column
-- measured: refused: column "phone" of relation "users" contains null values
ALTER TABLE users ADD COLUMN phone text NOT NULL;

--- required-column-with-default
-- expect:
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN phone text DEFAULT '' NOT NULL;

--- concurrently-beside-others
-- expect: untransactional-statement
-- measured: refused: CREATE INDEX CONCURRENTLY cannot run inside a transaction block
ALTER TABLE users ADD COLUMN phone text;
CREATE INDEX CONCURRENTLY users_phone ON users (phone);

--- concurrently-in-a-transaction
-- expect: untransactional-statement, own-transaction
-- measured: refused: CREATE INDEX CONCURRENTLY cannot run inside a transaction block
BEGIN;
CREATE INDEX CONCURRENTLY users_created ON users (created);
COMMIT;

--- own-transaction
-- expect: own-transaction
-- measured: in a transaction of its own
BEGIN;
ALTER TABLE users ADD COLUMN phone text;
COMMIT;

--- open-transaction
-- expect: own-transaction, open-transaction
-- measured: in a transaction of its own
BEGIN;
ALTER TABLE users ADD COLUMN phone text;

--- vacuum-beside-others
-- expect: untransactional-statement
-- measured: refused: VACUUM cannot run inside a transaction block
ALTER TABLE users ADD COLUMN phone text;
VACUUM users;

--- label-used-at-once
-- expect: enum-value-added, enum-value-used, overwritten-values
-- measured: refused: unsafe use of new value "returned" of enum type order_state
ALTER TYPE order_state ADD VALUE 'returned';
UPDATE orders SET state = 'returned' WHERE id = 7;

--- program
-- expect: opaque-code
-- measured: users: AccessExclusiveLock
DO $$ BEGIN EXECUTE 'ALTER TABLE users DROP COLUMN fax'; END $$;

--- misspelled
-- expect: unparsed
-- measured: refused: syntax error at or near "TABL"
ALTER TABL users ADD COLUMN phone text;

--- function-with-statements
-- expect:
CREATE FUNCTION sweep() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM sessions; END $$;

--- grant
-- expect:
GRANT SELECT ON users TO PUBLIC;

--- policy
-- expect:
-- measured: orders: AccessExclusiveLock
CREATE POLICY own ON orders USING (user_id = 1);
