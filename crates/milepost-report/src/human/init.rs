//! What `init` found, wrote, and what that decides.

use milepost_engine::init::{
    Command, DocumentBindings, DriverState, GitSetup, HookState, InitProposal, Table, Topic, Unbound,
};

use crate::{
    Page, Role,
    layout::{cut, fit, width},
    prose::prose,
    put::put,
    words::plural,
};

/// More documents or items than this are only counted.
const MOST_DOCUMENTS: usize = 6;
const MOST_ITEMS: usize = 12;

/// What was found, with its evidence; the commands; what they decide in each document.
pub fn init(proposal: &InitProposal, written: &[String], page: Page) -> String {
    let mut out = found(proposal, page);
    let (sure, unsure): (Vec<&Command>, Vec<&Command>) =
        proposal.detection.commands.iter().partition(|command| command.sure);
    if !sure.is_empty() {
        put!(out, "\n{}\n", Role::Strong.paint("Commands"));
        let column = sure.iter().map(|command| width(&name(&command.table))).max().unwrap_or(0);
        for command in &sure {
            let lead = format!("  {}  ", fit(&name(&command.table), column));
            out.push_str(&page.hanging(&lead, column + 4, &command.run));
        }
    }
    if !unsure.is_empty() {
        let names: Vec<String> = unsure.iter().map(|command| name(&command.table)).collect();
        let text = format!("As comments, with the reason: {}", names.join(", "));
        out.push_str(&page.wrapped(&text, 2));
    }
    out.push_str(&items(&proposal.bindings, page));
    out.push('\n');
    match written {
        [] if proposal.existing.is_some() => {
            put!(out, "Nothing was written: `milepost.toml` is there already\n");
        }
        [] => put!(out, "Nothing was written\n"),
        _ => put!(out, "{} {}\n", Role::Good.paint("wrote"), written.join(", ")),
    }
    if !written.is_empty() {
        let next = proposal.bindings.first().map_or("milepost new milestone NAME", |_| "milepost");
        put!(out, "next: read `milepost.toml`, then {}\n", Role::Command.paint(next));
    }
    out
}

fn found(proposal: &InitProposal, page: Page) -> String {
    let mut out = format!("{}\n", Role::Strong.paint("Found"));
    let detection = &proposal.detection;
    let column = detection.found.iter().map(|one| width(&one.name)).max().unwrap_or(0);
    for one in &detection.found {
        let places: Vec<String> = one.evidence.iter().take(3).map(ToString::to_string).collect();
        let lead = format!("  {:<16}{}  ", topic(one.topic), fit(&one.name, column));
        out.push_str(&Role::Faint.paint(page.hanging(&lead, column + 20, &places.join(", ")).trim_end()));
        out.push('\n');
    }
    let count: usize = proposal.documents.milestones.values().sum();
    let places: Vec<String> = proposal
        .documents
        .milestones
        .keys()
        .map(|folder| if folder.is_empty() { "." } else { folder }.to_owned())
        .collect();
    let shown = places.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
    let more = if places.len() > 4 { " …" } else { "" };
    put!(out, "  {:<16}{} {shown}{more}\n", "milestones", count);
    out
}

fn items(bindings: &[DocumentBindings], page: Page) -> String {
    let mut out = String::new();
    for document in bindings.iter().take(MOST_DOCUMENTS) {
        let all = document.bound.len() + document.signatures.len() + document.undecided.len();
        put!(
            out,
            "\n{}  {}\n",
            Role::Strong.paint(&document.id),
            Role::Faint.paint(format!(
                "{} of {} decided, {}",
                document.bound.len(),
                plural(all, "item"),
                document.path
            ))
        );
        for (line, text, check) in document.bound.iter().take(MOST_ITEMS) {
            row(&mut out, page, *line, text, check, Role::Good);
        }
        more(&mut out, document.bound.len());
        for unbound in document.undecided.iter().take(MOST_ITEMS) {
            row(&mut out, page, unbound.line, &unbound.text, &remedy(unbound), Role::Attention);
        }
        more(&mut out, document.undecided.len());
        for unbound in document.signatures.iter().take(MOST_ITEMS) {
            row(&mut out, page, unbound.line, &unbound.text, &remedy(unbound), Role::Note);
        }
        more(&mut out, document.signatures.len());
    }
    if bindings.len() > MOST_DOCUMENTS {
        let rest = &bindings[MOST_DOCUMENTS..];
        let decided: usize = rest.iter().map(|document| document.bound.len()).sum();
        let open: usize =
            rest.iter().map(|document| document.signatures.len() + document.undecided.len()).sum();
        put!(out, "\n… and {}: {decided} items decided, {open} not\n", plural(rest.len(), "document"));
    }
    out
}

fn remedy(unbound: &Unbound) -> String {
    match &unbound.annotation {
        Some(annotation) => format!("{}; or {annotation}", unbound.check),
        None => unbound.check.clone(),
    }
}

fn row(out: &mut String, page: Page, line: u32, text: &str, check: &str, role: Role) {
    let room = page.cells().saturating_sub(8) / 2;
    let lead = format!("{line:>6}  {} ", fit(&prose(text), room));
    put!(out, "{lead}{}\n", role.paint(cut(check, page.cells().saturating_sub(width(&lead)))));
}

fn more(out: &mut String, count: usize) {
    if count > MOST_ITEMS {
        put!(out, "        {}\n", Role::Faint.paint(format!("… and {} more", count - MOST_ITEMS)));
    }
}

fn name(table: &Table) -> String {
    match table {
        Table::Check(name) => format!("checks.{name}"),
        Table::Suite(name) => format!("suites.{name}"),
        Table::Coverage => "coverage".to_owned(),
    }
}

fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::PackageManager => "package manager",
        Topic::Recipes => "recipes",
        Topic::Build => "build",
        Topic::Tests => "tests",
        Topic::Coverage => "coverage",
        Topic::Lint => "lint",
        Topic::Format => "format",
        Topic::Types => "types",
        Topic::Database => "database",
    }
}

/// What became of hooks and attributes.
pub fn git_setup(setup: &GitSetup, dry_run: bool, page: Page) -> String {
    let mut out = String::new();
    let wrote = if dry_run { "would write" } else { "wrote" };
    for hook in &setup.hooks {
        let path = &hook.path;
        let text = match hook.state {
            HookState::Written => format!("{wrote} {path}"),
            HookState::Present => format!("{path} calls Milepost already"),
            HookState::Foreign => format!("{path} is another hook, and stays as it is"),
            HookState::Outside => format!("{path} lies outside of the repository, and was not written"),
            HookState::Managed => {
                format!("{path} belongs to a tool that writes it anew; use that tool's own file")
            }
        };
        let role = if hook.line.is_some() { Role::Attention } else { Role::Good };
        put!(out, "{}\n", role.paint(page.wrapped(&text, 0).trim_end()));
        if let Some(line) = &hook.line {
            put!(out, "  add to it: {}\n", Role::Command.paint(line));
        }
    }
    let path = &setup.attributes.path;
    match setup.attributes.added.as_slice() {
        [] => put!(out, "{path} has the attributes already\n"),
        lines => {
            put!(out, "{wrote} {path}\n");
            for line in lines {
                put!(out, "  + {line}\n");
            }
        }
    }
    let text = match setup.driver {
        DriverState::Written if dry_run => "would set merge.milepost.driver: documents merge by meaning",
        DriverState::Written => {
            "set merge.milepost.driver: documents merge by meaning; each clone needs its own"
        }
        DriverState::Present => "merge.milepost.driver is set already",
        DriverState::Foreign => "merge.milepost.driver is another one, and stays as it is",
    };
    put!(out, "{}\n", page.wrapped(text, 0).trim_end());
    out
}
