//! What an import would write.

use std::collections::{BTreeMap, BTreeSet};

use milepost_document::{
    front_matter::Value,
    vocabulary::{FrontKey, Status, classify_front_key},
};
use milepost_portfolio::{LoadedDocument, path};

use super::{
    Already, Import, Imported, Origin,
    clean::{escaped, line},
    draft::{Around, Draft, Known},
    origin::{Found, read},
    place::{Place, places},
    render::title,
    settle::settle,
    skeleton::Skeleton,
    tree::Tree,
    unit::Unit,
};
use crate::{EngineError, ErrorKind, Result, Workspace};

/// What an import would write, and what it leaves alone. Nothing is written. `folder` is where the new documents go, from
/// the project's root: the first one of the configuration when absent, else `docs/milestones`.
///
/// # Errors
/// When what is imported cannot be read or holds no work, or when a file is in the place of a new document.
pub fn plan(workspace: &Workspace, origin: &Origin, folder: Option<&str>) -> Result<Import> {
    let configured = workspace.config.documents.folders.first().map(String::as_str);
    let wanted = folder.or(configured).unwrap_or("docs/milestones");
    let folder = path::resolve("", wanted).filter(|_| !wanted.starts_with('/')).ok_or_else(|| {
        EngineError::usage(format!("`{wanted}` leads out of the project"))
            .hint("name a folder below the project's root")
    })?;
    let Found { sources, units, left, tree } = read(workspace, origin)?;
    let earlier = earlier(workspace);
    let (known, units): (Vec<Unit>, Vec<Unit>) =
        units.into_iter().partition(|unit| earlier.contains_key(&line(&unit.key)));
    let already = known
        .iter()
        .map(|unit| Already { from: unit.key.clone(), path: earlier[&line(&unit.key)].path.clone() })
        .collect();
    let places = places(workspace, &folder, &units);
    free(workspace, &units, &places)?;
    let mut drafts: Vec<Draft> = units
        .into_iter()
        .zip(places)
        .map(|(mut unit, place)| Draft {
            status: unit.status,
            notes: std::mem::take(&mut unit.notes),
            related: BTreeSet::new(),
            text: String::new(),
            unit,
            place,
        })
        .collect();
    let around = around(workspace, tree.as_ref(), &folder, &drafts, earlier);
    for draft in &mut drafts {
        let keys = draft
            .unit
            .needs
            .iter()
            .chain(&draft.unit.needed_by)
            .chain(around.children.get(&draft.unit.key).into_iter().flatten());
        draft.related =
            keys.filter_map(|key| around.by_key.get(key)).map(|known| known.path.clone()).collect();
    }
    settle(workspace, &mut drafts, &around)?;
    let imported = drafts.into_iter().map(imported).collect();
    Ok(Import { sources, imported, already, left })
}

fn imported(draft: Draft) -> Imported {
    Imported {
        path: draft.place.path,
        from: draft.unit.key,
        number: draft.place.number,
        name: line(&draft.unit.name),
        status: draft.status,
        status_there: draft.unit.status_there.map(|status| line(&status)),
        notes: draft.notes,
        text: draft.text,
    }
}

/// The documents that earlier imports have written, by key.
fn earlier(workspace: &Workspace) -> BTreeMap<String, Known> {
    let mut found = BTreeMap::new();
    for loaded in &workspace.portfolio.documents {
        if let Some(key) = imported_from(loaded) {
            let document = loaded.document();
            let title =
                document.title.as_ref().map_or(loaded.path.as_str(), |title| document.text(title.span));
            let known = Known {
                path: loaded.path.clone(),
                title: title.replace(['[', ']'], ""),
                is_done: loaded.status() == Some(Status::Completed),
            };
            found.entry(key).or_insert(known);
        }
    }
    found
}

fn imported_from(loaded: &LoadedDocument) -> Option<String> {
    let entries = loaded.document().front_matter.iter().flat_map(|front| &front.entries);
    let mut own = entries.filter(|entry| classify_front_key(&entry.key) == Some(FrontKey::ImportedFrom));
    own.find_map(|entry| match &entry.value {
        Value::Scalar { text, .. } => Some(text.clone()),
        _ => None,
    })
}

/// Nothing is overwritten, whatever it is.
fn free(workspace: &Workspace, units: &[Unit], places: &[Place]) -> Result<()> {
    let there = |place: &Place| workspace.system.symlink_metadata(&workspace.root.join(&place.path)).is_ok();
    let reasons: Vec<String> = units
        .iter()
        .zip(places)
        .filter(|(_, place)| there(place))
        .map(|(unit, place)| {
            format!("`{}` is there already, and `{}` would become it", place.path, line(&unit.key))
        })
        .collect();
    if reasons.is_empty() {
        return Ok(());
    }
    let error = EngineError::new(ErrorKind::Usage, "nothing was imported: a file is in the way");
    Err(EngineError { reasons, ..error }.hint("name another folder with `--into`"))
}

fn around<'a>(
    workspace: &Workspace,
    tree: Option<&'a Tree>,
    folder: &'a str,
    drafts: &[Draft],
    earlier: BTreeMap<String, Known>,
) -> Around<'a> {
    let mut by_key = earlier;
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // A text of several documents leads to none of them.
    let mut places: BTreeMap<String, Option<String>> = BTreeMap::new();
    for draft in drafts {
        let known = Known {
            path: draft.place.path.clone(),
            title: title(draft),
            is_done: draft.unit.status == Status::Completed,
        };
        by_key.insert(draft.unit.key.clone(), known);
        if let Some(parent) = &draft.unit.parent {
            children.entry(parent.clone()).or_default().push(draft.unit.key.clone());
        }
        for path in draft.unit.texts.iter().filter_map(|text| text.path.clone()) {
            places
                .entry(path)
                .and_modify(|place| *place = None)
                .or_insert_with(|| Some(draft.place.path.clone()));
        }
    }
    if let Some(tree) = tree.filter(|tree| tree.is_inside) {
        name_originals(tree, drafts, &mut by_key);
    }
    let today = workspace.system.now().to_zoned(workspace.system.time_zone()).date();
    let places = places.into_iter().filter_map(|(from, to)| Some((from, to?))).collect();
    Around { template: Skeleton::new(), tree, folder, today, places, by_key, children }
}

/// What is needed and not imported is named where it stands.
fn name_originals(tree: &Tree, drafts: &[Draft], by_key: &mut BTreeMap<String, Known>) {
    let keys = drafts.iter().flat_map(|draft| draft.unit.needs.iter().chain(&draft.unit.needed_by));
    for key in keys {
        let Some(index) = tree.portfolio.find(key).filter(|_| !by_key.contains_key(key)) else { continue };
        let loaded = tree.document(index);
        let known = Known {
            path: loaded.path.clone(),
            title: escaped(&line(&loaded.identity.name)),
            is_done: loaded.status() == Some(Status::Completed),
        };
        by_key.insert(key.clone(), known);
    }
}
