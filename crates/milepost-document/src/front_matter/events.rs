//! Reading well-formed YAML, by events: nothing is expanded, and every value keeps its place.

use saphyr_parser::{Event, Parser, ScalarStyle as YamlStyle};

use super::model::{Entry, ListStyle, ScalarStyle, Value};
use crate::Span;

/// Entries, and why they must not be edited, if so.
pub(super) struct Mapping {
    pub(super) entries: Vec<Entry>,
    pub(super) read_only: Option<(&'static str, Span)>,
}

/// Why the text is not read as YAML.
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) at: u32,
}

const MAX_EVENTS: usize = 20_000;
const MAX_DEPTH: usize = 16;

/// Reads `content`, which stands at `offset` in `source`.
pub(super) fn read(source: &str, content: Span) -> Result<Mapping, Refused> {
    let text = content.text(source);
    let bytes = ByteOffsets::new(text);
    let place = |span: &saphyr_parser::Span| {
        let start = content.start + bytes.at(span.start.index());
        let end = content.start + bytes.at(span.end.index());
        Span::new(start.min(end), end.max(start))
    };
    let refused = |message: &str, at: u32| Refused { message: message.to_owned(), at };
    let mut mapping = Mapping { entries: Vec::new(), read_only: None };
    let (mut depth, mut documents) = (0_usize, 0_usize);
    let mut key: Option<(String, Span)> = None;
    let mut open: Option<Open> = None;
    for (count, event) in Parser::new_from_str(text).enumerate() {
        let (event, span) = event.map_err(|error| Refused {
            message: error.info().to_owned(),
            at: content.start + bytes.at(error.marker().index()),
        })?;
        let span = place(&span);
        if count > MAX_EVENTS {
            return Err(refused("too many values", span.start));
        }
        let mut lock = |why: &'static str| {
            mapping.read_only.get_or_insert((why, span));
        };
        match event {
            Event::Alias(_) => lock("it holds an alias"),
            Event::Scalar(_, _, anchor, ref tag) if anchor != 0 || tag.is_some() => {
                lock("it holds an anchor or a tag");
            }
            Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag)
                if anchor != 0 || tag.is_some() =>
            {
                lock("it holds an anchor or a tag");
            }
            _ => {}
        }
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(refused("a second document", span.start));
                }
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let sequence = matches!(event, Event::SequenceStart(..));
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(refused("values nested too deeply", span.start));
                }
                if depth == 1 && sequence {
                    return Err(refused("a list where `key: value` lines are expected", span.start));
                }
                if depth == 2 && key.is_none() {
                    return Err(refused("a key that is not a single word", span.start));
                }
                if depth == 2 {
                    open = Some(Open {
                        start: span.start,
                        flow: source[span.start as usize..].starts_with('['),
                        simple: sequence,
                        items: Vec::new(),
                        end: span.start,
                    });
                } else if let Some(open) = &mut open {
                    open.simple = false;
                }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                if let Some(open) = &mut open
                    && !span.is_empty()
                {
                    open.end = open.end.max(span.end);
                }
                if depth == 1 {
                    let (Some(open), Some((name, key_span))) = (open.take(), key.take()) else { continue };
                    let value_span = Span::new(open.start, open.closed_end(source));
                    let style = if open.flow { ListStyle::Flow } else { ListStyle::Block };
                    let value = if open.simple { Value::List(open.items, style) } else { Value::Other };
                    mapping.entries.push(Entry {
                        key: name,
                        key_span,
                        value,
                        value_span,
                        line_span: key_span,
                    });
                }
            }
            Event::Scalar(value, style, ..) => {
                let exact = exact(source, span, &value, style);
                match (depth, key.take()) {
                    (0, _) if value.is_empty() || style == YamlStyle::Plain && &*value == "~" => {}
                    (0, _) => return Err(refused("text where `key: value` lines are expected", span.start)),
                    (1, None) => {
                        let Some(span) = exact else {
                            return Err(refused("a key over several lines", span.start));
                        };
                        key = Some((value.into_owned(), span));
                    }
                    (1, Some((name, key_span))) => {
                        let (value, value_span) =
                            scalar(source, value.into_owned(), style, span, exact, key_span);
                        mapping.entries.push(Entry {
                            key: name,
                            key_span,
                            value,
                            value_span,
                            line_span: key_span,
                        });
                    }
                    (_, kept) => {
                        key = kept;
                        if let Some(open) = &mut open {
                            open.end = open.end.max(span.end);
                            match exact {
                                Some(span) if depth == 2 => open.items.push((value.into_owned(), span)),
                                _ => open.simple = false,
                            }
                        }
                    }
                }
            }
            Event::Alias(_) => {
                if depth == 1 {
                    let Some((name, key_span)) = key.take() else {
                        return Err(refused("an alias as a key", span.start));
                    };
                    mapping.entries.push(Entry {
                        key: name,
                        key_span,
                        value: Value::Other,
                        value_span: span,
                        line_span: key_span,
                    });
                } else if let Some(open) = &mut open {
                    open.simple = false;
                    open.end = open.end.max(span.end);
                }
            }
            _ => {}
        }
    }
    for (index, entry) in mapping.entries.iter().enumerate() {
        if mapping.entries[..index].iter().any(|earlier| earlier.key == entry.key) {
            mapping.read_only.get_or_insert(("a key stands twice", entry.key_span));
        }
    }
    Ok(mapping)
}

struct Open {
    start: u32,
    end: u32,
    flow: bool,
    simple: bool,
    items: Vec<(String, Span)>,
}

impl Open {
    /// Where the value ends. The end event of a flow list may reach over the comment behind it.
    fn closed_end(&self, source: &str) -> u32 {
        let end = self.end.max(self.start);
        if !self.flow || !self.simple {
            return end;
        }
        let from = self.items.last().map_or(self.start + 1, |(_, span)| span.end).min(end);
        let mut comment = false;
        for (at, c) in source[from as usize..end as usize].char_indices() {
            match c {
                '#' => comment = true,
                '\n' | '\r' => comment = false,
                ']' if !comment => return from + at as u32 + 1,
                _ => {}
            }
        }
        end
    }
}

/// The bytes of a scalar when they are exactly its text or its quoted text on one line. The event of a quoted scalar
/// may reach over the comment behind it, so its end is found again.
fn exact(source: &str, span: Span, value: &str, style: YamlStyle) -> Option<Span> {
    let raw = source.get(span.range())?;
    let length = match style {
        YamlStyle::Plain => Some(raw.trim_end().len()).filter(|length| raw[..*length] == *value),
        YamlStyle::SingleQuoted => closing(raw, '\''),
        YamlStyle::DoubleQuoted => closing(raw, '"'),
        YamlStyle::Literal | YamlStyle::Folded => None,
    }?;
    (length > 0 && !raw[..length].contains(['\n', '\r']))
        .then(|| Span::new(span.start, span.start + length as u32))
}

/// The length of the quoted text at the start.
fn closing(raw: &str, quote: char) -> Option<usize> {
    let mut chars = raw.char_indices().peekable();
    chars.next().filter(|(_, first)| *first == quote)?;
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '"' || chars.peek().is_none_or(|(_, next)| *next != '\'') {
                return Some(at + 1);
            }
            chars.next();
        }
    }
    None
}

fn scalar(
    source: &str,
    text: String,
    style: YamlStyle,
    span: Span,
    exact: Option<Span>,
    key: Span,
) -> (Value, Span) {
    let colon = source[key.end as usize..].find(':').map_or(key.end, |at| key.end + at as u32 + 1);
    let style = match style {
        YamlStyle::Plain => ScalarStyle::Plain,
        YamlStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        YamlStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        YamlStyle::Literal => ScalarStyle::Literal,
        YamlStyle::Folded => ScalarStyle::Folded,
    };
    match (exact, style) {
        (Some(span), ScalarStyle::Plain) if matches!(text.as_str(), "~" | "null" | "Null" | "NULL") => {
            (Value::Null, span)
        }
        (Some(span), style) => (Value::Scalar { text, style }, span),
        (None, ScalarStyle::Plain) if span.is_empty() || matches!(text.as_str(), "" | "~") => {
            (Value::Null, Span::at(colon))
        }
        (None, ScalarStyle::Literal | ScalarStyle::Folded) => {
            let end = span.start + span.text(source).trim_end().len() as u32;
            (Value::Scalar { text, style }, Span::new(span.start, end))
        }
        (None, _) => {
            let end = span.start + span.text(source).trim_end().len() as u32;
            (Value::Other, Span::new(span.start, end))
        }
    }
}

/// From character offsets to byte offsets.
struct ByteOffsets {
    offsets: Option<Vec<u32>>,
    length: u32,
}

impl ByteOffsets {
    fn new(text: &str) -> Self {
        let offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at as u32).collect());
        Self { offsets, length: text.len() as u32 }
    }

    fn at(&self, index: usize) -> u32 {
        match &self.offsets {
            Some(offsets) => offsets.get(index).copied().unwrap_or(self.length),
            None => (index as u32).min(self.length),
        }
    }
}
