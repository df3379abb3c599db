//! Which document owns which.

use std::collections::BTreeMap;

use crate::{Portfolio, path};

/// A folder whose README owns milestones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initiative {
    /// The document that owns: the folder's README, or a hub that names milestones itself.
    pub readme: usize,
    /// Its folder; empty at the top.
    pub folder: String,
    /// Its milestones and phases, by path.
    pub milestones: Vec<usize>,
}

/// Every owner with at least one milestone, by the owner's path.
pub fn initiatives(portfolio: &Portfolio) -> Vec<Initiative> {
    let mut owned: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, _) in portfolio.milestones() {
        if let Some(readme) = owner(portfolio, index) {
            owned.entry(readme).or_default().push(index);
        }
    }
    owned
        .into_iter()
        .map(|(readme, milestones)| Initiative {
            readme,
            folder: portfolio.documents[readme].folder().to_owned(),
            milestones,
        })
        .collect()
}

/// The document that owns another: of a milestone its initiative's README, of an initiative's README the hub above.
/// It is the nearest owner in the document's own folder, else in the folders above it.
pub fn owner(portfolio: &Portfolio, index: usize) -> Option<usize> {
    let document = &portfolio.documents[index];
    let mut folder = document.folder();
    let mut own_folder = !document.is_owner();
    loop {
        if own_folder && let Some(found) = owner_in(portfolio, folder, index) {
            return Some(found);
        }
        if folder.is_empty() {
            return None;
        }
        own_folder = true;
        folder = path::folder(folder);
    }
}

/// A README before other owners of the same folder.
fn owner_in(portfolio: &Portfolio, folder: &str, except: usize) -> Option<usize> {
    owners_in(portfolio, folder)
        .filter(|owner| *owner != except)
        .min_by_key(|owner| !path::stem(&portfolio.documents[*owner].path).eq_ignore_ascii_case("readme"))
}

fn owners_in<'a>(portfolio: &'a Portfolio, folder: &str) -> impl Iterator<Item = usize> + use<'a> {
    portfolio.owners_of_folder(folder).iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    const HUB: &str = "# Plan\n\n| Initiative | Status |\n|---|---|\n| [Shop](shop/README.md) | Planned |\n";
    const README: &str = "# Shop\n\n| Milestone | Status |\n|---|---|\n| [M1](milestone-1.md) | Planned |\n";
    const MILESTONE: &str = "# Milestone 1: Cart\n\n**Status**: Planned\n\n## Success Criteria\n\n- [ ] x\n";

    #[test]
    fn readmes_own_their_folder_and_hubs_own_readmes() {
        let portfolio = portfolio_of(&[
            ("plan/README.md", HUB),
            ("plan/shop/README.md", README),
            ("plan/shop/milestone-1.md", MILESTONE),
            ("plan/shop/deep/milestone-2.md", &MILESTONE.replace('1', "2")),
        ]);
        let at = |path| portfolio.find(path).unwrap();
        assert_eq!(owner(&portfolio, at("plan/shop/milestone-1.md")), Some(at("plan/shop/README.md")));
        assert_eq!(owner(&portfolio, at("plan/shop/deep/milestone-2.md")), Some(at("plan/shop/README.md")));
        assert_eq!(owner(&portfolio, at("plan/shop/README.md")), Some(at("plan/README.md")));
        assert_eq!(owner(&portfolio, at("plan/README.md")), None);
        let found = initiatives(&portfolio);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].milestones.len(), 2);
    }
}
