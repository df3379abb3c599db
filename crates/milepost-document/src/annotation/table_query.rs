//! What a table that Milepost writes holds: `table milestones status!=completed folder:docs/plan columns id,title,status`.

use serde::{Deserialize, Serialize};

use super::lexer::{Token, TokenKind};
use super::nearest::{list, unknown};
use super::parser::AnnotationError;
use crate::{
    Span,
    vocabulary::{Risk, Status, parse_risk, parse_status},
};

/// Which documents a table lists, and what of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableQuery {
    /// What its rows are about.
    pub of: TableOf,
    /// What has to be true of a row, all of it.
    pub conditions: Vec<TableCondition>,
    /// What stands in its columns.
    pub columns: Vec<TableColumn>,
}

/// What the rows of a table are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableOf {
    /// Milestones and phases.
    Milestones,
    /// Initiatives.
    Initiatives,
    /// Tasks with documents of their own.
    Tasks,
}

/// What has to be true of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableCondition {
    /// Its status is one of these: `status=planned,ready`.
    Status(Vec<Status>),
    /// Its status is none of these: `status!=completed`.
    NotStatus(Vec<Status>),
    /// Its risk is one of these: `risk=high`.
    Risk(Vec<Risk>),
    /// Its risk is none of these: `risk!=low`.
    NotRisk(Vec<Risk>),
    /// It lies in this folder or below, from the repository's root; empty for the whole repository.
    Folder(String),
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableColumn {
    /// Its id, such as `checkout/2`.
    Id,
    /// Its title, linked.
    Title,
    /// Its status.
    Status,
    /// How far it is, in per cent.
    Progress,
    /// How far it is, as a count.
    Done,
    /// Its estimate, as it states it.
    Effort,
    /// Its risk.
    Risk,
    /// The date of its last change, as it states it.
    Updated,
}

impl TableColumn {
    /// Every column.
    pub const ALL: [Self; 8] = [
        Self::Id,
        Self::Title,
        Self::Status,
        Self::Progress,
        Self::Done,
        Self::Effort,
        Self::Risk,
        Self::Updated,
    ];

    /// Its word in a query.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Status => "status",
            Self::Progress => "progress",
            Self::Done => "done",
            Self::Effort => "effort",
            Self::Risk => "risk",
            Self::Updated => "updated",
        }
    }

    /// Its header.
    pub fn header(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Title => "Title",
            Self::Status => "Status",
            Self::Progress => "Progress",
            Self::Done => "Done",
            Self::Effort => "Effort",
            Self::Risk => "Risk",
            Self::Updated => "Updated",
        }
    }
}

const KINDS: [(&str, TableOf); 3] =
    [("milestones", TableOf::Milestones), ("initiatives", TableOf::Initiatives), ("tasks", TableOf::Tasks)];
const DEFAULT: [TableColumn; 4] =
    [TableColumn::Id, TableColumn::Title, TableColumn::Status, TableColumn::Progress];
const EXAMPLE: &str = "write `table milestones status!=completed columns id,title,status`";

/// Reads what stands behind `table`; `end` is the place behind it.
pub(super) fn parse(tokens: &[Token], end: u32) -> Result<TableQuery, AnnotationError> {
    let mut query = TableQuery { of: TableOf::Milestones, conditions: Vec::new(), columns: Vec::new() };
    let mut rest = tokens;
    let Some((first, _)) = rest.split_first() else {
        return Err(wrong(Span::at(end), "nothing where a query is expected", EXAMPLE));
    };
    if let Some((_, of)) = KINDS.iter().find(|(word, _)| text(first) == *word) {
        query.of = *of;
        rest = &rest[1..];
    }
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        if text(token) == "columns" {
            query.columns = columns(token.span, rest)?;
            break;
        }
        query.conditions.push(condition(token)?);
    }
    if query.columns.is_empty() {
        query.columns = DEFAULT.to_vec();
    }
    Ok(query)
}

fn condition(token: &Token) -> Result<TableCondition, AnnotationError> {
    let words = text(token);
    if let Some(folder) = words.strip_prefix("folder:") {
        let folder = folder.trim_start_matches("./").trim_matches('/');
        if folder.split('/').any(|part| part == "..") {
            return Err(wrong(
                token.span,
                &format!("`{folder}` leaves the repository"),
                "name a folder of it",
            ));
        }
        return Ok(TableCondition::Folder(if folder == "." { String::new() } else { folder.to_owned() }));
    }
    let Some((key, value)) = words.split_once('=') else {
        let known: Vec<&str> =
            KINDS.iter().map(|(word, _)| *word).chain(["columns", "folder:", "risk=", "status="]).collect();
        return Err(unknown(token.span, "part of a table's query", words, &known));
    };
    let (key, not) = key.strip_suffix('!').map_or((key, false), |key| (key, true));
    let values = value.split(',').filter(|value| !value.is_empty());
    match key {
        "status" => {
            let read = |value: &str| {
                // Names are spelled without blanks here: `in-progress`.
                let found = parse_status(value).filter(|reading| !reading.qualified);
                found.map(|reading| reading.status).ok_or_else(|| {
                    let known: Vec<&str> = Status::ALL.iter().map(|status| status.key()).collect();
                    unknown(token.span, "status", value, &known)
                })
            };
            let any = some(token, values.map(read).collect::<Result<_, _>>()?)?;
            Ok(if not { TableCondition::NotStatus(any) } else { TableCondition::Status(any) })
        }
        "risk" => {
            let read = |value: &str| {
                parse_risk(value)
                    .map(|reading| reading.risk)
                    .ok_or_else(|| unknown(token.span, "risk", value, &["low", "medium", "high"]))
            };
            let any = some(token, values.map(read).collect::<Result<_, _>>()?)?;
            Ok(if not { TableCondition::NotRisk(any) } else { TableCondition::Risk(any) })
        }
        _ => Err(unknown(token.span, "condition", key, &["status", "risk", "folder:"])),
    }
}

fn some<T>(token: &Token, values: Vec<T>) -> Result<Vec<T>, AnnotationError> {
    if values.is_empty() {
        let message = format!("nothing behind `{}`", text(token));
        return Err(wrong(token.span, &message, "write the values without blanks: `status=planned,ready`"));
    }
    Ok(values)
}

fn columns(at: Span, tokens: &[Token]) -> Result<Vec<TableColumn>, AnnotationError> {
    let mut found = Vec::new();
    for token in tokens {
        for word in text(token).split(',').filter(|word| !word.is_empty()) {
            let Some(column) = TableColumn::ALL.into_iter().find(|column| column.word() == word) else {
                let known: Vec<&str> = TableColumn::ALL.iter().map(|column| column.word()).collect();
                return Err(unknown(token.span, "column", word, &known));
            };
            if found.contains(&column) {
                return Err(wrong(
                    token.span,
                    &format!("the column `{word}` twice"),
                    "name each column once",
                ));
            }
            found.push(column);
        }
    }
    if found.is_empty() {
        let words: Vec<&str> = TableColumn::ALL.iter().map(|column| column.word()).collect();
        return Err(wrong(at, "no column behind `columns`", &format!("known are {}", list(&words))));
    }
    Ok(found)
}

fn wrong(span: Span, message: &str, hint: &str) -> AnnotationError {
    AnnotationError { span, message: message.to_owned(), hint: Some(hint.to_owned()) }
}

fn text(token: &Token) -> &str {
    match &token.kind {
        TokenKind::Word(text) | TokenKind::Text(text) => text,
        TokenKind::Semicolon => ";",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Form, parse_annotation};

    fn read(text: &str) -> Result<TableQuery, (String, u32)> {
        match parse_annotation(text, 0) {
            Ok(forms) => match forms.into_iter().next().map(|one| one.form) {
                Some(Form::Table(query)) => Ok(query),
                other => panic!("{other:?}"),
            },
            Err(error) => Err((error.message, error.span.start)),
        }
    }

    #[test]
    fn a_query_has_a_kind_conditions_and_columns() {
        assert_eq!(
            read("table status!=done,cancelled folder:docs/plan risk=high columns id, title status,done"),
            Ok(TableQuery {
                of: TableOf::Milestones,
                conditions: vec![
                    TableCondition::NotStatus(vec![Status::Completed, Status::Cancelled]),
                    TableCondition::Folder("docs/plan".into()),
                    TableCondition::Risk(vec![Risk::High]),
                ],
                columns: vec![TableColumn::Id, TableColumn::Title, TableColumn::Status, TableColumn::Done],
            })
        );
        let whole = read("table initiatives folder:.").unwrap();
        assert_eq!((whole.of, whole.columns.as_slice()), (TableOf::Initiatives, &DEFAULT[..]));
        assert_eq!(whole.conditions, [TableCondition::Folder(String::new())]);
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        for (text, message, at) in [
            ("table", "nothing where a query is expected", 5),
            ("table milestnes", "unknown part of a table's query `milestnes`", 6),
            ("table milestones state=done", "unknown condition `state`", 17),
            ("table status=dnoe", "unknown status `dnoe`", 6),
            ("table status= done", "nothing behind `status=`", 6),
            ("table risk=red,hgih", "unknown risk `red`", 6),
            ("table tasks columns", "no column behind `columns`", 12),
            ("table tasks columns id,tilte", "unknown column `tilte`", 20),
            ("table tasks columns id id", "the column `id` twice", 23),
            ("table folder:../x", "`../x` leaves the repository", 6),
        ] {
            assert_eq!(read(text), Err((message.to_owned(), at)), "{text}");
        }
    }
}
