//! A folder that is one piece of work.

use milepost_document::vocabulary::Dialect;
use milepost_portfolio::path;

use super::{
    document::stated,
    tree::Tree,
    unit::{Role, Text, Unit},
};

/// Every folder of a dialect with a unit of work in it, as one; `role` tells by a file's name where its text goes.
pub(super) fn each_folder(tree: &Tree, dialect: Dialect, role: fn(&str) -> Role) -> Vec<Unit> {
    let documents = tree.portfolio.milestones();
    let own = documents.filter(|(_, loaded)| loaded.identity.dialect == Some(dialect));
    own.map(|(index, loaded)| {
        let folder = loaded.folder().to_owned();
        let mut unit = stated(tree, index, tree.key(&folder));
        // What needs a document of the folder needs the folder.
        for key in unit.needs.iter_mut().chain(&mut unit.needed_by) {
            *key = path::folder(key).to_owned();
        }
        let below = |path: &str| path.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'));
        for (member, other) in
            tree.portfolio.documents.iter().enumerate().filter(|(_, other)| below(&other.path))
        {
            let name = other.path[folder.len() + 1..].to_owned();
            let role = role(&name);
            unit.texts.push(Text::of(name, &other.path, tree.text(member), role));
        }
        // The text that the work itself is comes first, then its list of what to do.
        unit.texts.sort_by_key(|text| match text.role {
            Role::Work => 0,
            Role::Checklist => 1,
            Role::Beside | Role::Code(_) => 2,
        });
        let others =
            tree.portfolio.files().iter().filter(|file| below(file) && !path::is_markdown(file)).count();
        if others > 0 {
            let files = if others == 1 {
                "1 other file stays".to_owned()
            } else {
                format!("{others} other files stay")
            };
            unit.notes.push(format!("{files} in `{folder}`"));
        }
        unit
    })
    .collect()
}
