//! Values that follow from the rows of the same document.

use milepost_document::{
    EditSet,
    vocabulary::{LabelKey, parse_status},
};
use milepost_portfolio::{
    portfolio_of,
    rollup::{Scope, rollup_edits},
};

/// The text with the overall progress and the names of milestones that its rows make. The milestones themselves are not asked: while Git merges,
/// they are on no side.
pub(super) fn follow(path: &str, text: &str) -> String {
    let alone = portfolio_of(&[(path, text)]);
    let Some(loaded) = alone.documents.first() else { return text.to_owned() };
    let document = loaded.document();
    let mut texts: Vec<(String, String)> = vec![(path.to_owned(), text.to_owned())];
    for row in document.tables.iter().flat_map(|table| &table.rows) {
        let link = document.links.iter().find(|link| row.span.contains(link.span));
        let status = row
            .cells
            .iter()
            .skip(1)
            .map(|cell| document.text(*cell))
            .find(|cell| parse_status(cell).is_some());
        let (Some(link), Some(status)) = (link, status) else { continue };
        let target = document.text(link.target).split('#').next().unwrap_or_default();
        let Some(place) = milepost_portfolio::path::resolve(loaded.folder(), target) else { continue };
        if milepost_portfolio::path::is_markdown(&place) && texts.iter().all(|(known, _)| *known != place) {
            texts.push((place, format!("# {}\n\n**Status**: {status}\n", document.text(link.text))));
        }
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let rollup = rollup_edits(&portfolio_of(&texts), Scope::WHOLE);
    let is_progress = |span| {
        let follows = [LabelKey::OverallProgress, LabelKey::ActiveMilestone, LabelKey::Blockers];
        document
            .fields
            .iter()
            .any(|field| field.kind.is_some_and(|kind| follows.contains(&kind)) && field.value.contains(span))
    };
    let edits = rollup
        .files
        .into_iter()
        .filter(|file| file.path == path)
        .flat_map(|file| file.edits.edits().to_vec());
    let edits = EditSet::new(edits.filter(|edit| is_progress(edit.span)).collect());
    edits.ok().and_then(|edits| edits.apply(text).ok()).unwrap_or_else(|| text.to_owned())
}
