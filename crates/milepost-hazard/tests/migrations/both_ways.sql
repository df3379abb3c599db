--- right
-- expect: discarding-undo
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN phone text;
-- down:
ALTER TABLE users DROP COLUMN phone;

--- empty
-- expect: empty-undo
CREATE TABLE notes (id bigint);
-- down:
SELECT 1;

--- forgets-the-index
-- expect: not-undone, discarding-undo
-- measured: orders: AccessExclusiveLock
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN fax SET DEFAULT '';
CREATE TABLE notes (id bigint);
ALTER TABLE orders ADD CONSTRAINT orders_big CHECK (total < 1000000) NOT VALID;
-- down:
DROP TABLE notes;
ALTER TABLE users ALTER COLUMN fax DROP DEFAULT;

--- wrong-order
-- expect: undone-out-of-order, discarding-undo
CREATE TABLE notes (id bigint PRIMARY KEY);
CREATE TABLE tags (note_id bigint REFERENCES notes (id));
-- down:
DROP TABLE notes;
DROP TABLE tags;

--- of-another-migration
-- expect: foreign-undo, discarding-undo
-- measured: users: AccessExclusiveLock
ALTER TABLE users ADD COLUMN phone text;
-- down:
ALTER TABLE users DROP COLUMN phone;
DROP TABLE archive;

--- cascades
-- expect: cascading-undo, discarding-undo
CREATE TABLE notes (id bigint);
-- down:
DROP TABLE notes CASCADE;

--- hides
-- expect: hiding-if-exists, discarding-undo
CREATE TABLE IF NOT EXISTS notes (id bigint);
-- down:
DROP TABLE IF EXISTS notes;

--- tightens
-- expect: tightening-undo, scanning-not-null
-- measured: users: AccessExclusiveLock
ALTER TABLE users ALTER COLUMN name DROP NOT NULL;
-- down:
ALTER TABLE users ALTER COLUMN name SET NOT NULL;

--- renames-and-back
-- expect: renamed-column
-- measured: users: AccessExclusiveLock
ALTER TABLE users RENAME COLUMN fax TO telefax;
-- down:
ALTER TABLE users RENAME COLUMN telefax TO fax;

--- empties
-- expect: discarding-undo
-- measured: archive: RowExclusiveLock
INSERT INTO archive (id) VALUES (1);
-- down:
TRUNCATE archive;

--- replaces-a-function
-- expect: not-undone, discarding-undo
-- measured: users: AccessExclusiveLock
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created = now(); RETURN NEW; END $$;
ALTER TABLE users ADD COLUMN phone text;
-- down:
ALTER TABLE users DROP COLUMN phone;

--- gives-a-right
-- expect: not-undone, discarding-undo
-- measured: users: AccessExclusiveLock
GRANT SELECT, UPDATE ON users, orders TO current_user;
ALTER TABLE users ADD COLUMN phone text;
-- down:
REVOKE SELECT ON users, orders FROM current_user;
REVOKE UPDATE ON users FROM current_user;
ALTER TABLE users DROP COLUMN phone;

--- gives-a-right-and-takes-it
-- expect: discarding-undo
-- measured: users: AccessExclusiveLock
GRANT SELECT, UPDATE ON users, orders TO current_user;
ALTER TABLE users ADD COLUMN phone text;
-- down:
ALTER TABLE users DROP COLUMN phone;
REVOKE ALL ON orders, users FROM current_user;
