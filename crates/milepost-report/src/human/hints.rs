//! What to do about items, said once where many share it.

use milepost_engine::explain::ExplainedItem;

use super::show::{INDENT, is_quiet, standing};
use crate::{Page, put::put, words::plural};

/// A hint that at least so many items share stands once, below all of them.
const SHARED: usize = 3;

/// The hints of the items that are shown.
pub(super) struct Hints<'i> {
    /// Those that many items share, with their number, in the order in which they first appear.
    shared: Vec<(&'i str, usize)>,
}

impl<'i> Hints<'i> {
    pub(super) fn of(items: impl IntoIterator<Item = &'i ExplainedItem>) -> Self {
        let mut shared: Vec<(&str, usize)> = Vec::new();
        for hint in items.into_iter().filter_map(hint_of) {
            match shared.iter_mut().find(|(known, _)| *known == hint) {
                Some((_, count)) => *count += 1,
                None => shared.push((hint, 1)),
            }
        }
        shared.retain(|(_, count)| *count >= SHARED);
        Self { shared }
    }

    /// One item with its standing, why it stands so, and what to do about it alone.
    pub(super) fn item(&self, item: &ExplainedItem, page: Page) -> String {
        let mut out = standing(item, page);
        let is_shared = |hint: &&str| self.shared.iter().any(|(shared, _)| shared == hint);
        if let Some(hint) = hint_of(item).filter(|hint| !is_shared(hint)) {
            out.push_str(&page.wrapped(&format!("→ {hint}"), INDENT));
        }
        out
    }

    /// What to do about many items, for below them; empty where there is nothing.
    pub(super) fn shared(&self, page: Page) -> String {
        let mut out = String::new();
        for (at, (hint, count)) in self.shared.iter().enumerate() {
            let break_before = if at == 0 { "\n" } else { "" };
            let text = format!("{hint} ({})", plural(*count, "item"));
            put!(out, "{break_before}{}", page.hanging("→ ", 2, &text));
        }
        out
    }
}

/// What to do about an item, where it is worth saying.
fn hint_of(item: &ExplainedItem) -> Option<&str> {
    item.hint.as_deref().filter(|_| !is_quiet(item) || item.weak.is_some())
}
