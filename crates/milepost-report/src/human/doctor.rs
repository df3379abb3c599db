//! What was found on this machine.

use milepost_engine::doctor::Diagnosis;

use crate::{Page, Role, layout::width};

/// One line for each thing, and what to do where it is not well.
pub fn doctor(found: &[Diagnosis], page: Page) -> String {
    let column = found.iter().map(|one| width(one.name)).max().unwrap_or(0);
    let mut out = String::new();
    for one in found {
        let glyph = if one.good { Role::Good.paint("✔") } else { Role::Bad.paint("✖") };
        out.push_str(&page.hanging(&format!("{glyph} {:<column$}  ", one.name), column + 4, &one.found));
        if let Some(hint) = &one.hint {
            out.push_str(&page.wrapped(&format!("→ {hint}"), column + 4));
        }
    }
    out
}
