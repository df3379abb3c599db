//! Changes to a text: sorted, disjoint splices. The only way in which Milepost produces document text.

use serde::{Deserialize, Serialize};

use crate::Span;

/// One splice: the bytes of `span` become `text`. An empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces a span.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts at an offset.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }

    /// Removes a span.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Why a set of edits could not be made or applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Two edits touch the same bytes.
    #[error("two changes overlap at bytes {}..{} and {}..{}", .0.start, .0.end, .1.start, .1.end)]
    Overlap(Span, Span),
    /// An edit lies outside of the text or inside a character.
    #[error("a change at bytes {}..{} does not fit a text of {length} bytes", .span.start, .span.end)]
    OutOfBounds {
        /// Where the edit points.
        span: Span,
        /// The length of the text.
        length: usize,
    },
}

/// Sorted, disjoint edits of one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditSet {
    edits: Vec<Edit>,
}

impl EditSet {
    /// Sorts edits; equal ones are kept once.
    ///
    /// # Errors
    /// [`EditError::Overlap`] when two different edits share bytes or insert at the same place.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, EditError> {
        edits.sort();
        edits.dedup();
        for pair in edits.windows(2) {
            let (a, b) = (pair[0].span, pair[1].span);
            if a.overlaps(b) || a == b || (a.is_empty() && a.start == b.start) {
                return Err(EditError::Overlap(a, b));
            }
        }
        Ok(Self { edits })
    }

    /// The edits in order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Adds another set.
    ///
    /// # Errors
    /// As [`EditSet::new`].
    pub fn merged(self, other: Self) -> Result<Self, EditError> {
        Self::new([self.edits, other.edits].concat())
    }

    /// The text after the edits. Bytes outside of their spans are unchanged.
    ///
    /// # Errors
    /// [`EditError::OutOfBounds`] when an edit does not fit this text.
    pub fn apply(&self, source: &str) -> Result<String, EditError> {
        let added: usize = self.edits.iter().map(|edit| edit.text.len()).sum();
        let mut out = String::with_capacity(source.len() + added);
        let mut at = 0;
        for edit in &self.edits {
            let (Some(kept), true) =
                (source.get(at..edit.span.start as usize), source.is_char_boundary(edit.span.end as usize))
            else {
                return Err(EditError::OutOfBounds { span: edit.span, length: source.len() });
            };
            out.push_str(kept);
            out.push_str(&edit.text);
            at = edit.span.end as usize;
        }
        out.push_str(&source[at..]);
        Ok(out)
    }
}

impl FromIterator<Edit> for Result<EditSet, EditError> {
    fn from_iter<I: IntoIterator<Item = Edit>>(edits: I) -> Self {
        EditSet::new(edits.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splices_leave_the_rest_alone() {
        let set = EditSet::new(vec![
            Edit::insert(6, "!"),
            Edit::replace(Span::new(0, 1), "J"),
            Edit::remove(Span::new(4, 5)),
        ])
        .unwrap();
        assert_eq!(
            set.apply("hello\u{a0}").unwrap_err(),
            EditError::OutOfBounds { span: Span::at(6), length: 7 }
        );
        assert_eq!(set.apply("hello?").unwrap(), "Jell?!");
    }

    #[test]
    fn overlaps_are_refused() {
        let overlap = |a, b| EditSet::new(vec![a, b]).is_err();
        assert!(overlap(Edit::remove(Span::new(0, 3)), Edit::remove(Span::new(2, 4))));
        assert!(overlap(Edit::insert(2, "a"), Edit::insert(2, "b")));
        assert!(!overlap(Edit::remove(Span::new(0, 2)), Edit::insert(2, "b")));
        assert!(!overlap(Edit::insert(2, "a"), Edit::insert(2, "a")));
    }

    #[test]
    fn out_of_bounds_is_an_error() {
        let set = EditSet::new(vec![Edit::insert(9, "x")]).unwrap();
        assert!(set.apply("short").is_err());
    }
}
