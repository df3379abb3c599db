//! What became of each test since the baseline, and which tests are flaky.

use milepost_engine::{
    gate::{Change, Rename},
    regressions::{AcknowledgedTests, FlakyTest, RevokedAcknowledgement, TestChanges, TestMoment},
};

use crate::{Page, Role, put::put, words::plural};

/// Tests that are named of one kind of change.
const NAMED: usize = 50;

/// What became of each test.
pub fn test_changes(changes: &TestChanges, page: Page) -> String {
    let commit = changes.baseline.as_deref().unwrap_or_default();
    let since = commit.get(..12).map(|commit| format!("  since {commit}")).unwrap_or_default();
    let mut out = format!("{}{}\n", Role::Strong.paint(&changes.id), Role::Faint.paint(since));
    if let Some(reason) = &changes.reason {
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("○")), 4, reason));
    }
    if let Some(found) = &changes.comparison {
        let (skipped, absent): (Vec<&Change>, Vec<&Change>) =
            found.lost.iter().partition(|change| change.now.is_some());
        let lists: [(&str, Role, Vec<&Change>); 12] = [
            ("regressed", Role::Bad, found.regressions.iter().collect()),
            ("new and failing", Role::Bad, found.new_failing.iter().collect()),
            ("newly skipped", Role::Bad, skipped.into_iter().chain(&found.newly_skipped).collect()),
            ("lost", Role::Bad, absent),
            ("deleted", Role::Bad, found.removed.iter().collect()),
            ("flaky", Role::Attention, found.flaky.iter().collect()),
            ("failing as before", Role::Attention, found.preexisting_failures.iter().collect()),
            ("fixed", Role::Good, found.fixed.iter().collect()),
            ("new", Role::Good, found.new_passing.iter().collect()),
            ("new and skipped", Role::Faint, found.new_skipped.iter().collect()),
            ("skipped before, gone now", Role::Faint, found.retired.iter().collect()),
            ("acknowledged", Role::Faint, found.acknowledged.iter().collect()),
        ];
        for (what, role, list) in lists {
            let names = list.into_iter().map(|change| change.id.as_str().to_owned()).collect();
            out.push_str(&section(what, role, names, page));
        }
        let renamed = |rename: &Rename| format!("{} → {}", rename.from.id.as_str(), rename.to.id.as_str());
        out.push_str(&section("renamed", Role::Bad, found.renamed.iter().map(renamed).collect(), page));
        let counts = |ran: u64, still: u64| format!("{ran} ran, {still} pass as before");
        put!(out, "{}\n", Role::Faint.paint(counts(found.now.ran, found.still_passing)));
    }
    for one in &changes.acknowledgements {
        let text = format!(
            "{} {} by {}: {} ({})",
            plural(one.tests.len(), "test"),
            one.what.word(),
            one.who,
            one.why,
            one.record
        );
        out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("! acknowledged:")), 4, &text));
    }
    out
}

fn section(what: &str, role: Role, names: Vec<String>, page: Page) -> String {
    if names.is_empty() {
        return String::new();
    }
    let mut out = format!("  {}\n", role.paint(format!("{} {what}", names.len())));
    for name in names.iter().take(NAMED) {
        out.push_str(&page.wrapped(name, 4));
    }
    if names.len() > NAMED {
        put!(out, "    and {} more\n", names.len() - NAMED);
    }
    out
}

/// The tests that failed and passed on the same input.
pub fn flaky_tests(tests: &[FlakyTest], page: Page) -> String {
    let mut out = String::new();
    for one in tests {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("~")), 2, &one.id));
        let text = format!(
            "failed and passed on {} in {}, last {}",
            if one.flakes == 1 {
                "one state of the files".to_owned()
            } else {
                format!("{} states of the files", one.flakes)
            },
            plural(one.runs, "run"),
            one.last.get(..16).unwrap_or(&one.last).replace('T', " ")
        );
        put!(out, "    {}\n", Role::Faint.paint(text));
    }
    if tests.is_empty() {
        out.push_str("no test failed and passed on the same files\n");
    }
    out
}

/// How one test ended in each run, oldest first.
pub fn test_history(id: &str, moments: &[TestMoment], page: Page) -> String {
    let mut out = page.wrapped(id, 0);
    for moment in moments {
        let status = moment.status.as_deref().unwrap_or("absent");
        let role = match status {
            "passed" => Role::Good,
            "failed" => Role::Bad,
            "flaky" => Role::Attention,
            _ => Role::Faint,
        };
        let tree = moment.tree.get(..12).unwrap_or(&moment.tree);
        let started = moment.started.get(..16).unwrap_or(&moment.started).replace('T', " ");
        let facts = format!("{started}  tree {tree}  {}  {}", moment.record, moment.command);
        put!(out, "  {} {}\n", role.paint(format!("{status:<8}")), Role::Faint.paint(facts));
    }
    if moments.is_empty() {
        out.push_str("  no run names it\n");
    }
    out
}

/// Tests that were acknowledged.
pub fn acknowledged(one: &AcknowledgedTests, page: Page) -> String {
    let head = format!("{} {} by {}", plural(one.tests.len(), "test"), one.what.word(), one.who);
    told("✔ acknowledged", &head, &one.tests, &one.why, &one.path, page)
}

/// An acknowledgement that was taken back.
pub fn acknowledgement_revoked(one: &RevokedAcknowledgement, page: Page) -> String {
    let head = format!("{} by {}", one.record, one.who);
    told("✔ taken back", &head, &one.tests, &one.why, &one.path, page)
}

fn told(verb: &str, head: &str, tests: &[String], why: &str, path: &str, page: Page) -> String {
    let mut out = format!("{} {head}: {why}\n", Role::Good.paint(verb));
    for test in tests {
        out.push_str(&page.wrapped(test, 4));
    }
    put!(out, "  {}\n", Role::Faint.paint(format!("{path}; commit it with the document")));
    out
}
