//! What a change of a column's type means.

use milepost_database::Engine;

/// What a change of a column's type means for the rows that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TypeChange {
    /// Whether the table is written anew; none where the old type is not known and decides it.
    pub(crate) rewrites: Option<bool>,
    /// Whether values may be refused or lose something; none where the old type is not known and decides it.
    pub(crate) loses: Option<bool>,
}

/// Compares the new type with the old one, as far as that is known.
pub(crate) fn change(engine: Engine, from: Option<&str>, to: &str) -> TypeChange {
    let to = Type::of(to);
    let Some(from) = from.map(Type::of) else {
        let widest = matches!(
            to.name.as_str(),
            "text" | "character varying" | "bigint" | "numeric" | "double precision" | "jsonb" | "longtext"
        ) && to.arguments.is_empty();
        return TypeChange { rewrites: None, loses: if widest { Some(false) } else { None } };
    };
    if from == to {
        return TypeChange { rewrites: Some(false), loses: Some(false) };
    }
    TypeChange {
        rewrites: Some(match engine {
            Engine::Postgresql => rewrites(&from, &to),
            // Within one byte of length a longer text needs no copy.
            Engine::Mariadb => {
                !(from.name == to.name
                    && from.name == "character varying"
                    && from.first() <= to.first()
                    && (to.first() < 64 || from.first() > 255))
            }
            Engine::Sqlite => true,
        }),
        loses: Some(loses(&from, &to)),
    }
}

/// A type with its aliases made one.
#[derive(Debug, PartialEq, Eq)]
struct Type {
    name: String,
    arguments: Vec<u32>,
    is_array: bool,
}

impl Type {
    fn of(text: &str) -> Self {
        let text = text.to_lowercase();
        let is_array = text.contains('[') || text.ends_with(" array");
        let (head, rest) = text.split_once('(').unwrap_or((&text, ""));
        let (inner, tail) = rest.split_once(')').unwrap_or((rest, ""));
        let words = format!("{head} {tail}");
        let name = words
            .split(|sign: char| sign.is_whitespace() || matches!(sign, '[' | ']' | '"'))
            .filter(|word| !word.is_empty() && *word != "array");
        let name = name.collect::<Vec<_>>().join(" ");
        let name = match name.trim_start_matches("pg_catalog . ").trim_start_matches("pg_catalog.") {
            "varchar" => "character varying",
            "char" | "bpchar" => "character",
            "int" | "int4" | "serial" => "integer",
            "int8" | "bigserial" => "bigint",
            "int2" | "smallserial" => "smallint",
            "bool" => "boolean",
            "decimal" | "dec" => "numeric",
            "float8" | "float" | "double" => "double precision",
            "float4" => "real",
            "timestamptz" => "timestamp with time zone",
            "timestamp without time zone" => "timestamp",
            "timetz" => "time with time zone",
            "time without time zone" => "time",
            "varbit" => "bit varying",
            other => other,
        };
        let numbers = inner.split(',').filter_map(|number| number.trim().parse().ok());
        Self { name: name.to_owned(), arguments: numbers.collect(), is_array }
    }

    fn first(&self) -> u32 {
        self.arguments.first().copied().unwrap_or(u32::MAX)
    }

    fn scale(&self) -> Option<u32> {
        if self.arguments.is_empty() { None } else { Some(self.arguments.get(1).copied().unwrap_or(0)) }
    }

    fn is_text(&self) -> bool {
        !self.is_array && matches!(self.name.as_str(), "text" | "character varying")
    }

    /// How wide whole numbers are; none for other types.
    fn whole(&self) -> Option<u32> {
        Some(match self.name.as_str() {
            "tinyint" => 1,
            "smallint" => 2,
            "mediumint" => 3,
            "integer" => 4,
            "bigint" => 8,
            _ => return None,
        })
    }
}

/// PostgreSQL: whether the stored bytes or their length have to be looked at.
fn rewrites(from: &Type, to: &Type) -> bool {
    if from.is_array || to.is_array {
        return true;
    }
    if from.is_text() && to.is_text() {
        return to.first() < from.first();
    }
    if from.name == to.name {
        return match to.name.as_str() {
            "numeric" => {
                !(to.arguments.is_empty() || from.scale() == to.scale() && to.first() >= from.first())
            }
            "bit varying" | "timestamp" | "timestamp with time zone" | "time" | "interval" => {
                to.first() < from.first()
            }
            _ => true,
        };
    }
    !matches!((from.name.as_str(), to.name.as_str()), ("cidr", "inet") | ("xml", "text"))
}

/// Whether a value of the old type may be refused or changed by the new one.
fn loses(from: &Type, to: &Type) -> bool {
    if to.name == "text" || to.name == "character varying" && to.arguments.is_empty() {
        return false;
    }
    if let (Some(old), Some(new)) = (from.whole(), to.whole()) {
        return new < old;
    }
    if from.name == to.name {
        return match to.name.as_str() {
            "numeric" => {
                !to.arguments.is_empty()
                    && (from.arguments.is_empty() || to.scale() < from.scale() || to.first() < from.first())
            }
            _ => to.first() < from.first(),
        };
    }
    match (from.name.as_str(), to.name.as_str()) {
        ("smallint" | "integer" | "bigint", "numeric") => !to.arguments.is_empty(),
        ("smallint" | "integer" | "real", "double precision")
        | ("smallint", "real")
        | ("date", "timestamp" | "timestamp with time zone")
        | ("timestamp", "timestamp with time zone") => false,
        ("jsonb", "json") | ("cidr", "inet") | ("character", "character varying") => {
            to.first() < from.first()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pg(from: &str, to: &str) -> (bool, bool) {
        let found = change(Engine::Postgresql, Some(from), to);
        (found.rewrites.unwrap(), found.loses.unwrap())
    }

    #[test]
    fn postgresql_rewrites_and_loses_by_the_old_type() {
        assert_eq!(pg("character varying(10)", "varchar ( 20 )"), (false, false));
        assert_eq!(pg("varchar(20)", "varchar(10)"), (true, true));
        assert_eq!(pg("varchar(20)", "text"), (false, false));
        assert_eq!(pg("text", "varchar(20)"), (true, true));
        assert_eq!(pg("integer", "bigint"), (true, false));
        assert_eq!(pg("int8", "int"), (true, true));
        assert_eq!(pg("numeric(10,2)", "numeric ( 12 , 2 )"), (false, false));
        assert_eq!(pg("numeric(10,2)", "numeric(10,1)"), (true, true));
        assert_eq!(pg("timestamptz", "date"), (true, true));
        assert_eq!(pg("timestamp(3)", "timestamp without time zone"), (false, false));
        assert_eq!(pg("integer", "text"), (true, false));
    }

    #[test]
    fn without_the_old_type_it_is_not_known() {
        assert_eq!(
            change(Engine::Postgresql, None, "text"),
            TypeChange { rewrites: None, loses: Some(false) }
        );
        assert_eq!(change(Engine::Postgresql, None, "varchar(10)").loses, None);
    }
}
