//! A decision as a file of its own: MADR 4 (Markdown Architectural Decision Records).

use jiff::civil::Date;
use milepost_portfolio::path;

use crate::{Workspace, journal::FileChange};

/// Where projects keep such files, the usual place last.
const FOLDERS: [&str; 6] =
    ["docs/decisions", "docs/architecture/decisions", "doc/adr", "adr", "decisions", "docs/adr"];

/// A decision that becomes a file.
pub(super) struct Decision<'a> {
    pub(super) text: &'a str,
    pub(super) why: &'a str,
    pub(super) day: Date,
    /// The milestone's document and name.
    pub(super) document: &'a str,
    pub(super) title: &'a str,
    /// The record that it takes the place of.
    pub(super) supersedes: Option<&'a str>,
}

/// The file's path from the root, and the change that makes it. Its number is the next one of its folder.
pub(super) fn adr(workspace: &Workspace, decision: &Decision<'_>) -> (String, FileChange) {
    let system = workspace.system.as_ref();
    let numbers = |folder: &str| -> Vec<(u32, usize)> {
        let files = system.list(&workspace.root.join(folder)).unwrap_or_default();
        let number = |name: String| {
            let digits = name.chars().take_while(char::is_ascii_digit).count();
            let is_day = name.get(..10).is_some_and(|day| day.parse::<Date>().is_ok());
            // A day in front is no number.
            if digits > 6 || is_day { None } else { Some((name[..digits].parse().ok()?, digits)) }
        };
        let names = files.iter().filter_map(|file| file.path.file_name());
        names.filter_map(|name| number(name.to_string_lossy().into_owned())).collect()
    };
    let known = FOLDERS.into_iter().find(|folder| !numbers(folder).is_empty());
    let folder =
        known.or_else(|| FOLDERS.into_iter().find(|folder| system.is_dir(&workspace.root.join(folder))));
    let folder = folder.unwrap_or(FOLDERS[FOLDERS.len() - 1]);
    let (last, width) = numbers(folder).into_iter().max().unwrap_or((0, 4));
    let mut slug = String::new();
    for c in decision.text.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() && slug.chars().count() < 60 => slug.push(c),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    let name = format!("{folder}/{:0width$}-{}.md", last + 1, slug.trim_matches('-'));
    let link = path::encoded(&path::relative(folder, decision.document));
    let old = decision.supersedes.map_or_else(String::new, |old| {
        format!("\n\nSupersedes [{}]({}).", path::stem(old), path::encoded(&path::relative(folder, old)))
    });
    let why = if decision.why.is_empty() { "Nothing was noted.".to_owned() } else { decision.why.to_owned() };
    let text = format!(
        "---\nstatus: accepted\ndate: {}\n---\n\n# {}\n\n## Context and Problem Statement\n\n{why}\n\n\
         ## Decision Outcome\n\n{}\n\n## More Information\n\nTaken in [{}]({link}).{old}\n",
        decision.day,
        decision.text.trim_end_matches('.'),
        decision.text,
        decision.title.replace(['[', ']'], ""),
    );
    let change = FileChange {
        path: workspace.root.join(&name),
        before: None,
        after: Some(text.into_bytes()),
        mode: None,
    };
    (name, change)
}
