//! The list of detectors.

use super::{Detection, Tree, cargo, database, go, javascript, python, recipes};

/// Looks at the files and adds what it finds.
type Detector = fn(&Tree<'_>, &mut Detection);

/// The order matters: recipes stand in for commands that are known by then.
const DETECTORS: &[Detector] =
    &[javascript::detect, cargo::detect, go::detect, python::detect, recipes::detect, database::detect];

/// What the files of a project say that it uses. Nothing is run.
pub fn detect(tree: &Tree<'_>) -> Detection {
    let mut detection = Detection::default();
    for detector in DETECTORS {
        detector(tree, &mut detection);
    }
    if detection.id.is_none() {
        let name = tree.folder_name().map(|name| project_id(&name)).filter(|name| !name.is_empty());
        detection.id = name.map(|name| (name, super::Evidence { path: ".".to_owned(), line: None }));
    }
    detection.found.sort_by_key(|found| found.topic);
    detection
}

/// A name in lower case, of letters, digits and hyphens; the scope of an npm package is left out.
pub(super) fn project_id(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let plain: String =
        name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
