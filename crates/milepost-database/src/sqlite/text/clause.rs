//! Constraints, of a column or of a table.

use super::token::{Token, canonical};

/// A constraint and the name that it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sqlite) struct Named {
    /// Its name.
    pub(in crate::sqlite) name: Option<String>,
    /// The constraint.
    pub(in crate::sqlite) clause: Clause,
}

/// What a constraint says. Texts are canonical.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sqlite) enum Clause {
    /// `primary key`: the columns with their collations and order, `autoincrement`, and what happens on conflict.
    Primary { columns: String, autoincrement: bool, on_conflict: Option<String> },
    /// `unique`.
    Unique { columns: String, on_conflict: Option<String> },
    /// `check`.
    Check { expression: String },
    /// `foreign key`: columns, what they refer to, and everything after it by name.
    Foreign { columns: String, references: String, facts: Vec<(&'static str, String)> },
    /// `not null`.
    NotNull { on_conflict: Option<String> },
    /// `null`, which says nothing.
    Null,
    /// `default`.
    Default(String),
    /// `collate`.
    Collate(String),
    /// `generated always as`: the expression, and whether it is stored.
    Generated { expression: String, stored: bool },
}

/// Reads tokens from left to right.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(tokens: &'a [Token]) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn peek(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text.as_str())
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(super) fn next(&mut self) -> &'a str {
        let text = self.peek(0);
        self.at += 1;
        text
    }

    /// Goes past these words when they come next.
    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let found = words.iter().enumerate().all(|(ahead, word)| self.peek(ahead) == *word);
        if found {
            self.at += words.len();
        }
        found
    }

    /// What stands in the parentheses that open next, without them.
    pub(super) fn parenthesized(&mut self) -> Option<&'a [Token]> {
        if self.peek(0) != "(" {
            return None;
        }
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.get(self.at) {
            depth = match token.text.as_str() {
                "(" => depth + 1,
                ")" => depth - 1,
                _ => depth,
            };
            self.at += 1;
            if depth == 0 {
                return Some(&self.tokens[start..self.at - 1]);
            }
        }
        None
    }

    pub(super) fn rest(&mut self) -> &'a [Token] {
        let rest = &self.tokens[self.at.min(self.tokens.len())..];
        self.at = self.tokens.len();
        rest
    }

    fn on_conflict(&mut self) -> Option<String> {
        self.eat(&["ON", "CONFLICT"]).then(|| self.next().to_lowercase())
    }

    /// The next constraint; nothing when none begins here. `column` is the one that it belongs to, if it is a column's.
    pub(super) fn constraint(&mut self, column: Option<&str>) -> Option<Named> {
        let name = self.eat(&["CONSTRAINT"]).then(|| self.next().to_owned());
        Some(Named { name, clause: self.clause(column)? })
    }

    fn clause(&mut self, column: Option<&str>) -> Option<Clause> {
        let own = |reader: &mut Self| match column {
            Some(column) => Some(column.to_owned()),
            None => reader.parenthesized().map(canonical),
        };
        if self.eat(&["PRIMARY", "KEY"]) {
            let inner = if column.is_some() { None } else { self.parenthesized() };
            let inside = inner.is_some_and(|inner| inner.last().is_some_and(|last| last.is("AUTOINCREMENT")));
            let mut columns = match (column, inner) {
                (Some(column), _) => column.to_owned(),
                (None, inner) => canonical(&inner?[..inner?.len() - usize::from(inside)]),
            };
            if column.is_some() && !self.eat(&["ASC"]) && self.eat(&["DESC"]) {
                columns.push_str(" DESC");
            }
            let on_conflict = self.on_conflict();
            let autoincrement = inside || self.eat(&["AUTOINCREMENT"]);
            return Some(Clause::Primary { columns, autoincrement, on_conflict });
        }
        if self.eat(&["UNIQUE"]) {
            return Some(Clause::Unique { columns: own(self)?, on_conflict: self.on_conflict() });
        }
        if self.eat(&["CHECK"]) {
            let expression = canonical(self.parenthesized()?);
            self.on_conflict(); // read by SQLite, and without any effect
            return Some(Clause::Check { expression });
        }
        if column.is_none() {
            return if self.eat(&["FOREIGN", "KEY"]) { self.foreign(own) } else { None };
        }
        match self.peek(0) {
            "REFERENCES" => self.foreign(own),
            "NOT" if self.eat(&["NOT", "NULL"]) => Some(Clause::NotNull { on_conflict: self.on_conflict() }),
            "NULL" => {
                self.next();
                self.on_conflict();
                Some(Clause::Null)
            }
            "DEFAULT" => Some(self.default()),
            "COLLATE" => {
                self.next();
                Some(Clause::Collate(self.next().to_owned()))
            }
            "GENERATED" | "AS" => {
                self.eat(&["GENERATED", "ALWAYS"]);
                self.eat(&["AS"]);
                let expression = canonical(self.parenthesized()?);
                let stored = self.peek(0).eq_ignore_ascii_case("stored");
                if stored || self.peek(0) == "VIRTUAL" {
                    self.next();
                }
                Some(Clause::Generated { expression, stored })
            }
            _ => None,
        }
    }

    fn default(&mut self) -> Clause {
        self.next();
        if let Some(inner) = self.parenthesized() {
            return Clause::Default(format!("({})", canonical(inner)));
        }
        let sign = if matches!(self.peek(0), "+" | "-") { self.next() } else { "" };
        Clause::Default(format!("{}{}", sign.trim_start_matches('+'), self.next()))
    }

    fn foreign(&mut self, own: impl Fn(&mut Self) -> Option<String>) -> Option<Clause> {
        let columns = own(self)?;
        if !self.eat(&["REFERENCES"]) {
            return None;
        }
        let table = self.next();
        let references = match self.parenthesized() {
            Some(inner) => format!("{table}({})", canonical(inner)),
            None => table.to_owned(),
        };
        let mut facts = Vec::new();
        loop {
            if self.eat(&["ON", "DELETE"]) {
                facts.push(("on_delete", self.action()));
            } else if self.eat(&["ON", "UPDATE"]) {
                facts.push(("on_update", self.action()));
            } else if self.eat(&["MATCH"]) {
                self.next(); // read by SQLite, and without any effect
            } else if self.eat(&["NOT", "DEFERRABLE"]) {
                self.deferral();
            } else if self.eat(&["DEFERRABLE"]) {
                facts.push(("deferrable", self.deferral()));
            } else {
                break;
            }
        }
        facts.retain(|(_, value)| value != "no action");
        Some(Clause::Foreign { columns, references, facts })
    }

    fn deferral(&mut self) -> String {
        let deferred = if self.eat(&["INITIALLY"]) { self.next() == "DEFERRED" } else { false };
        if deferred { "initially deferred" } else { "initially immediate" }.to_owned()
    }

    fn action(&mut self) -> String {
        let first = self.next().to_lowercase();
        if matches!(first.as_str(), "set" | "no") {
            format!("{first} {}", self.next().to_lowercase())
        } else {
            first
        }
    }
}
