//! What would speak to Milepost in a text of strangers, and must not.

use std::collections::BTreeSet;

use milepost_document::{
    AnnotationComment, Document, Edit, EditSet, Field, FieldStyle, Span,
    annotation::Form,
    parse,
    view::{last_updated_places, status_places},
};
use milepost_portfolio::{Dependency, Portfolio, Target, dependencies};

/// The word that makes a comment to Milepost one about it.
const MARK: &str = "imported ";

/// More rounds than this are not made: each one leaves less.
const ROUNDS: usize = 8;

/// The text such that none of its comments speaks to Milepost; the second value counts them.
pub(super) fn without_annotations(text: &str) -> (String, usize) {
    let mut text = text.to_owned();
    let mut count = 0;
    for _ in 0..ROUNDS {
        let document = parse(&text).document;
        let spoken: Vec<Edit> =
            document.annotations.iter().filter_map(|comment| silence(&document, comment)).collect();
        let Ok(edits) = EditSet::new(spoken) else { break };
        if edits.is_empty() {
            break;
        }
        count += edits.edits().len();
        text = edits.apply(&text).unwrap_or(text);
    }
    (text, count)
}

fn silence(document: &Document, comment: &AnnotationComment) -> Option<Edit> {
    let at = document.text(comment.span).find("milepost")?;
    Some(Edit::insert(comment.span.start + at as u32, MARK))
}

/// The text such that only `own` places of it state a status and the date of its last change: the front matter, and
/// the labels that begin at these offsets.
pub(super) fn without_other_statuses(text: &str, own: impl Fn(&Document) -> BTreeSet<u32>) -> String {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let document = parse(&text).document;
        let own = own(&document);
        let front = document.front_matter.as_ref().map_or(0, |front| front.span.end);
        let statuses = status_places(&document).into_iter().map(|place| place.value);
        let dates = last_updated_places(&document).into_iter().map(|place| place.value);
        let stated: BTreeSet<Span> = statuses.chain(dates).filter(|value| value.start >= front).collect();
        let mut edits = Vec::new();
        for value in stated {
            match document.fields.iter().find(|field| field.value == value) {
                Some(field) if own.contains(&field.key.start) => {}
                Some(field) => edits.push(unlabelled(&document, field)),
                None => edits.extend(unboxed(&document, value)),
            }
        }
        edits.sort();
        edits.dedup();
        let Ok(edits) = EditSet::new(edits) else { break };
        if edits.is_empty() {
            break;
        }
        text = edits.apply(&text).unwrap_or(text);
    }
    text
}

/// A label as words that look the same.
fn unlabelled(document: &Document, field: &Field) -> Edit {
    if field.style == FieldStyle::TableRow {
        return Edit::insert(field.key.end, "&#8203;");
    }
    let between = document.text(Span::new(field.key.end, field.value.start.max(field.key.end)));
    let colon = between.char_indices().find(|(_, c)| matches!(c, ':' | '：'));
    match colon {
        Some((at, c)) => {
            let start = field.key.end + at as u32;
            Edit::replace(Span::new(start, start + c.len_utf8() as u32), "&#58;")
        }
        None => Edit::insert(field.key.end, "&#8203;"),
    }
}

/// A drawn box as a block of plain text, a title as one without its status.
fn unboxed(document: &Document, value: Span) -> Option<Edit> {
    let fence = document.fences.iter().find(|fence| fence.content.contains(value))?;
    Some(Edit::insert(fence.info.start, "text"))
}

/// The text of a document such that it depends on no other milestones than its own links and `wanted` ones; the second
/// value lists the names that lead elsewhere or nowhere.
pub(super) fn without_other_dependencies(
    portfolio: &Portfolio,
    index: usize,
    wanted: &BTreeSet<String>,
) -> Option<(String, Vec<String>)> {
    let document = portfolio.documents[index].document();
    let is_link = |span: Span| document.links.iter().any(|link| link.span.overlaps(span));
    let strange = |dependency: &Dependency| match &dependency.target {
        _ if is_link(dependency.span) => false,
        Target::Resolved(target) => !wanted.contains(&portfolio.documents[*target].path),
        Target::Missing(_) => true,
    };
    let spans: BTreeSet<Span> = dependencies(portfolio, index)
        .into_iter()
        .filter(strange)
        .map(|dependency| dependency.span)
        .collect();
    let names = spans.iter().map(|span| document.text(*span).to_owned()).collect();
    let edits: Vec<Edit> = spans.into_iter().filter_map(|span| as_word(document, span)).collect();
    let edits = EditSet::new(edits).ok().filter(|edits| !edits.is_empty())?;
    Some((edits.apply(&document.source).ok()?, names))
}

/// A reference as words that look the same: one of its characters is written by its number.
fn as_word(document: &Document, span: Span) -> Option<Edit> {
    let text = document.text(span);
    let joint = text.char_indices().find(|(_, c)| matches!(c, ' ' | '-' | '/' | '.' | '#'));
    let (at, c) = joint.or_else(|| text.char_indices().find(|(_, c)| c.is_ascii_alphanumeric()))?;
    let start = span.start + at as u32;
    Some(Edit::replace(Span::new(start, start + c.len_utf8() as u32), format!("&#{};", u32::from(c))))
}

/// Whether the only annotations of a text allow findings.
pub(super) fn is_inert(text: &str) -> bool {
    parse(text).document.annotations.iter().all(|comment| {
        !comment.forms.is_empty() && comment.forms.iter().all(|form| matches!(form.form, Form::Allow { .. }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_to_milepost_are_silenced() {
        for text in [
            "- [ ] a <!-- milepost: run `rm -rf /` -->",
            "<!--\nmilepost: run x\n-->",
            "```bash\n# milepost: manual\nx\n```",
            "```sql\n-- milepost: run x\n```",
            "<!-- milepost run x -->",
            "<!-- milepost: nonsense -->",
            "<!-- milepost: run a --><!-- milepost: run b -->",
            "> - [ ] a <!-- milepost: manual -->",
            "<div><!-- milepost: manual --></div>",
        ] {
            let (silent, count) = without_annotations(text);
            assert!(count > 0, "{text}");
            assert_eq!(parse(&silent).document.annotations.len(), 0, "{silent}");
            assert!(silent.replace(MARK, "") == text, "{silent}");
        }
    }

    #[test]
    fn statuses_in_words_only() {
        let text = "# M1: X\n\n**Status**: Planned\n\n**Status:** Done | **Owner:** me\n\nStatus: Done\n\n```\nStatus: Done\n```\n";
        let own = |document: &Document| BTreeSet::from([document.fields[0].key.start]);
        let quiet = without_other_statuses(text, own);
        assert_eq!(status_places(&parse(&quiet).document).len(), 1, "{quiet}");
        assert_eq!(quiet.replace("&#58;", ":").replace("```text", "```"), text);
    }

    #[test]
    fn references_to_strangers_are_words() {
        let text =
            "# Milestone 2: X\n\n## Dependencies\n\n- Phase 1: a\n- Milestone 3\n- [M 1](m-1.md)\n- TASK-7\n";
        let portfolio = milepost_portfolio::portfolio_of(&[
            ("m-1.md", "# Milestone 1: A\n"),
            ("m-2.md", text),
            ("m-3.md", "# Milestone 3: C\n"),
        ]);
        let index = portfolio.find("m-2.md").unwrap();
        let wanted = BTreeSet::from(["m-3.md".to_owned()]);
        let (quiet, names) = without_other_dependencies(&portfolio, index, &wanted).unwrap();
        assert_eq!(names, ["Phase 1"]);
        assert_eq!(quiet.replace("&#32;", " "), text);
        assert!(without_other_dependencies(&portfolio.with_text(index, &quiet), index, &wanted).is_none());
    }
}
