//! From what a person types to a document.

use milepost_document::vocabulary::Dialect;

use crate::{Portfolio, document_id, document_id::ends_with_path, nearest, path, same_number};

/// Why an address names no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing has this name.
    #[error("`{address}` names no document{}", did_you_mean(nearest.as_deref()))]
    Unknown {
        /// What was asked for.
        address: String,
        /// The id or path that it most likely meant.
        nearest: Option<String>,
    },
    /// Several documents have this name.
    #[error("`{address}` names {} documents: {}", .candidates.len(), quoted(candidates))]
    Ambiguous {
        /// What was asked for.
        address: String,
        /// The paths of the documents, each of which would be right.
        candidates: Vec<String>,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

/// The most names that a message lists.
const LISTED: usize = 10;

fn quoted(names: &[String]) -> String {
    let listed: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = match names.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    listed.join(", ") + &more
}

/// Finds the document that an address means. The first of these that fits anything decides: its path (with or without
/// extension, or the folder of a README), its id (`checkout/2`), folder and number with any number of folders in
/// front, a number (`2`, `M2`, `Milestone 2`, `Phase 2`), the id that it has of its own (`task-8`), its file name
/// without extension, the start of that name.
///
/// # Errors
/// [`AddressError::Unknown`] with the nearest name, [`AddressError::Ambiguous`] with all candidates.
pub fn resolve_address(portfolio: &Portfolio, address: &str) -> Result<usize, AddressError> {
    let wanted = address.trim();
    let plain = path::resolve("", wanted.trim_start_matches("./")).unwrap_or_else(|| wanted.to_owned());
    for tier in [by_path, by_id, by_folder_and_number, by_number, by_own_id, by_stem, by_start] {
        let found = tier(portfolio, &plain);
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => {
                let mut candidates: Vec<String> =
                    several.iter().map(|index| portfolio.documents[*index].path.clone()).collect();
                candidates.sort();
                return Err(AddressError::Ambiguous { address: wanted.to_owned(), candidates });
            }
        }
    }
    Err(AddressError::Unknown { address: wanted.to_owned(), nearest: nearest_name(portfolio, &plain) })
}

fn by_path(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    let spellings = [
        wanted.to_owned(),
        format!("{wanted}.md"),
        format!("{wanted}/README.md").trim_start_matches('/').to_owned(),
    ];
    spellings.iter().find_map(|path| portfolio.find(path)).into_iter().collect()
}

fn by_id(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    // Only milestones whose number fits can have such an id: the others are known by path.
    by_folder_and_number(portfolio, wanted)
        .into_iter()
        .filter(|index| document_id(portfolio, *index) == wanted)
        .collect()
}

fn by_folder_and_number(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    let Some((folder, number)) = wanted.rsplit_once('/') else { return Vec::new() };
    let number = number_of(number).map_or(number, |(_, number)| number);
    milestones(portfolio, |document| {
        ends_with_path(document.folder(), folder)
            && document.identity.number.as_deref().is_some_and(|own| same_number(own, number))
    })
}

fn by_number(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    let Some((word, number)) = number_of(wanted) else { return Vec::new() };
    let mut found = milestones(portfolio, |document| {
        document.identity.number.as_deref().is_some_and(|own| same_number(own, number))
    });
    let phase = word == Word::Phase;
    if word != Word::None && found.iter().any(|index| portfolio.is_phase(*index) == phase) {
        found.retain(|index| portfolio.is_phase(*index) == phase);
    }
    found
}

/// `task-8`, `shop-1a2b`: the id that the document gives itself.
fn by_own_id(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    portfolio.with_id(wanted).to_vec()
}

fn by_stem(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    let wanted = wanted.strip_suffix(".md").unwrap_or(wanted);
    all(portfolio, |document| {
        let path = document.path.rsplit_once('.').map_or(document.path.as_str(), |(stem, _)| stem);
        // A change of OpenSpec is called as its folder is.
        let by_folder = document.identity.dialect == Some(Dialect::OpenSpec)
            && path::file_name(document.folder()).eq_ignore_ascii_case(wanted);
        ends_with_path(path, wanted) || path::stem(path).eq_ignore_ascii_case(wanted) || by_folder
    })
}

fn by_start(portfolio: &Portfolio, wanted: &str) -> Vec<usize> {
    if wanted.is_empty() {
        return Vec::new();
    }
    all(portfolio, |document| {
        path::stem(&document.path)
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.starts_with(['-', '_', '.', ' ']))
    })
}

fn milestones(portfolio: &Portfolio, fits: impl Fn(&crate::LoadedDocument) -> bool) -> Vec<usize> {
    portfolio.milestones().filter(|(_, document)| fits(document)).map(|(index, _)| index).collect()
}

fn all(portfolio: &Portfolio, fits: impl Fn(&crate::LoadedDocument) -> bool) -> Vec<usize> {
    let found = |only_milestones: bool| -> Vec<usize> {
        portfolio
            .documents
            .iter()
            .enumerate()
            .filter(|(_, document)| (!only_milestones || document.is_milestone()) && fits(document))
            .map(|(index, _)| index)
            .collect()
    };
    let milestones = found(true);
    if milestones.is_empty() { found(false) } else { milestones }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    None,
    Milestone,
    Phase,
}

/// `2`, `M2`, `m-02`, `Milestone 2`, `phase-2` read as a number.
fn number_of(text: &str) -> Option<(Word, &str)> {
    let lower = text.to_ascii_lowercase();
    let (word, rest) = [("milestone", Word::Milestone), ("phase", Word::Phase), ("m", Word::Milestone)]
        .into_iter()
        .find(|(name, _)| lower.starts_with(name))
        .map_or((Word::None, text), |(name, word)| (word, &text[name.len()..]));
    let number = if word == Word::None { rest } else { rest.trim_start_matches([' ', '-', '_', '#']) };
    let fits = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    fits.then_some((word, number))
}

fn nearest_name(portfolio: &Portfolio, wanted: &str) -> Option<String> {
    let ids: Vec<String> = portfolio.milestones().map(|(index, _)| document_id(portfolio, index)).collect();
    let stems = portfolio.documents.iter().map(|document| path::stem(&document.path));
    let paths = portfolio.documents.iter().map(|document| document.path.as_str());
    let found = if wanted.contains('/') {
        nearest(wanted, ids.iter().map(String::as_str).chain(paths))
    } else {
        nearest(wanted, stems.chain(ids.iter().map(String::as_str)))
    };
    found.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    fn shop() -> Portfolio {
        let milestone = |n: &str| {
            format!("# Milestone {n}: X\n\n**Status**: Planned\n\n## Success Criteria\n\n- [ ] x\n")
        };
        portfolio_of(&[
            ("docs/shop/README.md", "# Shop\n"),
            ("docs/shop/milestone-1-cart.md", &milestone("1")),
            ("docs/shop/milestone-2-vouchers.md", &milestone("2")),
            ("docs/blog/milestone-1-posts.md", &milestone("1")),
        ])
    }

    #[test]
    fn every_spelling() {
        let portfolio = shop();
        for address in [
            "docs/shop/milestone-2-vouchers.md",
            "./docs/shop/milestone-2-vouchers.md",
            "docs/shop/milestone-2-vouchers",
            "shop/2",
            "docs/shop/2",
            "shop/M2",
            "M2",
            "m02",
            "2",
            "Milestone 2",
            "milestone-2",
            "milestone-2-vouchers",
            "milestone-2-vouchers.md",
        ] {
            let found =
                resolve_address(&portfolio, address).unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!(portfolio.documents[found].path, "docs/shop/milestone-2-vouchers.md", "{address}");
        }
        assert_eq!(
            portfolio.documents[resolve_address(&portfolio, "docs/shop").unwrap()].path,
            "docs/shop/README.md"
        );
    }

    #[test]
    fn own_ids() {
        let portfolio = portfolio_of(&[
            ("backlog/tasks/task-8 - Cards.md", "---\nid: TASK-8\ntitle: Cards\nstatus: To Do\n---\n"),
            ("backlog/tasks/task-80 - More.md", "---\nid: TASK-80\ntitle: More\nstatus: To Do\n---\n"),
            (".beans/shop-1a2b--cards.md", "---\ntitle: Cards\nstatus: todo\n---\n"),
        ]);
        for (address, path) in [
            ("task-8", "backlog/tasks/task-8 - Cards.md"),
            ("TASK-008", "backlog/tasks/task-8 - Cards.md"),
            ("shop-1a2b", ".beans/shop-1a2b--cards.md"),
            ("tasks/TASK-8", "backlog/tasks/task-8 - Cards.md"),
        ] {
            let found =
                resolve_address(&portfolio, address).unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!(portfolio.documents[found].path, path, "{address}");
        }
    }

    #[test]
    fn ambiguity_lists_the_candidates() {
        assert_eq!(
            resolve_address(&shop(), "M1").unwrap_err().to_string(),
            "`M1` names 2 documents: `docs/blog/milestone-1-posts.md`, `docs/shop/milestone-1-cart.md`",
        );
    }

    #[test]
    fn unknown_names_get_a_suggestion() {
        assert_eq!(
            resolve_address(&shop(), "milestone-2-voucher").unwrap_err().to_string(),
            "`milestone-2-voucher` names no document; did you mean `milestone-2-vouchers`?",
        );
        assert_eq!(
            resolve_address(&shop(), "shap/2").unwrap_err().to_string(),
            "`shap/2` names no document; did you mean `shop/2`?"
        );
        assert_eq!(resolve_address(&shop(), "zzz").unwrap_err().to_string(), "`zzz` names no document");
    }
}
