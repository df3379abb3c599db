//! A column as a statement declares it.

/// A column as a statement declares it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, in small letters with one space between words.
    pub ty: String,
    /// Whether nothing may be missing in it.
    pub not_null: bool,
    /// What new rows get, and rows that are there.
    pub default: Default,
    /// Whether it is computed and kept.
    pub stored: bool,
    /// Whether a sequence numbers its rows.
    pub numbered: bool,
    /// Whether it is a primary key or has to be unique.
    pub unique: bool,
    /// Whether a check stands on it.
    pub checked: bool,
    /// The table that it refers to.
    pub references: Option<String>,
    /// Whether its rows go with those that they refer to.
    pub cascades: bool,
}

/// What a default is.
#[derive(Debug, Clone, Copy, std::default::Default, PartialEq, Eq)]
pub enum Default {
    /// There is none.
    #[default]
    None,
    /// One value for the whole statement.
    Constant,
    /// Maybe another one for each row.
    Volatile,
}

/// Functions that give each row another value.
const VOLATILE: &[&str] = &[
    "clock_timestamp",
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "nextval",
    "random",
    "timeofday",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
    "rand",
    "uuid",
    "randomblob",
];

/// Functions that give every row of a statement the same value.
const STABLE: &[&str] = &[
    "abs",
    "array_fill",
    "ceil",
    "char_length",
    "coalesce",
    "concat",
    "concat_ws",
    "current_setting",
    "date",
    "date_part",
    "date_trunc",
    "datetime",
    "extract",
    "floor",
    "format",
    "greatest",
    "hstore",
    "json",
    "json_array",
    "json_build_array",
    "json_build_object",
    "json_object",
    "jsonb",
    "jsonb_build_array",
    "jsonb_build_object",
    "least",
    "left",
    "length",
    "lower",
    "lpad",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "now",
    "nullif",
    "replace",
    "right",
    "round",
    "row",
    "rpad",
    "sha256",
    "statement_timestamp",
    "strftime",
    "string_to_array",
    "substr",
    "substring",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_timestamp",
    "to_tsvector",
    "transaction_timestamp",
    "trim",
    "upper",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtimestamp",
    "uuid_nil",
    "char",
    "varchar",
    "numeric",
    "decimal",
    "timestamp",
    "time",
    "interval",
    "bit",
    "cast",
    "array",
    "in",
    "values",
    "varying",
    "precision",
    "zone",
    "and",
    "or",
    "not",
];

impl Default {
    /// The kind of an expression, by the functions that it calls. A function that is not known may do anything, and a
    /// function that somebody wrote is volatile unless its author said otherwise.
    pub(crate) fn of(expression: &str) -> Self {
        if calls(expression).any(|name| VOLATILE.contains(&name.as_str()) || !STABLE.contains(&name.as_str()))
        {
            Self::Volatile
        } else {
            Self::Constant
        }
    }
}

/// The names in front of an opening parenthesis, without their schema, outside of literals.
fn calls(expression: &str) -> impl Iterator<Item = String> {
    let mut names = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for sign in expression.chars() {
        if sign == '\'' {
            quoted = !quoted;
            word.clear();
        } else if quoted {
        } else if sign.is_alphanumeric() || sign == '_' {
            word.push(sign.to_ascii_lowercase());
        } else if sign == '(' {
            if word.starts_with(|c: char| !c.is_ascii_digit()) {
                names.push(std::mem::take(&mut word));
            }
        } else if !sign.is_whitespace() {
            word.clear();
        } else if !expression_goes_on(&word) {
            // A name and its parenthesis may stand apart; another word begins anew when it comes.
            word.push(' ');
        }
    }
    names.into_iter().map(|name| name.rsplit(' ').find(|part| !part.is_empty()).unwrap_or("").to_owned())
}

fn expression_goes_on(word: &str) -> bool {
    word.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_volatile_when_a_function_may_give_each_row_another_value() {
        for text in [
            "0",
            "'gen_random_uuid()'",
            "now()",
            "CURRENT_TIMESTAMP",
            "('a' || lower('B'))",
            "'{}'::jsonb",
            "now() AT TIME ZONE 'utc'",
        ] {
            assert_eq!(Default::of(text), Default::Constant, "{text}");
        }
        for text in
            ["gen_random_uuid()", "public.random ( )", "clock_timestamp()", "my_default()", "1 + random()"]
        {
            assert_eq!(Default::of(text), Default::Volatile, "{text}");
        }
    }
}
