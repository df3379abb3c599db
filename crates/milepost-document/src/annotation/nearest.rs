//! "Did you mean": the known word nearest to one that is not.

use super::parser::AnnotationError;
use crate::Span;

/// An error for a word that is none of the known ones, with the nearest of them.
pub(super) fn unknown(span: Span, what: &str, found: &str, known: &[&str]) -> AnnotationError {
    let near = known
        .iter()
        .map(|word| (distance(found, word), word))
        .min()
        .filter(|(far, word)| *far <= 2 && *far < word.len());
    let hint = near
        .map_or_else(|| format!("known are {}", list(known)), |(_, word)| format!("did you mean `{word}`?"));
    AnnotationError { span, message: format!("unknown {what} `{found}`"), hint: Some(hint) }
}

/// Words in back-ticks, joined by commas.
pub(super) fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Edits between two words (Levenshtein, one row at a time); long words count as far.
fn distance(a: &str, b: &str) -> usize {
    if a.len() > 40 {
        return usize::MAX;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
