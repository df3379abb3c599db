//! Changing a front matter by splices.

use super::block::Lines;
use super::model::{Entry, FrontMatter, ListStyle, ScalarStyle, Value};
use super::quote::spell;
use super::read::read;
use crate::{Edit, EditError, EditSet, Span};

/// Why a front matter was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontMatterError {
    /// It cannot be edited safely.
    #[error("the front matter cannot be changed: {0}")]
    ReadOnly(&'static str),
    /// The key is not there.
    #[error("the front matter has no `{0}`")]
    NoSuchKey(String),
    /// The key is there already.
    #[error("the front matter already has `{0}`")]
    KeyExists(String),
    /// The list does not hold the value.
    #[error("`{key}` does not list `{value}`")]
    NoSuchItem {
        /// The key.
        key: String,
        /// The value that was looked for.
        value: String,
    },
    /// The value has another shape than the change needs.
    #[error("`{key}` is not {expected}")]
    WrongShape {
        /// The key.
        key: String,
        /// What it would have to be.
        expected: &'static str,
    },
    /// The key would not be read back as one.
    #[error("`{0}` is not a key; keys hold letters, digits, `-` and `_`")]
    BadKey(String),
    /// Reading the result shows another change than the one that was meant.
    #[error("`{0}` cannot be changed without changing something else")]
    Guard(String),
    /// The change does not fit the text.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl FrontMatter {
    /// Sets a single value; its quotes and the comment behind it stay.
    ///
    /// # Errors
    /// When the key is missing or holds no single value on one line.
    pub fn set_scalar(&self, source: &str, key: &str, value: &str) -> Result<EditSet, FrontMatterError> {
        let entry = self.editable(key)?;
        let edit = match &entry.value {
            Value::Scalar { text, .. } if text == value => return Ok(EditSet::default()),
            Value::Scalar {
                style: style @ (ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted),
                ..
            } => Edit::replace(entry.value_span, spell(value, *style, false)),
            Value::Null => {
                let space = if entry.value_span.is_empty() { " " } else { "" };
                Edit::replace(entry.value_span, format!("{space}{}", spell(value, ScalarStyle::Plain, false)))
            }
            _ => return Err(wrong(key, "a single value on one line")),
        };
        self.guarded(
            source,
            vec![edit],
            key,
            |new| matches!(new, Some(Value::Scalar { text, .. }) if text == value),
        )
    }

    /// Adds a value at the end of a list.
    ///
    /// # Errors
    /// When the key is missing or holds no list of single values.
    pub fn push(&self, source: &str, key: &str, value: &str) -> Result<EditSet, FrontMatterError> {
        let entry = self.editable(key)?;
        let edit = match &entry.value {
            Value::Null => {
                let text = format!("[{}]", spell(value, ScalarStyle::Plain, true));
                let space = if entry.value_span.is_empty() { " " } else { "" };
                Edit::replace(entry.value_span, format!("{space}{text}"))
            }
            Value::List(items, ListStyle::Flow) => match items.last() {
                Some((_, last)) => Edit::insert(
                    last.end,
                    format!(", {}", spell(value, ScalarStyle::of(last.text(source)), true)),
                ),
                None => Edit::insert(entry.value_span.start + 1, spell(value, ScalarStyle::Plain, true)),
            },
            Value::List(items, ListStyle::Block) => {
                let (_, last) = items.last().ok_or_else(|| wrong(key, "a list of single values"))?;
                let (line, dash) =
                    block_item(source, *last).ok_or_else(|| wrong(key, "a list with one item a line"))?;
                let text = &source[line.start as usize..];
                let ending = text
                    .find(['\n', '\r'])
                    .map_or("\n", |at| if text[at..].starts_with("\r\n") { "\r\n" } else { &text[at..=at] });
                let end = line.start + line.text(source).trim_end_matches(['\n', '\r']).len() as u32;
                Edit::insert(
                    end,
                    format!("{ending}{dash}{}", spell(value, ScalarStyle::of(last.text(source)), false)),
                )
            }
            _ => return Err(wrong(key, "a list of single values")),
        };
        let mut expected: Vec<String> = items_of(&entry.value);
        expected.push(value.to_owned());
        self.guarded(source, vec![edit], key, |new| new.is_some_and(|new| items_of(new) == expected))
    }

    /// Takes a value out of a list: its line, or its place between commas.
    ///
    /// # Errors
    /// When the key is missing, holds no list, or the list does not hold the value.
    pub fn remove(&self, source: &str, key: &str, value: &str) -> Result<EditSet, FrontMatterError> {
        let entry = self.editable(key)?;
        let Value::List(items, style) = &entry.value else {
            return Err(wrong(key, "a list of single values"));
        };
        let index = items
            .iter()
            .position(|(text, _)| text == value)
            .ok_or_else(|| FrontMatterError::NoSuchItem { key: key.to_owned(), value: value.to_owned() })?;
        let span = items[index].1;
        let edits = match style {
            ListStyle::Flow => {
                let span = match (items.get(index + 1), index.checked_sub(1).map(|before| &items[before])) {
                    (Some((_, next)), _) => Span::new(span.start, next.start),
                    (None, Some((_, before))) => Span::new(before.end, span.end),
                    (None, None) => span,
                };
                vec![Edit::remove(span)]
            }
            ListStyle::Block => {
                let (line, _) =
                    block_item(source, span).ok_or_else(|| wrong(key, "a list with one item a line"))?;
                let mut edits = vec![Edit::remove(line)];
                if items.len() == 1 {
                    let colon = source[entry.key_span.end as usize..].find(':').map_or(0, |at| at as u32 + 1);
                    edits.push(Edit::insert(entry.key_span.end + colon, " []"));
                }
                edits
            }
        };
        let mut expected = items_of(&entry.value);
        expected.remove(index);
        self.guarded(source, edits, key, |new| {
            new.is_some_and(|new| items_of(new) == expected && matches!(new, Value::List(..)))
        })
    }

    /// Adds a key with a single value below the last one.
    ///
    /// # Errors
    /// When the key exists or is not a plain word.
    pub fn add_key(&self, source: &str, key: &str, value: &str) -> Result<EditSet, FrontMatterError> {
        self.writable()?;
        if self.get(key).is_some() {
            return Err(FrontMatterError::KeyExists(key.to_owned()));
        }
        if key.is_empty()
            || !key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            || key.starts_with('-')
        {
            return Err(FrontMatterError::BadKey(key.to_owned()));
        }
        let at = self.entries.last().map_or(self.content.end, |entry| entry.line_span.end);
        let fence = &source[self.span.start as usize..];
        let ending = fence
            .find(['\n', '\r'])
            .map_or("\n", |at| if fence[at..].starts_with("\r\n") { "\r\n" } else { &fence[at..=at] });
        let edit = Edit::insert(at, format!("{key}: {}{ending}", spell(value, ScalarStyle::Plain, false)));
        self.guarded(
            source,
            vec![edit],
            key,
            |new| matches!(new, Some(Value::Scalar { text, .. }) if text == value),
        )
    }

    /// Removes a key with its lines and the comment lines directly above it.
    ///
    /// # Errors
    /// When the key is missing.
    pub fn remove_key(&self, source: &str, key: &str) -> Result<EditSet, FrontMatterError> {
        let entry = self.editable(key)?;
        let mut start = entry.line_span.start;
        let above = Lines { source: &source[..start as usize], at: self.content.start as usize };
        let above: Vec<_> = above.collect();
        for (at, line) in above.into_iter().rev() {
            if !line.trim_start().starts_with('#')
                || self.entries.iter().any(|e| e.line_span.holds(at as u32))
            {
                break;
            }
            start = at as u32;
        }
        let edit = Edit::remove(Span::new(start, entry.line_span.end));
        self.guarded(source, vec![edit], key, |new| new.is_none())
    }

    fn writable(&self) -> Result<(), FrontMatterError> {
        self.read_only.map_or(Ok(()), |why| Err(FrontMatterError::ReadOnly(why)))
    }

    fn editable(&self, key: &str) -> Result<&Entry, FrontMatterError> {
        self.writable()?;
        self.get(key).ok_or_else(|| FrontMatterError::NoSuchKey(key.to_owned()))
    }

    /// Reads the result: the key must have become what was meant, and every other key stayed what it was.
    fn guarded(
        &self,
        source: &str,
        edits: Vec<Edit>,
        key: &str,
        meant: impl Fn(Option<&Value>) -> bool,
    ) -> Result<EditSet, FrontMatterError> {
        let set = EditSet::new(edits)?;
        let refused = || FrontMatterError::Guard(key.to_owned());
        let (after, _) = read(&set.apply(source)?);
        let after = after.ok_or_else(refused)?;
        let others = |front: &Self| -> Vec<(String, Shape)> {
            front
                .entries
                .iter()
                .filter(|entry| entry.key != key)
                .map(|entry| (entry.key.clone(), Shape::of(&entry.value)))
                .collect()
        };
        let body = |text: &str, front: &Self| text.len() - front.span.end as usize;
        let same_body = body(&set.apply(source)?, &after) == body(source, self);
        let sane = after.read_only.is_none() && after.problems.len() <= self.problems.len();
        if same_body
            && sane
            && others(self) == others(&after)
            && meant(after.get(key).map(|entry| &entry.value))
        {
            Ok(set)
        } else {
            Err(refused())
        }
    }
}

/// A value without its places.
#[derive(PartialEq)]
enum Shape {
    Null,
    Other,
    Scalar(String),
    List(Vec<String>),
}

impl Shape {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Other => Self::Other,
            Value::Scalar { text, .. } => Self::Scalar(text.clone()),
            Value::List(..) => Self::List(items_of(value)),
        }
    }
}

fn items_of(value: &Value) -> Vec<String> {
    match value {
        Value::List(items, _) => items.iter().map(|(text, _)| text.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The line of a block list's item, line end included, and what stands before the item in it.
fn block_item(source: &str, item: Span) -> Option<(Span, &str)> {
    let start = source[..item.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let mut rest = Lines { source, at: item.end as usize };
    rest.next();
    let dash = &source[start..item.start as usize];
    (dash.trim() == "-" && dash.ends_with(' ')).then(|| (Span::from(start..rest.at), dash))
}

fn wrong(key: &str, expected: &'static str) -> FrontMatterError {
    FrontMatterError::WrongShape { key: key.to_owned(), expected }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
