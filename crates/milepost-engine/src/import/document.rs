//! A document that is one piece of work.

use milepost_document::{
    front_matter::Value,
    view::{self, DocumentKind},
    vocabulary::{Dialect, FrontKey, LabelKey, Status, classify_front_key},
};
use milepost_portfolio::{LoadedDocument, Relation, Target, dependencies, find_reference};

use super::{
    tree::Tree,
    unit::{Role, Text, Unit},
};

/// Every document of a dialect that is a unit of work, as one.
pub(super) fn each_document(tree: &Tree, dialect: Dialect) -> Vec<Unit> {
    let documents = tree.portfolio.milestones();
    let own = documents.filter(|(_, loaded)| loaded.identity.dialect == Some(dialect));
    own.map(|(index, loaded)| {
        let mut unit = stated(tree, index, tree.key(&loaded.path));
        let role = if loaded.identity.is_checklist { Role::Checklist } else { Role::Work };
        unit.texts.push(Text::of("", &loaded.path, tree.text(index), role));
        unit
    })
    .collect()
}

/// What a document states of its work, without its text.
pub(super) fn stated(tree: &Tree, index: usize, key: String) -> Unit {
    let loaded = tree.document(index);
    let document = loaded.document();
    let mut unit = Unit::new(key, loaded.identity.name.clone());
    let by_title = document.title.as_ref().map(|title| unquoted(document.text(title.span)));
    unit.title =
        by_title.or_else(|| front(loaded, FrontKey::Title).pop()).unwrap_or_else(|| unit.name.clone());
    unit.id.clone_from(&loaded.identity.number);
    unit.status = loaded.status().unwrap_or(Status::Planned);
    unit.status_there = view::status(document).map(|place| unquoted(document.text(place.value)));
    if unit.status_there.is_some() && loaded.status().is_none() {
        unit.notes.push("its status names none that is known: it counts as planned".to_owned());
    }
    let overview = view::overview(document);
    let effort = overview.effort.or(overview.duration).filter(|stated| stated.effort.is_some());
    unit.effort = effort.map(|stated| unquoted(document.text(stated.value)));
    unit.risk = overview.risk.and_then(|risk| risk.risk);
    for (name, key, label) in [
        ("Assigned to", FrontKey::Assignees, Some(LabelKey::Owner)),
        ("Labels", FrontKey::Labels, None),
        ("Priority", FrontKey::Priority, Some(LabelKey::Priority)),
        ("Opened", FrontKey::Created, Some(LabelKey::Created)),
        ("Due", FrontKey::Due, Some(LabelKey::TargetDate)),
        ("Changed", FrontKey::LastUpdated, Some(LabelKey::LastUpdated)),
    ] {
        let by_label = || {
            let label = label?;
            let field =
                document.fields.iter().find(|field| field.kind == Some(label) && field.item.is_none())?;
            Some(document.text(field.value).to_owned())
        };
        let values = front(loaded, key);
        let value = if values.is_empty() { by_label().unwrap_or_default() } else { values.join(", ") };
        unit.fact(name, value);
    }
    for dependency in dependencies(&tree.portfolio, index) {
        let Target::Resolved(target) = dependency.target else { continue };
        let key = tree.key(&tree.document(target).path);
        match dependency.relation {
            Relation::DependsOn => unit.needs.push(key),
            Relation::Blocks => unit.needed_by.push(key),
        }
    }
    unit.parent = parent(tree, index).map(|parent| tree.key(&tree.document(parent).path));
    unit
}

/// The document that this one is a part of, by its front matter.
fn parent(tree: &Tree, index: usize) -> Option<usize> {
    let loaded = tree.document(index);
    let mut keys = vec![FrontKey::Parent];
    if loaded.kind == DocumentKind::Task {
        keys.extend([FrontKey::SprintId, FrontKey::MilestoneId, FrontKey::Milestone]);
    } else if loaded.kind == DocumentKind::Phase {
        keys.extend([FrontKey::MilestoneId, FrontKey::Milestone]);
    }
    let values = keys.into_iter().flat_map(|key| front(loaded, key));
    let mut found = values.filter_map(|value| find_reference(&tree.portfolio, index, &value));
    found.find(|found| *found != index)
}

/// The values of a key of the front matter.
fn front(loaded: &LoadedDocument, key: FrontKey) -> Vec<String> {
    let front = loaded.document().front_matter.iter();
    let entries =
        front.flat_map(|front| &front.entries).filter(|entry| classify_front_key(&entry.key) == Some(key));
    let mut values = Vec::new();
    for entry in entries {
        match &entry.value {
            Value::Scalar { text, .. } => values.push(text.clone()),
            Value::List(items, _) => values.extend(items.iter().map(|(text, _)| text.clone())),
            Value::Null | Value::Other => {}
        }
    }
    values.retain(|value| !value.trim().is_empty());
    values
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}
