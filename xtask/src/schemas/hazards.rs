//! What is dangerous in migrations.

use schemars::JsonSchema;

/// What was found in migrations.
#[derive(JsonSchema)]
pub(super) struct Hazards {
    /// How many migrations were looked at.
    migrations: u64,
    /// The texts that were looked at.
    files: Vec<File>,
    /// What was found, by file and place.
    findings: Vec<Hazard>,
    /// Migrations that are programs and no SQL: nothing is said of them.
    programs: Vec<String>,
    /// Whether something was read as PostgreSQL because nothing says which engine it is for.
    engine_guessed: bool,
}

/// A text that was looked at.
#[derive(JsonSchema)]
struct File {
    /// Its path from the project's root; absolute outside of it.
    path: String,
    /// `sqlite`, `postgresql` or `mariadb`.
    engine: String,
    /// How many statements it has, also such that could not be read.
    statements: u64,
}

/// What is dangerous.
#[derive(JsonSchema)]
struct Hazard {
    /// The rule.
    rule: String,
    /// What is endangered: `irreversible`, `loss-in-up`, `loss-in-down`, `lock`, `transaction`, `pair`, `compatibility` or
    /// `unknown`.
    classes: Vec<String>,
    /// `error`, `warning` or `note`.
    severity: String,
    /// `up` or `down`.
    way: String,
    /// Where it is.
    place: Place,
    /// What it is.
    message: String,
    /// What to do instead.
    instead: String,
}

/// A place in a file.
#[derive(JsonSchema)]
struct Place {
    /// The file.
    path: String,
    /// The beginning.
    start: Position,
    /// The end, behind the last byte.
    end: Position,
    /// The same as bytes from the beginning of the file.
    bytes: (u32, u32),
}

/// Line and column, from 1.
#[derive(JsonSchema)]
struct Position {
    /// The line.
    line: u32,
    /// The column, in characters.
    column: u32,
}
