//! Any bytes: a clear message, never a panic, nothing lost.

use std::{
    fmt::Write as _,
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    time::Instant,
};

use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

/// The commands that read; each of them has to survive everything.
const READING: [&[&str]; 6] = [
    &["status"],
    &["lint"],
    &["explain", "plan/milestone-1-odd.md"],
    &["show", "plan/milestone-1-odd.md"],
    &["next"],
    &["verify", "--dry-run", "plan/milestone-1-odd.md"],
];

/// Runs every reading command over a project whose one document has these bytes, and wants the file unchanged.
#[track_caller]
fn survives(bytes: &[u8]) -> Vec<Run> {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1-odd.md", bytes).commit("odd");
    let runs: Vec<Run> = READING.iter().map(|args| project.milepost(args)).collect();
    for run in &runs {
        assert!(matches!(run.code, Some(0..=5)), "{:?}: {}\n{}", run.code, run.command, run.text());
        run.keeps_silent_on("this is a bug").keeps_silent_on("panicked");
    }
    let after = fs::read(project.path("plan/milestone-1-odd.md")).unwrap();
    assert_eq!(after, bytes, "reading changed the file");
    runs
}

fn plain() -> String {
    Milestone::new(1, "Odd").section("Success Criteria", "- [ ] It works: `true`").text()
}

#[test]
fn invalid_utf8_is_named_with_its_line_and_never_written() {
    let mut bytes = plain().into_bytes();
    bytes.extend_from_slice(b"\n- \xff\xfe broken\n");
    let runs = survives(&bytes);
    runs[1]
        .exits(1)
        .says("invalid-utf8")
        .says("not UTF-8")
        .says("plan/milestone-1-odd.md:")
        .says("save the file as UTF-8");
    let project = Project::new(MILEPOST);
    project.write("milestone-1-odd.md", &bytes).commit("odd");
    project.milepost(&["defer", "1", "--reason", "later"]).exits(2).says("not UTF-8");
    assert_eq!(fs::read(project.path("milestone-1-odd.md")).unwrap(), bytes);
}

#[test]
fn nul_bom_crlf_and_mixed_endings_stay_as_they_are_through_a_move() {
    let text = plain();
    let crlf = text.replace('\n', "\r\n");
    let mixed = text.replacen('\n', "\r\n", 5).replacen("\n\n", "\n\r\n", 2);
    for bytes in [format!("\u{feff}{text}"), crlf, mixed, text.replace("One thing", "One \0 thing")] {
        survives(bytes.as_bytes());
        let project = Project::new(MILEPOST);
        project.write("milestone-1-odd.md", &bytes).commit("odd");
        project.milepost(&["defer", "1", "--reason", "later"]).exits(0);
        let after = project.read("milestone-1-odd.md");
        let ends = |text: &str| {
            (text.matches("\r\n").count(), text.matches('\n').count(), text.matches('\0').count())
        };
        assert_eq!(ends(&after), ends(&bytes), "line ends changed");
        assert_eq!(after.starts_with('\u{feff}'), bytes.starts_with('\u{feff}'));
        assert_ne!(after, bytes, "the status was written");
    }
}

#[test]
fn an_unclosed_fence_is_a_finding() {
    let text = format!("{}\n## Testing Strategy\n\n### Unit Tests\n\n```bash\ntrue\n", plain());
    survives(text.as_bytes())[1].exits(1).says("unclosed-fence");
}

#[test]
fn lists_a_hundred_deep_are_read() {
    let levels: Vec<String> =
        (0..100).map(|depth| format!("{}- [ ] level {depth}", "  ".repeat(depth))).collect();
    let deep = levels.join("\n");
    survives(format!("{}\n{deep}", plain()).as_bytes());
    let quotes = format!("{}\n{} deep\n", plain(), "> ".repeat(500));
    survives(quotes.as_bytes());
}

#[test]
fn a_yaml_bomb_does_no_harm() {
    let mut bomb = String::from("---\na: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (name, of) in
        ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        let _ = writeln!(bomb, "{name}: &{name} [{}]", vec![format!("*{of}"); 10].join(", "));
    }
    bomb.push_str("status: planned\n---\n\n");
    let start = Instant::now();
    survives(format!("{bomb}{}", plain()).as_bytes());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn empty_and_tiny_files_are_read() {
    for text in ["", "\n", "#", "---", "---\n---", "```", "<!--", "- [ ]", "|", "# Milestone 1: x"] {
        let project = Project::new(MILEPOST);
        project.write("milestone-1-odd.md", text).commit("odd");
        for args in [
            &["status"][..],
            &["lint"],
            &["explain", "milestone-1-odd.md"],
            &["verify", "--dry-run", "milestone-1-odd.md"],
        ] {
            let run = project.milepost(args);
            assert!(matches!(run.code, Some(0..=5)), "{text:?}: {}", run.text());
        }
    }
}

#[test]
fn fifty_megabytes_are_read_in_a_moment() {
    let line = "- [ ] one of very many tasks (Estimated: 2 hours)\n";
    let mut text = plain();
    text.push_str("\n## Notes\n\n");
    text.push_str(
        &"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.\n"
            .repeat(50_000_000 / 81),
    );
    text.push_str(line);
    let project = Project::new(MILEPOST);
    project.write("milestone-1-odd.md", &text);
    let start = Instant::now();
    project.milepost(&["explain", "milestone-1-odd.md"]).exits(0).says("It works");
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn milestones_that_depend_on_each_other_in_a_circle_are_a_finding() {
    let project = Project::new(MILEPOST);
    for (number, other) in [(1, 2), (2, 1)] {
        let needs = format!("- [ ] Milestone {other} is completed");
        let text = Milestone::new(number, "Round")
            .section("Prerequisites", &needs)
            .section("Success Criteria", "- [ ] x: `true`")
            .text();
        project.write(&format!("plan/milestone-{number}-round.md"), text);
    }
    project.commit("circle");
    project.milepost(&["lint"]).exits(1).says("dependency-cycle");
    project.milepost(&["status"]).exits(0);
    project.milepost(&["start", "plan/1"]).exits(3).says("depends on `plan/2`");
}

#[test]
fn links_in_a_circle_do_not_hang() {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1-odd.md", plain());
    symlink("loop-b", project.path("plan/loop-a")).unwrap();
    symlink("loop-a", project.path("plan/loop-b")).unwrap();
    symlink(".", project.path("plan/self")).unwrap();
    symlink("loop-a", project.path("plan/milestone-2-loop.md")).unwrap();
    project.commit("loops");
    project.milepost(&["status"]).says("plan/1").keeps_silent_on("this is a bug");
    project.milepost(&["lint", "plan/milestone-1-odd.md"]).keeps_silent_on("this is a bug");
    project.milepost(&["lint", "plan/milestone-2-loop.md"]).exits(2);
}

#[test]
fn a_tree_that_cannot_be_written_is_read_and_says_so_when_written() {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1-odd.md", plain()).commit("odd");
    // The superuser may write everywhere: then there is nothing to see here.
    let locked = [project.path("plan"), project.path(".git")];
    for path in &locked {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let superuser = fs::write(project.path("plan/probe"), "").is_ok();
    let status = project.milepost(&["status"]);
    let moved = project.milepost(&["defer", "1", "--reason", "later"]);
    for path in &locked {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    status.exits(0).says("plan/1");
    if !superuser {
        moved.exits(2).says("cannot").says("ermission denied");
        assert_eq!(project.read("plan/milestone-1-odd.md"), plain());
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_hides_no_other() {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1-odd.md", plain());
    symlink("/nowhere/at/all", project.path("plan/milestone-2-gone.md")).unwrap();
    project.commit("gone");
    let run = project.milepost(&["status"]);
    run.says("plan/1");
    assert!(run.text().contains("milestone-2-gone.md") || run.code == Some(0), "{}", run.text());
}

#[test]
fn mistakes_in_a_command_line_are_usage() {
    let project = Project::new(MILEPOST);
    project.write("plan/milestone-1-odd.md", plain()).commit("odd");
    project.milepost(&["frobnicate"]).exits(2);
    project.milepost(&["show", "plan/2"]).exits(2).says("error:").says("hint:");
    project.milepost(&["why", "1"]).exits(2).says("names no item");
    project.milepost(&["why", "1#nothing-like-it"]).exits(2).says("no item is called");
    project.milepost(&["-C", "nowhere", "status"]).exits(2).says("is no folder");
    project.milepost(&["explain", "--rule", "brokn-link"]).exits(2).says("did you mean `broken-link`?");
    project.milepost(&["explain", "brokn-link"]).exits(2).says("`broken-link` is a rule");
    project.milepost(&["lint", "--rule", "nope"]).exits(2).says("no rule is called `nope`");
    project.milepost(&["verify", "1", "--allow-digest", "nonsense"]).exits(2);
}

#[test]
fn a_configuration_that_cannot_be_read_says_where() {
    let project = Project::new(MILEPOST);
    project
        .write("plan/milestone-1-odd.md", plain())
        .write("milepost.toml", "[checks.x]\nrun = \"true\"\nrnu = 1\n")
        .commit("odd");
    project.milepost(&["status"]).exits(2).says("milepost.toml").says("rnu");
}

#[test]
fn thousands_of_documents_of_one_number_name_a_few_others() {
    let project = Project::new(MILEPOST);
    let text = "# Milestone 1: Same\n\n**Status**: Planned\n\n## Success Criteria\n\n- [ ] a\n";
    let name = |at: usize| {
        let letters = [at / 676, at / 26 % 26, at % 26].map(|one| char::from(b'a' + one as u8));
        format!("plan/{}.md", letters.iter().collect::<String>())
    };
    for at in 0..4_000 {
        project.write(&name(at), text);
    }
    let run = project.milepost(&["lint", "--rule", "duplicate-id", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.exits(1).stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    // A name such as `log` tells that the document is no plan.
    assert!((3_990..=4_000).contains(&findings.len()), "{}", findings.len());
    assert!(findings.iter().all(|one| one["related"].as_array().unwrap().len() == 5), "{}", findings[0]);
    // An address that means all of them is answered in a few lines.
    let run = project.milepost(&["show", "1"]);
    assert!(run.exits(2).stderr.len() < 4_000, "{}", run.stderr.len());
}

#[test]
fn a_link_of_a_megabyte_is_told_in_a_line() {
    let project = Project::new(MILEPOST);
    let link = format!("{}.md", "x".repeat(1_000_000));
    let text = format!(
        "# Milestone 1: Long\n\n**Status**: Planned\n\nSee [this]({link}).\n\n## Success Criteria\n\n- [ ] a\n"
    );
    project.write("plan/milestone-1-long.md", text);
    for format in ["concise", "github", "sarif"] {
        let run = project.milepost(&["lint", "--rule", "broken-link", "--format", format]);
        assert!(
            run.stdout.contains("no file `"),
            "{format}: {}",
            run.text().chars().take(2_000).collect::<String>()
        );
        assert!(run.stdout.len() < 200_000, "{format}: {}", run.stdout.len());
    }
    let json = project.milepost(&["lint", "--rule", "broken-link", "--json"]);
    assert!(json.stdout.len() < 20_000, "{}", json.stdout.len());
    let human = project.milepost(&["lint", "--rule", "broken-link"]);
    assert!(human.stdout.len() < 20_000, "{}", human.stdout.len());
}
