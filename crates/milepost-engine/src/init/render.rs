//! The text of a `milepost.toml`.

use std::fmt::Write as _;

use super::{Command, Detection, DocumentFolders, Evidence, Table, Topic};

/// Writes what was found as a configuration with comments: what is sure as tables, the rest as comments with the
/// reason. The same findings give the same bytes.
pub fn render(detection: &Detection, documents: &DocumentFolders) -> String {
    let mut out = String::from(
        "#:schema ./.milepost/milepost-toml.schema.json\n\
         # What Milepost runs in this project, and where its milestones lie. Written by `milepost init` from the files\n\
         # that are named behind `from`. Change it as you like: `init` never writes over it.\n\
         # A line that begins with `#` and no blank after it is a proposal: take the sign away to use it.\n",
    );
    project(&mut out, detection);
    folders(&mut out, documents);
    for command in in_order(&detection.commands) {
        table(&mut out, command);
    }
    if detection.commands.is_empty() {
        out.push_str(
            "\n# Nothing was found that builds or tests this project. A check is a command with a name:\n\
             #[checks.build]\n#run = \"…\"\n#\n#[suites.test]\n#run = \"…\"\n",
        );
    }
    environment(&mut out, detection);
    sandbox(&mut out, detection);
    parts(&mut out, detection);
    out
}

fn project(out: &mut String, detection: &Detection) {
    out.push_str("\n[project]\n");
    out.push_str(
        "# Part of the name of every piece of evidence. Changing it later makes all evidence stale.\n",
    );
    match &detection.id {
        Some((id, evidence)) => {
            let from =
                if evidence.path == "." { "the name of the folder".to_owned() } else { evidence.to_string() };
            put(out, &format!("# from {from}"));
            put(out, &format!("id = {}", quoted(id)));
        }
        None => put(out, "#id = \"my-project\""),
    }
}

fn folders(out: &mut String, documents: &DocumentFolders) {
    out.push_str("\n[documents]\n");
    let count: usize = documents.milestones.values().sum();
    let places = documents.milestones.len();
    if documents.folders.is_empty() {
        put(
            out,
            &match count {
                0 => "# No milestone was found. `milepost new milestone NAME` writes one.".to_owned(),
                _ => format!("# Milestones found: {count}, in {places} folders. All folders are read."),
            },
        );
        put(out, "#folders = [\"docs/milestones\"]");
    } else {
        put(out, &format!("# Milestones found: {count}. Documents elsewhere are not read."));
        put(out, &format!("folders = {}", list(&documents.folders)));
    }
}

/// Checks by their usual order, then suites, then coverage; proposals that are comments after those that are not.
fn in_order(commands: &[Command]) -> Vec<&Command> {
    let rank = |command: &&Command| match &command.table {
        Table::Check(name) => {
            let usual = ["build", "typecheck", "lint", "format"];
            (0, usual.iter().position(|one| one == name).unwrap_or(usual.len()), !command.sure)
        }
        Table::Suite(_) => (1, 0, !command.sure),
        Table::Coverage => (2, 0, !command.sure),
    };
    let mut all: Vec<&Command> = commands.iter().collect();
    all.sort_by_key(rank);
    all
}

fn table(out: &mut String, command: &Command) {
    out.push('\n');
    for note in &command.notes {
        put(out, &format!("# {note}"));
    }
    put(out, &format!("# from {}", places(&command.evidence)));
    let sign = if command.sure { "" } else { "#" };
    let mut line = |text: String| {
        for text in text.lines() {
            put(out, &format!("{sign}{text}"));
        }
    };
    line(match &command.table {
        Table::Check(name) => format!("[checks.{name}]"),
        Table::Suite(name) => format!("[suites.{name}]"),
        Table::Coverage => "[coverage]".to_owned(),
    });
    line(format!("run = {}", quoted(&command.run)));
    if let Some(report) = &command.report {
        line(if report.path == "-" {
            format!("report = {{ format = {} }}", quoted(&report.format))
        } else {
            format!("report = {{ format = {}, path = {} }}", quoted(&report.format), quoted(&report.path))
        });
    }
    if !command.writes.is_empty() {
        line(format!("writes = {}", list(&command.writes)));
    }
    if !command.env.is_empty() {
        let variables = command.env.iter().map(|(name, value)| format!("{name} = {}", quoted(value)));
        line(format!("env = {{ {} }}", variables.collect::<Vec<_>>().join(", ")));
    }
    if let Some(timeout) = command.timeout {
        line(format!("timeout = {timeout}"));
    }
}

/// Which variables reach a check is for a person to say.
fn environment(out: &mut String, detection: &Detection) {
    let databases: Vec<&super::Found> =
        detection.found.iter().filter(|found| found.topic == Topic::Database).collect();
    if databases.is_empty() {
        return;
    }
    out.push('\n');
    for database in databases {
        put(out, &format!("# Database: {}, from {}", database.name, places(&database.evidence)));
    }
    if detection.variables.is_empty() {
        return;
    }
    out.push_str(
        "# A check gets a variable only when it is named here. The value of a secret reaches no log and no record.\n\
         # Name those of a database that tests may fill and empty.\n",
    );
    for (name, evidence) in &detection.variables {
        put(out, &format!("# {name} from {evidence}"));
    }
    let names: Vec<String> = detection.variables.iter().map(|(name, _)| name.clone()).collect();
    put(out, "#[environment]");
    put(out, &format!("#secrets = {}", list(&names)));
}

/// Which network a command needs cannot be seen in files, so this is a proposal: `loopback` where tests talk to a
/// database that they start, else `none`.
fn sandbox(out: &mut String, detection: &Detection) {
    let has_database = detection.found.iter().any(|found| found.topic == Topic::Database);
    let network = if has_database { "loopback" } else { "none" };
    out.push_str(
        "\n# A pass of a command that could reach the network holds for 7 days. Where no command needs it, without end:\n",
    );
    put(out, "#[sandbox]");
    put(out, &format!("#network = {}", quoted(network)));
}

/// What a document may name beside commands, and what is asked of it.
fn parts(out: &mut String, detection: &Detection) {
    let name =
        detection.commands.iter().filter(|command| command.sure).find_map(|command| match &command.table {
            Table::Check(name) | Table::Suite(name) => Some(name.clone()),
            Table::Coverage => None,
        });
    out.push_str(
        "\n# Parts of the project that documents name under Affects and Requires Updates: their checks guard `complete`.\n",
    );
    put(out, "#[components.api]");
    put(out, "#paths = [\"api/**\"]");
    put(out, &format!("#checks = {}", list(&name.into_iter().collect::<Vec<_>>())));
    out.push_str(
        "\n# Files that show the settings of the project, besides `.env.example`, compose files and workflows:\n\
         #[configuration]\n#files = [\"config/*.toml\"]\n\
         \n# What each risk asks beside the defaults, which `milepost policy explain` shows:\n\
         #[gates.high]\n#scope = \"strict\"\n",
    );
}

/// The first few places.
fn places(evidence: &[Evidence]) -> String {
    const SHOWN: usize = 4;
    let mut unique: Vec<String> = Vec::new();
    for one in evidence.iter().map(Evidence::to_string) {
        if !unique.contains(&one) {
            unique.push(one);
        }
    }
    let more = unique.len().saturating_sub(SHOWN);
    let text = unique[..unique.len() - more].join(", ");
    if more == 0 { text } else { format!("{text} and {more} more") }
}

fn list(entries: &[String]) -> String {
    format!("[{}]", entries.iter().map(|entry| quoted(entry)).collect::<Vec<_>>().join(", "))
}

/// A text as TOML: several lines as such, and without escapes where it can be.
fn quoted(text: &str) -> String {
    let plain = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n');
    if text.contains('\n') && plain(text) && !text.contains("'''") {
        return format!("'''\n{text}\n'''");
    }
    if text.contains(['"', '\\']) && plain(text) && !text.contains(['\'', '\n']) {
        return format!("'{text}'");
    }
    toml::Value::String(text.to_owned()).to_string()
}

fn put(out: &mut String, line: &str) {
    // A name in a repository cannot end the comment in which it stands.
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(out, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn texts_come_back_as_they_were() {
        for text in ["a b", "say \"it\"", "a\\b", "it's \"so\"", "one\ntwo", "tab\there", "'''\nx", "é ✔"]
        {
            let toml = format!("[checks.a]\nrun = {}\n", quoted(text));
            let config = config::parse(toml.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{toml}"));
            assert_eq!(config.checks["a"].run.trim_end_matches('\n'), text, "{toml}");
        }
    }

    #[test]
    fn proposals_are_configuration_once_their_signs_are_taken_away() {
        let text = render(&Detection::default(), &DocumentFolders::default());
        let taken: String = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(proposal) if !proposal.starts_with([' ', ':']) => format!("{proposal}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = config::parse(taken.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{taken}"));
        assert_eq!(config.sandbox.network, milepost_runner::Network::None, "{taken}");
    }

    #[test]
    fn a_hostile_file_name_stays_in_its_comment() {
        let mut detection = Detection::default();
        let evidence = Evidence { path: "a\n[checks.evil]\nrun = \"x\"".to_owned(), line: None };
        detection.commands.push(Command::check("build", "true", vec![evidence]));
        let text = render(&detection, &DocumentFolders::default());
        let config = config::parse(text.as_bytes()).unwrap();
        assert_eq!(config.checks.keys().collect::<Vec<_>>(), ["build"]);
    }
}
