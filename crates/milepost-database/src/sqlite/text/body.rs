//! The text of a table: its columns and constraints.

use super::{
    clause::{Named, Reader},
    token::{Token, canonical, unquoted},
};

/// A column as it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sqlite) struct ColumnText {
    /// Its name.
    pub(in crate::sqlite) name: String,
    /// Its type, in lower case: SQLite reads it without regard to case.
    pub(in crate::sqlite) kind: String,
    /// What else is said of it.
    pub(in crate::sqlite) clauses: Vec<Named>,
}

/// A table as it is declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::sqlite) struct Body {
    /// Its columns in order.
    pub(in crate::sqlite) columns: Vec<ColumnText>,
    /// The constraints of the table, after its columns.
    pub(in crate::sqlite) constraints: Vec<Named>,
    /// What follows the closing parenthesis: `strict`, `without rowid`.
    pub(in crate::sqlite) options: Vec<String>,
}

/// Reads `CREATE TABLE name (…) …`. Nothing when it is not of this form to its end: then the text counts as a whole, and
/// nothing of it is lost.
pub(in crate::sqlite) fn read_body(statement: &[Token]) -> Option<Body> {
    let open = statement.iter().position(|token| token.is("("))?;
    let mut reader = Reader::new(&statement[open..]);
    let inner = reader.parenthesized()?;
    let options = canonical(reader.rest()).to_lowercase();
    let mut body = Body {
        options: options
            .split(',')
            .map(|option| option.trim().to_owned())
            .filter(|o| !o.is_empty())
            .collect(),
        ..Body::default()
    };
    body.options.sort_unstable();
    let mut reader = Reader::new(inner);
    while !reader.is_at_end() {
        if let Some(constraint) = begins_constraint(&reader).then(|| reader.constraint(None)).flatten() {
            body.constraints.push(constraint);
            reader.eat(&[","]); // SQLite does without
            continue;
        }
        if !body.constraints.is_empty() {
            return None;
        }
        body.columns.push(column(&mut reader)?);
        if !reader.eat(&[","]) && !reader.is_at_end() && !begins_constraint(&reader) {
            return None;
        }
    }
    Some(body)
}

fn begins_constraint(reader: &Reader<'_>) -> bool {
    match reader.peek(0) {
        "CONSTRAINT" => true,
        "PRIMARY" | "FOREIGN" => reader.peek(1) == "KEY",
        "UNIQUE" | "CHECK" => reader.peek(1) == "(",
        _ => false,
    }
}

fn column(reader: &mut Reader<'_>) -> Option<ColumnText> {
    let name = reader.next().to_owned();
    let mut kind = String::new();
    while !matches!(
        reader.peek(0),
        "" | ","
            | "CONSTRAINT"
            | "PRIMARY"
            | "NOT"
            | "NULL"
            | "UNIQUE"
            | "CHECK"
            | "DEFAULT"
            | "COLLATE"
            | "REFERENCES"
            | "GENERATED"
            | "AS"
    ) {
        if let Some(inner) = reader.parenthesized() {
            kind.push_str(&format!("({})", canonical(inner)).to_lowercase());
        } else {
            let space = if kind.is_empty() { "" } else { " " };
            kind.push_str(space);
            kind.push_str(&unquoted(reader.next()).to_lowercase());
        }
    }
    let mut clauses = Vec::new();
    while !matches!(reader.peek(0), "" | ",") {
        clauses.push(reader.constraint(Some(&name))?);
    }
    Some(ColumnText { name: unquoted(&name), kind, clauses })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::text::{Clause, tokens};

    fn body(sql: &str) -> Body {
        read_body(&tokens(sql)).unwrap_or_else(|| panic!("{sql}"))
    }

    #[test]
    fn every_clause_of_a_column_is_known() {
        let body = body(
            "create table t (a integer not null on conflict fail primary key desc autoincrement, b varchar ( 20 ) default -1 \
             collate nocase, c text default ('x' || 'y') check (c <> 'a,b)') unique on conflict ignore, \
             d as (a + 1) stored, e int references p(id) on delete set null on update no action deferrable initially \
             deferred, f default null not null, g) strict, without rowid",
        );
        let names: Vec<_> = body.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!(body.columns[1].kind, "varchar(20)");
        assert_eq!(body.options, ["strict", "without rowid"]);
        let clause = |column: usize, at: usize| body.columns[column].clauses[at].clause.clone();
        assert_eq!(
            clause(0, 1),
            Clause::Primary { columns: "a DESC".into(), autoincrement: true, on_conflict: None }
        );
        assert_eq!(clause(1, 0), Clause::Default("-1".into()));
        assert_eq!(clause(2, 1), Clause::Check { expression: "c <> 'a,b)'".into() });
        assert_eq!(clause(3, 0), Clause::Generated { expression: "a + 1".into(), stored: true });
        let facts =
            vec![("on_delete", "set null".to_owned()), ("deferrable", "initially deferred".to_owned())];
        assert_eq!(clause(4, 0), Clause::Foreign { columns: "e".into(), references: "p(id)".into(), facts });
        assert_eq!(clause(5, 1), Clause::NotNull { on_conflict: None });
    }

    #[test]
    fn constraints_of_a_table_may_do_without_commas() {
        let body = body(
            "create table t (a, b, constraint k primary key (a, b desc) unique (b) check (a > 0), foreign key (a) \
             references p)",
        );
        assert_eq!(body.columns.len(), 2);
        assert_eq!(body.constraints.len(), 4);
        assert_eq!(body.constraints[0].name.as_deref(), Some("k"));
    }

    #[test]
    fn a_text_of_another_form_is_not_half_read() {
        assert_eq!(read_body(&tokens("create table t (a whatever check)")), None);
        assert_eq!(read_body(&tokens("create table t")), None);
        assert_eq!(read_body(&tokens("create table t (a, check (a > 0), b)")), None);
    }
}
