//! Places in a text: byte offsets inside, line and column at the edge.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of byte offsets in a document's source, start ≤ end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`.
    ///
    /// # Panics
    /// When `start > end`: spans come from our own parser, never from input.
    pub const fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "a span starts before it ends");
        Self { start, end }
    }

    /// The empty span at an offset.
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// Its length in bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As indices into the source.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies inside.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether an offset lies inside.
    pub const fn holds(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span `by` bytes further on.
    #[must_use]
    pub const fn shifted(self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// The smallest span over both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text that it covers.
    ///
    /// # Panics
    /// When it is not a span of this source.
    pub fn text(self, source: &str) -> &str {
        &source[self.range()]
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start as u32, range.end as u32)
    }
}

/// A line and a column, both from 1; the column counts Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where each line of a text starts. Lines end with LF, CRLF or a lone CR, as in CommonMark.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads a text once.
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 40 + 1);
        starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts }
    }

    /// How many lines there are (an empty text has one).
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// The offset at which a line (from 1) starts, or `None` past the end.
    pub fn start(&self, line: u32) -> Option<u32> {
        self.starts.get(line.checked_sub(1)? as usize).copied()
    }

    /// Line and column of an offset.
    pub fn position(&self, source: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let end = (offset as usize).min(source.len());
        let column = source.get(start..end).map_or(1, |text| text.chars().count() as u32 + 1);
        Position { line, column }
    }

    /// The span of a line (from 1) without its line end.
    pub fn span(&self, source: &str, line: u32) -> Option<Span> {
        let start = self.start(line)?;
        let end = self.start(line + 1).unwrap_or(source.len() as u32);
        let text = source.get(start as usize..end as usize)?;
        Some(Span::new(start, start + text.trim_end_matches(['\n', '\r']).len() as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_crlf_or_cr() {
        let source = "a\nbc\r\nd\re";
        let index = LineIndex::new(source);
        assert_eq!(index.count(), 4);
        let lines: Vec<_> = (1..=4).map(|line| index.span(source, line).unwrap().text(source)).collect();
        assert_eq!(lines, ["a", "bc", "d", "e"]);
        assert_eq!(index.span(source, 5), None);
    }

    #[test]
    fn columns_count_characters() {
        let source = "x\nü🟢z";
        let index = LineIndex::new(source);
        let z = source.find('z').unwrap() as u32;
        assert_eq!(index.position(source, z), Position { line: 2, column: 3 });
    }

    #[test]
    fn spans_relate() {
        let (a, b) = (Span::new(2, 6), Span::new(4, 6));
        assert!(a.contains(b) && a.overlaps(b) && !b.contains(a));
        assert!(!Span::at(2).overlaps(a));
        assert_eq!(b.to(Span::new(0, 1)), Span::new(0, 6));
    }
}
