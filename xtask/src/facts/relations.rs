//! What a document says of others: what comes first, what waits, what is mentioned, links and files.

use milepost_document::{
    LinkKind, Span,
    front_matter::Value as FrontValue,
    view::{self, PlannedUse, ReferenceTarget},
};
use milepost_portfolio::{BrokenLinkKind, Dependency, Relation, Target, broken_links, dependencies, path};
use serde_json::{Value, json};

use super::About;

/// Dependencies either way, mentions, links, and the files that are going to change.
pub(super) fn read(about: &About) -> Value {
    let found = dependencies(about.portfolio, about.index);
    let of = |relation: Relation| {
        let mut named: Vec<Value> = Vec::new();
        for dependency in found.iter().filter(|dependency| dependency.relation == relation) {
            let name = named_by(about, dependency, &found);
            if named.iter().all(|known| known["ref"] != name) {
                named.push(json!({ "ref": name, "line": about.line(dependency.span) }));
            }
        }
        named
    };
    json!({
        "dependencies": of(Relation::DependsOn),
        "reverse_dependencies": of(Relation::Blocks),
        "mentioned_only": mentions(about, &found),
        "links": links(about),
        "broken_links": links(about).into_iter().filter(|link| link["resolves"] == false).collect::<Vec<_>>(),
        "fm_related": related(about),
        "files_to_change": files(about),
    })
}

/// The words that name a milestone; of those that a range or "all" names together, the number of each.
fn named_by(about: &About, dependency: &Dependency, all: &[Dependency]) -> String {
    let together = all.iter().filter(|other| other.span == dependency.span).count() > 1;
    match &dependency.target {
        Target::Resolved(index) if together => {
            let identity = &about.portfolio.documents[*index].identity;
            identity.number.as_ref().map_or_else(|| identity.name.clone(), |number| format!("M{number}"))
        }
        _ => about.text(dependency.span).trim_matches('"').to_owned(),
    }
}

fn mentions(about: &About, dependencies: &[Dependency]) -> Vec<Value> {
    let document = about.loaded().document();
    view::references(document, document.sections[0].body)
        .into_iter()
        .filter(|reference| matches!(reference.target, ReferenceTarget::Number { .. }))
        .filter(|reference| document.title.as_ref().is_none_or(|title| !title.span.overlaps(reference.span)))
        .filter(|reference| dependencies.iter().all(|known| !known.span.overlaps(reference.span)))
        .map(|reference| json!({ "ref": about.text(reference.span), "line": about.line(reference.span) }))
        .collect()
}

/// Every link to a file of the repository, and whether it leads anywhere.
fn links(about: &About) -> Vec<Value> {
    let broken = broken_links(about.portfolio, about.index, &|_| false);
    let is_broken = |target: Span| {
        broken.iter().any(|link| link.span == target && link.kind != BrokenLinkKind::MissingAnchor)
    };
    let document = about.loaded().document();
    let own = document.links.iter().filter(|link| link.kind != LinkKind::Auto);
    own.filter(|link| !about.text(link.target).contains("://"))
        .map(|link| {
            json!({
                "line": about.line(link.span),
                "url": about.text(link.target),
                "resolves": !is_broken(link.target),
            })
        })
        .collect()
}

/// The paths under `related` of the front matter, with the folder from which each is found.
fn related(about: &About) -> Vec<Value> {
    let entries = about.loaded().document().front_matter.iter().flat_map(|front| &front.entries);
    let lists = entries.filter(|entry| entry.key == "related").filter_map(|entry| match &entry.value {
        FrontValue::List(items, _) => Some(items),
        _ => None,
    });
    let is_there = |base: &str, file: &str| {
        path::resolve(base, file).is_some_and(|path| about.portfolio.has_file(&path))
    };
    lists
        .flatten()
        .map(|(file, _)| {
            let beside = is_there(about.loaded().folder(), file);
            let base = if beside { "document" } else { "repository root" };
            json!({ "path": file, "resolves": beside || is_there("", file), "base": base })
        })
        .collect()
}

fn files(about: &About) -> Vec<Value> {
    view::planned_files(about.loaded().document())
        .into_iter()
        .map(|file| {
            let name = about.text(file.path);
            json!({
                "path": name,
                "line": about.line(file.path),
                "action": if file.planned == PlannedUse::Create { "new" } else { "modify" },
                "exists": about.portfolio.has_file(name) || about.portfolio.has_folder(name),
            })
        })
        .collect()
}
