//! The proposals that are comments, and mistakes in the file.

use milepost_testkit::Project;

use super::project;
use crate::MILEPOST;

/// Without its signs, every proposal is a table that can be read.
#[test]
fn proposals_can_be_used_as_they_stand() {
    let project = project(&[
        ("Cargo.toml", "[package]\nname = \"a\"\n"),
        ("playwright.config.ts", ""),
        ("package.json", "{ \"devDependencies\": { \"prettier\": \"3\" } }\n"),
        (".env.example", "DATABASE_URL=\n"),
        ("alembic.ini", "script_location = x\n"),
    ]);
    project.milepost(&["init"]).exits(0);
    let text = project.read("milepost.toml");
    let signs =
        text.lines().filter(|line| line.starts_with('#') && !line.starts_with("# ") && *line != "#").count();
    assert!(signs > 10, "{text}");
    let without: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with([' ', ':']) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    project.write("milepost.toml", &without);
    project.milepost(&["status"]).keeps_silent_on("error:").says("Phrases");
}

#[test]
fn a_mistake_is_shown_with_its_line_and_what_was_meant() {
    let project = Project::new(MILEPOST);
    project.write("milepost.toml", "[checks.lint]\nrun = \"true\"\n  inptus = [\"src/**\"]\n");
    let run = project.milepost(&["status"]);
    run.exits(2)
        .says("`milepost.toml` line 3, column 3: unknown field `inptus`")
        .says("  3 |   inptus = [\"src/**\"]\n    |   ^^^^^^")
        .says("did you mean `inputs`?");
}

/// The schema that is published is the one of these types, and the shop's file is right by its own reading.
#[test]
fn the_schema_is_the_published_one() {
    let printed = Project::new(MILEPOST).milepost(&["init", "--schema"]);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schemas/milepost-toml.schema.json");
    assert_eq!(printed.exits(0).stdout, std::fs::read_to_string(path).unwrap());
}
