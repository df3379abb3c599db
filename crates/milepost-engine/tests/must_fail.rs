//! `must-fail-with`: a check has to fail once a patch is applied, in a copy of the project.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make real files and start real processes"
)]

mod support;

use milepost_engine::{
    ErrorKind,
    exit::Exit,
    lifecycle::Transition,
    standing::{Proof, Standing},
    trust::Allowed,
    verify::{RanRun, VerifyOptions, VerifyReport, verify},
};
use support::{DOCUMENT, Project, milestone};

const PATCH: &str = "--- a/price.txt\n+++ b/price.txt\n@@ -1 +1 @@\n-5\n+6\n";

/// A project whose one criterion is decided by a command that has to fail with the patch.
fn project(command: &str) -> Project {
    let criterion = format!("- [ ] Priced <!-- milepost: run \"{command}\"; must-fail-with break.patch -->");
    let project = Project::new(&milestone(&criterion));
    project.write("price.txt", "5\n").write("break.patch", PATCH).commit();
    project
}

/// The run of the patch.
fn tried(report: &VerifyReport) -> &RanRun {
    let mut runs = report.documents[0].runs.iter();
    runs.find(|run| run.must_fail_with.is_some()).expect("a run that has to fail")
}

/// All files but those of Git.
fn files(project: &Project) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let git = project.repository().join(".git");
    let own = |path: &std::path::PathBuf| path.starts_with(project.repository()) && !path.starts_with(&git);
    project
        .listing()
        .into_iter()
        .filter(|(path, _)| own(path))
        .map(|(path, (_, bytes))| (path, bytes))
        .collect()
}

#[test]
fn a_check_that_sees_the_break_is_strong_and_nothing_of_the_project_changes() {
    let project = project("grep -q 5 price.txt");
    project.moves(Transition::Start);
    project.commit();
    let before = files(&project);
    let report = project.verify();
    let run = tried(&report);
    assert_eq!((run.verdict.as_str(), run.ran), ("pass", true), "{run:?}");
    assert_eq!(run.label, "grep -q 5 price.txt must fail with break.patch");
    assert_eq!(report.exit(), Exit::Ok);
    let judged = project.judged("Priced");
    assert_eq!((judged.standing, judged.weak), (Standing::Proven, None));
    assert!(judged.reason.unwrap().contains("passed, and fails with `break.patch`"));
    assert_eq!(judged.evidence.len(), 2, "the run and the trial");
    assert_eq!(files(&project), before);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    // It is used again while nothing changed, and tried anew for other files.
    assert_eq!(project.planned(), 0);
    project.write("notes.txt", "more\n");
    assert_eq!(project.standing("Priced"), Standing::Stale);
    assert_eq!(project.planned(), 2);
}

#[test]
fn a_check_that_passes_with_the_break_too_is_refuted_as_weak() {
    let project = project("test -s price.txt");
    let report = project.verify();
    let run = tried(&report);
    assert_eq!((run.verdict.as_str(), run.ran), ("fail", true), "{run:?}");
    assert_eq!(run.reason.as_deref(), Some("it passes also when `break.patch` is applied"));
    assert_eq!(report.exit(), Exit::Failed);
    let judged = project.judged("Priced");
    assert_eq!(judged.proof, Proof::Failed);
    assert!(judged.reason.unwrap().contains("is weak: it passes also when `break.patch` is applied"));
    project.replace(DOCUMENT, "- [ ] Priced", "- [x] Priced");
    assert_eq!(project.standing("Priced"), Standing::Refuted);
    // Another command for the same item is another trial.
    project.replace(DOCUMENT, "test -s price.txt", "grep -q 5 price.txt");
    project.verify();
    assert_eq!(project.standing("Priced"), Standing::Proven);
}

#[test]
fn a_check_that_fails_is_not_tried_with_the_break() {
    let project = project("grep -q 7 price.txt");
    let report = project.verify();
    let run = tried(&report);
    assert_eq!(
        (run.ran, run.because.join(" ")),
        (false, "`grep -q 7 price.txt` does not pass yet".to_owned())
    );
    assert_eq!(project.judged("Priced").proof, Proof::Failed);
}

#[test]
fn high_risk_refuses_what_passed_before_the_work_until_it_failed_with_the_patch() {
    let document = milestone("- [ ] Priced <!-- milepost: run \"grep -q 5 price.txt\" -->")
        .replace("🟢 Low", "🔴 High")
        .replace("## Success", "## Rollback Plan\n\nRevert it.\n\n## Success");
    let project = Project::new(&document);
    project
        .write("milepost.toml", "[gates.high]\nrehearsal = false\nreview = false\nrollback-plan = false\n")
        .write("price.txt", "5\n")
        .write("break.patch", PATCH)
        .commit();
    let report = project.moves(Transition::Start);
    assert_eq!(report.weak.len(), 1, "{:?}", report.weak);
    project.commit();
    assert!(project.refused(Transition::Complete).contains("“Priced” is weak: it passed before the work"));
    // The annotation alone changes nothing: it has to be tried.
    project.replace(DOCUMENT, "price.txt\" -->", "price.txt\"; must-fail-with break.patch -->").commit();
    assert_eq!(project.judged("Priced").proof, Proof::Stale);
    project.moves(Transition::Complete);
}

#[test]
fn a_changed_patch_asks_again_who_trusts_it() {
    let project = project("grep -q 5 price.txt");
    project.verify();
    project.write("break.patch", PATCH.replace("+6", "+7"));
    let workspace = project.open();
    let index = Project::index(&workspace);
    let error = verify(&workspace, &[index], &VerifyOptions::default(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Untrusted);
    assert!(error.reasons.join(" ").contains("`break.patch`"), "{:?}", error.reasons);
    let bound = workspace.bind(index);
    let class = milepost_engine::trust::Class::Verify;
    let request =
        milepost_engine::trust::request(&workspace, index, &bound, class, &Allowed::default()).unwrap();
    let patched = request.commands.iter().find(|one| one.patch.is_some()).expect("the trial");
    assert_eq!(patched.script, "grep -q 5 price.txt");
    let shown = request.references.iter().find(|one| one.path == "break.patch").unwrap();
    assert!(shown.text.as_ref().unwrap().contains("+7"));
    // An annotation that names another patch is asked for as well.
    project.trust().replace(DOCUMENT, "must-fail-with break.patch", "must-fail-with other.patch");
    project.write("other.patch", PATCH);
    let workspace = project.open();
    let error = verify(&workspace, &[index], &VerifyOptions::default(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Untrusted);
}

#[test]
fn what_cannot_be_tried_is_no_pass() {
    let told = |project: &Project, words: &str| {
        let report = project.verify();
        let run = tried(&report);
        assert_eq!(run.verdict, "inconclusive", "{run:?}");
        assert!(run.reason.as_ref().unwrap().contains(words), "{words}: {run:?}");
        assert_eq!(report.exit(), Exit::Inconclusive);
        assert_eq!(project.judged("Priced").proof, Proof::Inconclusive);
    };
    let project = project("grep -q 5 price.txt");
    project.write("break.patch", PATCH.replace("-5", "-4"));
    told(&project, "`break.patch` does not apply");
    project.write(".gitignore", "break.patch\n").git(&["rm", "--quiet", "--cached", "break.patch"]);
    told(&project, "`break.patch` is no file of the project");

    let project = self::project("bash check.sh");
    project.write("check.sh", "test -x ./tool && ./tool\n");
    let patch = "--- a/tool\n+++ b/tool\n@@ -1 +1 @@\n-exit 0\n+no-such-command-at-all\n";
    project.write("break.patch", patch).write("tool", "exit 0\n");
    project.git(&["update-index", "--add", "--chmod=+x", "tool"]);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(project.root().join("tool"), mode).unwrap();
    told(&project, "no verdict of the command itself");
}

#[test]
fn what_git_ignores_is_missing_in_the_copy_until_it_is_prepared() {
    let project = project("bash check.sh");
    project
        .write("check.sh", "grep -q ready built/state && grep -q 5 price.txt\n")
        .write(".gitignore", "built/\n")
        .write("built/state", "ready\n");
    let report = project.verify();
    let reason = tried(&report).reason.clone().unwrap();
    assert!(reason.contains("does not pass without `break.patch` either"), "{reason}");
    assert_eq!(project.judged("Priced").proof, Proof::Inconclusive);
    project.write("milepost.toml", "[copies]\nprepare = 'mkdir -p built && echo ready > built/state'\n");
    let report = project.verify();
    assert_eq!(tried(&report).verdict, "pass", "{:?}", tried(&report));
    assert_eq!(project.standing("Priced"), Standing::Proven);
}

#[test]
fn a_check_that_cannot_run_twice_in_one_place_is_not_seen_to_fail() {
    let project = project("mkdir built && test -s price.txt");
    project.write(".gitignore", "built/\n");
    let report = project.verify();
    let run = tried(&report);
    assert_eq!(run.verdict, "inconclusive", "{run:?}");
    let reason = run.reason.as_ref().unwrap();
    assert!(reason.contains("does not pass a second time without `break.patch`"), "{reason}");
    assert_eq!(project.judged("Priced").proof, Proof::Inconclusive);
}

#[test]
fn a_patch_to_the_check_itself_shows_nothing() {
    let project = project("bash check.sh");
    let renamed =
        "diff --git a/check.sh b/other.sh\nsimilarity index 100%\nrename from check.sh\nrename to other.sh\n";
    let changed = "--- a/check.sh\n+++ b/check.sh\n@@ -1 +1 @@\n-test -s price.txt\n+exit 1\n";
    for patch in [changed, renamed] {
        project.write("check.sh", "test -s price.txt\n").write("break.patch", patch);
        let report = project.verify();
        let run = tried(&report);
        assert_eq!(run.verdict, "inconclusive", "{run:?}");
        let reason = run.reason.as_ref().unwrap();
        assert!(reason.contains("`break.patch` changes the check itself: `check.sh`"), "{reason}");
    }
    assert_eq!(project.judged("Priced").proof, Proof::Inconclusive);
}
