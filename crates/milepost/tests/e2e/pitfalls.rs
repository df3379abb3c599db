//! Ways in which proof goes wrong, each through the real binary. The number is that of the list of known pitfalls.

use std::{collections::BTreeSet, path::PathBuf};

use milepost_testkit::{Milestone, Project, fenced};

use crate::{MILEPOST, planned::planned};

const DOCUMENT: &str = "docs/milestone-1-till.md";

/// One command that reads the whole tree, and one that declares its input.
const CONFIG: &str = "[project]
id = \"till\"

[checks.price]
run = \"test -s price.txt\"
inputs = [\"price.txt\"]
";

fn document() -> Milestone {
    Milestone::new(1, "Till")
        .section("Deliverables", "- [ ] The price: `price.txt`")
        .section("Unit Tests", &fenced("bash", "grep -q 5 price.txt"))
        .section("Post-Implementation", "- [ ] The price is written <!-- milepost: run price -->")
        .section("Success Criteria", "- [ ] All deliverables completed")
}

fn project() -> Project {
    fill(Project::new(MILEPOST))
}

fn fill(project: Project) -> Project {
    project
        .write("milepost.toml", CONFIG)
        .write("price.txt", "5\n")
        .write("other.txt", "other\n")
        .write(DOCUMENT, document().text())
        .write(".milepost/allowed_signers", project.allowed_signer())
        .commit("Till");
    project
}

/// The address of the one milestone.
const MILESTONE: &str = DOCUMENT;

#[track_caller]
fn verify(project: &Project, code: i32) -> String {
    let digest = project.digest(DOCUMENT);
    project.milepost(&["verify", MILESTONE, "--allow-digest", &digest]).exits(code).text()
}

#[track_caller]
fn start(project: &Project) {
    let digest = project.digest(DOCUMENT);
    project.milepost(&["start", MILESTONE, "--commit", "--allow-digest", &digest]).exits(0);
}

fn set(labels: &[&str]) -> BTreeSet<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

#[test]
fn pitfall_03_a_tick_does_not_make_its_own_proof_stale() {
    let project = project();
    verify(&project, 0);
    let text = project.read(DOCUMENT);
    project.write(DOCUMENT, text.replace("- [ ]", "- [x]"));
    assert_eq!(planned(&project, MILESTONE), set(&[]));
    // Neither does what Milepost itself writes: status, date, ticks.
    project.write(DOCUMENT, text);
    start(&project);
    assert_eq!(planned(&project, MILESTONE), set(&[]));
    // Any other word of the document is an input of a check that reads the whole tree.
    project.replace(DOCUMENT, "One thing is better.", "Two things are better.");
    assert_eq!(planned(&project, MILESTONE), set(&["grep -q 5 price.txt"]));
}

#[test]
fn pitfall_04_green_and_then_edited_is_not_green() {
    let project = project();
    start(&project);
    verify(&project, 0);
    project.replace("price.txt", "5", "6").commit("Dearer");
    project.milepost(&["verify", MILESTONE, "--dry-run"]).exits(5);
    let refused = project.milepost(&["complete", MILESTONE, "--no-run"]);
    refused.exits(3).says("stale");
    verify(&project, 1);
    project.replace("price.txt", "6", "5").commit("As before");
    verify(&project, 0);
    // What a check does not read does not touch it.
    project.write("other.txt", "edited\n");
    assert_eq!(planned(&project, MILESTONE), set(&["grep -q 5 price.txt"]));
    project.milepost(&["why", &format!("{MILESTONE}#unit-tests/fence")]).says("other.txt");
}

#[test]
fn pitfall_05_06_an_edit_during_the_run_and_a_check_that_edits_are_no_pass() {
    let project = project();
    let text = document().section("Integration Tests", &fenced("bash", "echo 5 >>price.txt")).text();
    project.write(DOCUMENT, text).commit("A check that writes");
    let said = verify(&project, 9);
    assert!(said.contains("price.txt"), "the file is named\n{said}");
}

#[test]
fn pitfall_07_what_only_reads_writes_nothing() {
    let project = project();
    start(&project);
    let digest = project.digest(DOCUMENT);
    let item = format!("{MILESTONE}#unit-tests/fence");
    for fresh in [false, true] {
        if fresh {
            verify(&project, 0);
        } else {
            project.replace("price.txt", "5", "5 5").commit("Something to run");
        }
        let before: Vec<(PathBuf, Vec<u8>)> = project.files();
        for args in [
            vec![],
            vec!["status"],
            vec!["next"],
            vec!["show", MILESTONE],
            vec!["explain", MILESTONE],
            vec!["why", &item],
            vec!["lint", MILESTONE],
            vec!["verify", MILESTONE, "--dry-run"],
            vec!["complete", MILESTONE, "--dry-run"],
            vec!["complete", MILESTONE, "--dry-run", "--allow-digest", &digest],
            vec!["ledger", "log"],
            vec!["ledger", "verify"],
            vec!["trust", "--digest", DOCUMENT],
        ] {
            let run = project.milepost(&args);
            assert!(run.code.is_some_and(|code| code < 70 && code != 2), "{}: {}", run.command, run.text());
            let after = project.files();
            for (path, bytes) in &after {
                let known = before.iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes);
                assert_eq!(known, Some(bytes), "`{}` wrote `{}`", run.command, path.display());
            }
            assert_eq!(before.len(), after.len(), "`{}` removed a file", run.command);
        }
    }
}

#[test]
fn pitfall_07_what_a_dry_run_tells_is_what_runs() {
    let project = project();
    let told = planned(&project, MILESTONE);
    assert_eq!(told, set(&["grep -q 5 price.txt", "price"]));
    verify(&project, 0);
    project.write("other.txt", "edited\n");
    let told = planned(&project, MILESTONE);
    let digest = project.digest(DOCUMENT);
    let run = project.milepost(&["verify", MILESTONE, "--json", "--allow-digest", &digest]);
    let report: serde_json::Value = serde_json::from_str(&run.exits(0).stdout).unwrap();
    let mut ran = BTreeSet::new();
    ran_now(&report, &mut ran);
    assert_eq!(ran, told);
}

fn ran_now(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            if let (Some(label), Some(true)) =
                (map.get("label"), map.get("ran").and_then(serde_json::Value::as_bool))
            {
                found.insert(label.as_str().unwrap().to_owned());
            }
            map.values().for_each(|value| ran_now(value, found));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| ran_now(value, found)),
        _ => {}
    }
}

#[test]
fn pitfall_08_an_unset_variable_is_not_an_empty_one() {
    let project = project();
    project
        .write("milepost.toml", format!("{CONFIG}\n[environment]\npass = [\"FLAVOUR\"]\n"))
        .commit("A variable");
    let digest = project.digest(DOCUMENT);
    let with = |value: Option<&str>, more: &[&str]| {
        let env: Vec<(&str, &str)> = value.map(|value| ("FLAVOUR", value)).into_iter().collect();
        project.milepost_with(&env, &[&["verify", MILESTONE], more].concat())
    };
    with(None, &["--allow-digest", &digest]).exits(0);
    with(None, &["--dry-run"]).exits(0);
    with(Some(""), &["--dry-run"]).exits(5);
    with(Some("mild"), &["--dry-run"]).exits(5);
    // A variable that nobody passes on changes nothing.
    project.milepost_with(&[("COLOUR", "red")], &["verify", MILESTONE, "--dry-run"]).exits(0);
}

#[test]
fn pitfall_09_an_edited_command_has_no_evidence_and_no_trust() {
    let project = project();
    let digest = project.digest(DOCUMENT);
    verify(&project, 0);
    project.replace(DOCUMENT, "grep -q 5 price.txt", "grep -q 7 price.txt");
    assert_eq!(planned(&project, MILESTONE), set(&["grep -q 7 price.txt"]));
    project.milepost(&["verify", MILESTONE, "--allow-digest", &digest]).exits(6);
    verify(&project, 1);
}

#[test]
fn pitfall_12_evidence_of_another_repository_proves_nothing_here() {
    let (here, there) = (project(), project());
    here.write("milepost.toml", CONFIG.replace("\"till\"", "\"another\"")).commit("Another project");
    verify(&there, 0);
    verify(&here, 0);
    std::fs::remove_dir_all(here.path(".git/milepost")).unwrap();
    let from = there.path(".git/milepost");
    here.run("cp", &["-a", from.to_str().unwrap(), ".git/milepost"]).exits(0);
    assert_eq!(planned(&here, MILESTONE), set(&["grep -q 5 price.txt", "price"]));
    here.milepost(&["ledger", "verify"]).exits(8);
}

#[test]
fn pitfall_12_evidence_is_not_moved_to_another_item() {
    let project = project();
    start(&project);
    let digest = project.digest(DOCUMENT);
    project.milepost(&["complete", MILESTONE, "--commit", "--allow-digest", &digest]).exits(0);
    project.milepost(&["ledger", "verify"]).exits(0);
    // An attestation that is edited, however little, is found.
    let attestations = std::fs::read_dir(project.path(".milepost/attestations")).unwrap();
    let path = attestations.map(|entry| entry.unwrap().path()).next().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let at = text.find("\"payload\"").unwrap() + 40;
    let mut bytes = text.into_bytes();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    std::fs::write(&path, bytes).unwrap();
    project.milepost(&["ledger", "verify"]).exits(8);
}

#[test]
fn pitfall_13_deleted_evidence_is_missed() {
    let project = project();
    start(&project);
    let digest = project.digest(DOCUMENT);
    project.milepost(&["complete", MILESTONE, "--commit", "--allow-digest", &digest]).exits(0);
    project.milepost(&["ledger", "verify"]).exits(0);
    let records = project.files().into_iter().map(|(path, _)| path);
    let mut records: Vec<PathBuf> =
        records.filter(|path| path.to_string_lossy().contains("/.git/milepost/records/")).collect();
    assert!(!records.is_empty());
    std::fs::remove_file(records.remove(0)).unwrap();
    project.milepost(&["ledger", "verify"]).exits(8);
}

#[test]
fn pitfall_15_the_signature_of_somebody_unknown_does_not_count() {
    let project = project();
    let stranger = Project::new(MILEPOST);
    let text = document().section("Success Criteria", "- [ ] Stakeholder acceptance").text();
    project
        .write(DOCUMENT, text)
        .write(".milepost/allowed_signers", stranger.allowed_signer())
        .commit("Other signers");
    let item = format!("{MILESTONE}#stakeholder-acceptance");
    project.milepost(&["signoff", &item, "--note", "seen"]).exits(3).says("would not count");
    verify(&project, 5);
    // Once the list names the key, a signature counts; and no longer than that.
    project.write(".milepost/allowed_signers", project.allowed_signer()).commit("Our signers");
    project.milepost(&["signoff", &item, "--note", "seen"]).exits(0);
    verify(&project, 0);
    project.write(".milepost/allowed_signers", stranger.allowed_signer()).commit("Other signers again");
    let said = verify(&project, 5);
    assert!(said.contains("Stakeholder acceptance") && said.contains("does not count"), "{said}");
}

#[test]
fn pitfall_25_a_sha256_repository_from_start_to_completion() {
    let project = Project::without_git(MILEPOST);
    project.git(&["init", "--quiet", "--initial-branch=main", "--object-format=sha256", "."]);
    let project = fill(project);
    start(&project);
    verify(&project, 0);
    project.replace("price.txt", "5", "6").commit("Dearer");
    assert_eq!(planned(&project, MILESTONE), set(&["grep -q 5 price.txt", "price"]));
    project.milepost(&["why", &format!("{MILESTONE}#unit-tests/fence")]).says("price.txt");
    project.replace("price.txt", "6", "5").commit("As before");
    let digest = project.digest(DOCUMENT);
    project.milepost(&["complete", MILESTONE, "--commit", "--allow-digest", &digest]).exits(0);
    project.milepost(&["ledger", "verify"]).exits(0);
    assert_eq!(project.git(&["rev-parse", "HEAD"]).len(), 64);
}

#[test]
fn pitfall_28_without_a_record_there_is_no_transition() {
    let project = project();
    start(&project);
    verify(&project, 0);
    let before = project.read(DOCUMENT);
    // A file where the folder of attestations would be: nothing can be recorded there, whoever runs this.
    project.write(".milepost/attestations", "in the way\n");
    let digest = project.digest(DOCUMENT);
    let refused = project.milepost(&["complete", MILESTONE, "--allow-digest", &digest]);
    assert_ne!(refused.code, Some(0), "{}", refused.text());
    assert_eq!(project.read(DOCUMENT), before, "the document moved without its attestation");
    project.remove(".milepost/attestations");
    project.milepost(&["complete", MILESTONE, "--allow-digest", &digest]).exits(0);
    assert!(project.read(DOCUMENT).contains("Completed"));
}

#[test]
fn pitfall_28_evidence_that_cannot_be_recorded_is_no_evidence() {
    let project = project();
    project.write(".git/milepost/records", "in the way\n");
    let digest = project.digest(DOCUMENT);
    let run = project.milepost(&["verify", MILESTONE, "--allow-digest", &digest]);
    assert_ne!(run.code, Some(0), "{}", run.text());
    std::fs::remove_file(project.path(".git/milepost/records")).unwrap();
    assert_eq!(planned(&project, MILESTONE), set(&["grep -q 5 price.txt", "price"]));
}

#[test]
fn pitfall_30_every_fence_of_a_section_runs() {
    let project = project();
    let text = document().text().replace(
        "```bash\ngrep -q 5 price.txt\n```\n",
        "```bash\ngrep -q 5 price.txt\n```\n\nAnd then:\n\n~~~sh title=\"second\"\n\ntest -e \\\n\n  missing.txt\n~~~\n",
    );
    assert!(text.contains("missing.txt"));
    project.write(DOCUMENT, text).commit("Two fences");
    let said = verify(&project, 1);
    assert!(said.contains("2 commands") || said.contains("test -e"), "{said}");
    project.write("missing.txt", "\n").commit("No longer missing");
    // The blank line in the fence ends its first command: it is run as it is written, and fails.
    verify(&project, 1);
}

#[test]
fn pitfall_21_the_project_is_not_read_again_for_every_check() {
    // Git names the tree: how often it is asked to is how often the project is read.
    let asked = |count: usize| {
        let criteria: Vec<String> =
            (0..count).map(|n| format!("- [ ] Number {n}: `test -s price.txt -a {n} -lt 100`")).collect();
        let text = Milestone::new(1, "Till").section("Success Criteria", &criteria.join("\n")).text();
        let project = Project::new(MILEPOST);
        project.write("price.txt", "5\n").write(DOCUMENT, text).commit("Till");
        let digest = project.digest(DOCUMENT);
        let log = project.outside("asked");
        let script = format!("#!/bin/sh\necho \"$*\" >> '{}'\nexec \"$REAL_GIT\" \"$@\"\n", log.display());
        let tools = project.outside("tools");
        std::fs::create_dir_all(&tools).unwrap();
        std::fs::write(tools.join("git"), script).unwrap();
        project.run("chmod", &["+x", tools.join("git").to_str().unwrap()]).exits(0);
        let real = project.run("sh", &["-c", "command -v git"]).stdout;
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        let mut command = project.command(&["verify", MILESTONE, "--allow-digest", &digest]);
        let output = command.env("PATH", path).env("REAL_GIT", real.trim()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read_to_string(log).unwrap().lines().count()
    };
    let (few, many) = (asked(2), asked(24));
    assert!(few > 0, "Git was not asked through `PATH`");
    assert_eq!(many, few, "calls of Git for 24 checks and for 2");
}
