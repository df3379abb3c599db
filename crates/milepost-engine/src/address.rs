//! Addresses of milestones and items: `PATH`, `ID`, `ID#item`.

use std::path::{Path, PathBuf};

use crate::{EngineError, Result, Workspace, binding::Bound};

/// Finds the document that an address names: a path from the current folder, or an id.
///
/// # Errors
/// With candidates or a suggestion.
pub fn document(workspace: &Workspace, from: &Path, address: &str) -> Result<usize> {
    let as_path = from.join(address);
    if let Ok(absolute) = workspace.system.canonicalize(&as_path)
        && let Ok(inside) = absolute.strip_prefix(&workspace.root)
        && let Some(index) = workspace.portfolio.find(&inside.to_string_lossy())
    {
        return Ok(index);
    }
    milepost_portfolio::resolve_address(&workspace.portfolio, address).map_err(|error| {
        let mut found = EngineError::usage(error.to_string());
        if workspace.portfolio.milestones().next().is_none() {
            found =
                found.hint("there is no milestone document here; `milepost new milestone NAME` writes one");
        } else {
            found = found.hint("`milepost` lists the milestones with their ids");
        }
        found
    })
}

/// Splits `ID#item` into its halves.
pub fn split(address: &str) -> (&str, Option<&str>) {
    match address.split_once('#') {
        Some((document, item)) => (document, Some(item)),
        None => (address, None),
    }
}

/// The place in `bound.bindings` of the item that a text names: its id, the start of its id or of its words, or its
/// number in the listing of `explain`.
///
/// # Errors
/// When nothing or several items fit, with the candidates.
pub fn item(bound: &Bound, text: &str) -> Result<usize> {
    if let Some(at) = bound.bindings.iter().position(|binding| binding.id == text) {
        return Ok(at);
    }
    if let Ok(number) = text.parse::<usize>()
        && (1..=bound.bindings.len()).contains(&number)
    {
        return Ok(number - 1);
    }
    let wanted = text.to_lowercase();
    let fits = |binding: &crate::binding::Binding| {
        let tail = binding.id.rsplit('/').next().unwrap_or(&binding.id);
        binding.id.starts_with(&wanted)
            || tail.starts_with(&wanted)
            || binding.text.to_lowercase().starts_with(&wanted)
    };
    let found: Vec<usize> = (0..bound.bindings.len()).filter(|at| fits(&bound.bindings[*at])).collect();
    match found.as_slice() {
        [only] => Ok(*only),
        [] => {
            let ids: Vec<&str> = bound.bindings.iter().map(|binding| binding.id.as_str()).collect();
            let mut error = EngineError::usage(format!("no item is called `{text}`"));
            if let Some(near) = milepost_portfolio::nearest(text, ids.iter().copied()) {
                error = error.hint(format!("did you mean `{near}`?"));
            }
            Err(error.hint("`milepost explain` lists the items with their ids"))
        }
        several => {
            let names = several.iter().map(|at| format!("`{}`", bound.bindings[*at].id)).collect();
            let mut error = EngineError::usage(format!("`{text}` fits {} items", several.len()));
            error.reasons = names;
            Err(error.hint("name one of them"))
        }
    }
}

/// The files among the addresses that lie outside of the project's documents, to be read by themselves.
pub fn outside(workspace: &Workspace, from: &Path, addresses: &[String]) -> Vec<PathBuf> {
    let is_outside = |path: &PathBuf| {
        workspace.system.canonicalize(path).is_ok_and(|absolute| {
            absolute
                .strip_prefix(&workspace.root)
                .map_or(true, |inside| workspace.portfolio.find(&inside.to_string_lossy()).is_none())
        })
    };
    addresses
        .iter()
        .map(|address| from.join(split(address).0))
        .filter(|path| workspace.system.is_file(path))
        .filter(is_outside)
        .collect()
}
