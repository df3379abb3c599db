//! What is dangerous in migrations, with the lines on which it stands.

use annotate_snippets::{AnnotationKind, Level, Renderer, renderer::DecorStyle};
use milepost_engine::{
    document::{LineIndex, Severity},
    hazards::{Class, HazardReport, Rule, Side},
};

use super::{findings::snippet, rule::page};
use crate::{Page, Place, layout::printable, put::put, words::plural};

/// What was found, each with its line, its class, and what to do instead.
pub fn hazards(report: &HazardReport, place: Place<'_>, page: Page) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(page.cells());
    let mut out = String::new();
    for finding in &report.findings {
        let level = match finding.severity {
            Severity::Info => Level::NOTE,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let way = if finding.side == Side::Down { ", in the way back" } else { "" };
        let label = format!("{}{way}", classes(finding.classes));
        let lines = report.script(&finding.path).map(|script| (script, LineIndex::new(&script.text)));
        let snippet = lines.as_ref().map(|(script, lines)| {
            let path = place.shown(&finding.path);
            snippet((&script.text, lines), path, finding.span, AnnotationKind::Primary, Some(label))
        });
        let group = level.primary_title(printable(&finding.message)).id(finding.rule).elements(snippet);
        let group = group.element(Level::HELP.message(format!("instead: {}", printable(&finding.instead))));
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// How many there are, and what was not looked at.
pub fn hazards_summary(report: &HazardReport) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let statements: usize = report.scripts.iter().map(|script| script.statements).sum();
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counts: Vec<String> = kinds
        .into_iter()
        .filter(|(kind, _)| count(*kind) > 0)
        .map(|(kind, word)| plural(count(kind), word))
        .collect();
    let found = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    let (migrations, read) = (plural(report.migrations, "migration"), plural(statements, "statement"));
    let mut text = format!("{found} in {read} of {migrations}\n");
    for path in &report.programs {
        put!(text, "not looked at: `{}` is a program and no SQL\n", printable(path));
    }
    if report.guessed > 0 {
        text.push_str("read as PostgreSQL: nothing says which engine it is (`--engine`, or `[database]` in `milepost.toml`)\n");
    }
    text
}

/// The page of a rule.
pub fn hazard_rule(rule: &Rule) -> String {
    page(rule.id, rule.severity, &format!("  {}", classes(rule.classes)), rule.page)
}

fn classes(classes: &[Class]) -> String {
    classes.iter().map(|class| class.words()).collect::<Vec<_>>().join(", ")
}
