//! What takes a step back, where that is exact.

use milepost_database::{Kind as ObjectKind, Snapshot};

use crate::{Act, Demand, Schema};

/// The statement of PostgreSQL that takes a step back, and nothing else; none where it is not known to be exact. What was
/// there before comes from the snapshot of the schema before: without one, only what is new can be taken back.
///
/// Nothing calls it yet. Tables of other schemas than `public` are left out, since a dot may as well be a part of a name, and
/// so are views and the like, whose acts keep no quotes.
///
/// Taking back a new column or table discards what was written into it since; that is what taking it back means.
pub fn inverse(act: &Act, base: &Schema) -> Option<String> {
    let snapshot = base.snapshot();
    if act.table().is_some_and(|table| table.contains('.')) {
        return None;
    }
    Some(match act {
        Act::CreateTable { table, if_not_exists: false, .. } => format!("DROP TABLE {}", quoted(table)),
        Act::AddColumn { table, column, if_not_exists: false } => {
            format!("ALTER TABLE {} DROP COLUMN {}", quoted(table), quoted(&column.name))
        }
        Act::RenameTable { table, to } => {
            format!("ALTER TABLE {} RENAME TO {}", quoted(to), quoted(table))
        }
        Act::RenameColumn { table, column, to } => {
            format!("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted(table), quoted(to), quoted(column))
        }
        Act::CreateIndex { name: Some(name), concurrently, if_not_exists: false, .. } => {
            format!("DROP INDEX {}{}", if *concurrently { "CONCURRENTLY " } else { "" }, quoted(name))
        }
        Act::AddConstraint { table, constraint } => {
            // What is made of an index takes it along when it goes; a primary key leaves `NOT NULL` behind.
            let is_exact = !constraint.using_index && constraint.demands != Demand::Primary;
            let name = constraint.name.as_ref().filter(|_| is_exact)?;
            format!("ALTER TABLE {} DROP CONSTRAINT {}", quoted(table), quoted(name))
        }
        Act::SetNotNull { table, column } if !base.column(table, column)?.not_null => {
            format!("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL", quoted(table), quoted(column))
        }
        Act::DropNotNull { table, column } if base.column(table, column)?.not_null => {
            format!("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", quoted(table), quoted(column))
        }
        Act::SetDefault { table, column } | Act::DropDefault { table, column } => {
            let known = base.column(table, column)?;
            let before = fact(snapshot?, ObjectKind::Column, &format!("{table}.{column}"), "default");
            // What is generated or numbered has no default of that kind.
            if known.has_default && before.is_none() {
                return None;
            }
            let alter = format!("ALTER TABLE {} ALTER COLUMN {}", quoted(table), quoted(column));
            before.map_or_else(
                || format!("{alter} DROP DEFAULT"),
                |value| format!("{alter} SET DEFAULT {value}"),
            )
        }
        Act::DropIndex { name, .. } => {
            // An index is called by its table there.
            let mut indexes = snapshot?.objects.iter().filter(|(id, _)| id.kind == ObjectKind::Index);
            let (_, index) = indexes.find(|(id, _)| id.name.rsplit('.').next() == Some(name.as_str()))?;
            index.facts.get("definition")?.clone()
        }
        _ => return None,
    })
}

fn find<'s>(schema: &'s Snapshot, kind: ObjectKind, name: &str) -> Option<&'s milepost_database::Object> {
    schema.get(kind, name).or_else(|| schema.get(kind, &format!("public.{name}")))
}

fn fact(schema: &Snapshot, kind: ObjectKind, name: &str, fact: &str) -> Option<String> {
    find(schema, kind, name)?.facts.get(fact).cloned()
}

/// A name in quotes: they never hurt, and a word of the language is a name only in them.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use milepost_database::Engine;

    use super::*;
    use crate::Script;

    /// What takes the statements of a text back, on a schema as a snapshot has it.
    fn back(text: &str) -> Vec<Option<String>> {
        let snapshot = serde_json::json!({
            "format": 1, "engine": "postgresql", "version": "15.1", "not_covered": [],
            "objects": [
                { "kind": "table", "name": "users", "facts": {} },
                { "kind": "column", "name": "users.fax", "table": "users", "facts": { "type": "text", "nullable": "yes", "default": "'none'::text" } },
                { "kind": "column", "name": "users.name", "table": "users", "facts": { "type": "text", "nullable": "no" } },
                { "kind": "index", "name": "users.users_name", "table": "users", "facts": { "definition": "CREATE INDEX users_name ON public.users USING btree (name)" } },
                { "kind": "view", "name": "recent", "facts": {} },
            ],
        });
        let base = Schema::of_snapshot(&serde_json::from_value(snapshot).unwrap());
        let script = Script::read(Engine::Postgresql, "up", text);
        script.steps().map(|(_, step)| inverse(&step.act, &base)).collect()
    }

    #[track_caller]
    fn exact(there: &str, expected: &str) {
        assert_eq!(back(there), [Some(expected.to_owned())], "{there}");
    }

    #[test]
    fn what_is_new_goes_and_what_was_there_comes_back_as_it_was() {
        exact("CREATE TABLE notes (id int)", "DROP TABLE \"notes\"");
        exact("ALTER TABLE users ADD COLUMN phone text", "ALTER TABLE \"users\" DROP COLUMN \"phone\"");
        exact("ALTER TABLE users RENAME TO people", "ALTER TABLE \"people\" RENAME TO \"users\"");
        exact("CREATE INDEX CONCURRENTLY i ON users (fax)", "DROP INDEX CONCURRENTLY \"i\"");
        exact(
            "ALTER TABLE users ALTER fax SET NOT NULL",
            "ALTER TABLE \"users\" ALTER COLUMN \"fax\" DROP NOT NULL",
        );
        exact(
            "ALTER TABLE users ALTER name DROP NOT NULL",
            "ALTER TABLE \"users\" ALTER COLUMN \"name\" SET NOT NULL",
        );
        exact(
            "ALTER TABLE users ALTER fax DROP DEFAULT",
            "ALTER TABLE \"users\" ALTER COLUMN \"fax\" SET DEFAULT 'none'::text",
        );
        exact(
            "ALTER TABLE users ALTER name SET DEFAULT ''",
            "ALTER TABLE \"users\" ALTER COLUMN \"name\" DROP DEFAULT",
        );
        exact("DROP INDEX users_name", "CREATE INDEX users_name ON public.users USING btree (name)");
        exact("ALTER TABLE users ADD COLUMN \"a.b\" text", "ALTER TABLE \"users\" DROP COLUMN \"a.b\"");
    }

    #[test]
    fn what_is_not_known_to_be_exact_is_not_made() {
        for text in [
            "ALTER TABLE users DROP COLUMN fax",
            "ALTER TABLE users ALTER name SET NOT NULL",
            "ALTER TABLE users ALTER nobody SET DEFAULT 1",
            "ALTER TABLE users ADD CHECK (fax <> '')",
            "CREATE TABLE IF NOT EXISTS notes (id int)",
            "CREATE OR REPLACE VIEW recent AS SELECT 1",
            "CREATE VIEW \"Late\" AS SELECT 1",
            "CREATE TABLE \"a.b\" (id int)",
            "CREATE INDEX i ON other.users (fax)",
            "ALTER TABLE users ADD CONSTRAINT users_key PRIMARY KEY (name)",
            "DROP INDEX unknown",
            "UPDATE users SET fax = ''",
            "ALTER TYPE t ADD VALUE 'x'",
        ] {
            assert!(back(text).iter().all(Option::is_none), "{text}");
        }
    }
}
