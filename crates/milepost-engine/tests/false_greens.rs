//! What looks proven and is not.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use milepost_engine::{
    Workspace,
    ledger::signing::MachineKey,
    lifecycle::{BranchChoice, Transition, TransitionOptions},
    overview::overview,
    standing::{Proof, Standing},
};
use support::{DOCUMENT, Project, milestone};

#[test]
fn a_reopened_milestone_is_not_proven_by_its_former_attestation() {
    let project = Project::new(&milestone("- [ ] Priced: `grep -q 5 price.txt`"));
    project.write("price.txt", "5\n").commit();
    project.moves(Transition::Start);
    project.commit();
    project.moves(Transition::Complete);
    project.commit();
    assert!(project.assess(|assessment| assessment.frozen.is_some()));
    project.moves(Transition::Reopen);
    project.write("price.txt", "6\n");
    // Somebody writes by hand what only `complete` may write.
    project.replace(DOCUMENT, "🚧 In Progress", "✅ Completed");
    assert!(project.assess(|assessment| assessment.frozen.is_none()));
    assert_eq!(project.standing("Priced"), Standing::Stale);
}

#[test]
fn what_is_bound_to_another_command_since_is_not_what_was_attested() {
    let project = Project::new(&milestone("- [ ] Priced: `test -d docs` <!-- milepost: id priced -->"));
    project.commit();
    project.moves(Transition::Start);
    project.commit();
    project.moves(Transition::Complete);
    assert_eq!(project.standing("Priced"), Standing::Proven);
    project.replace(DOCUMENT, "`test -d docs`", "`test -d away`");
    assert_eq!(project.standing("Priced"), Standing::Claimed);
}

#[test]
fn a_dependency_that_was_cancelled_and_put_away_is_not_done() {
    let document = milestone("- [ ] Priced: `test -d docs`").replace(
        "## Success Criteria",
        "## Dependencies\n\n### Prerequisites\n\n- [ ] Milestone 2 is completed\n\n## Success Criteria",
    );
    let project = Project::new(&document);
    let other = milestone("- [ ] x: `test -d docs`").replace("Milestone 1", "Milestone 2");
    project.write("docs/milestone-2-other.md", other.replace("⏳ Planned", "📦 Archived")).commit();
    let refused = project.refused(Transition::Start);
    assert!(refused.contains("milestone-2-other"), "{refused}");
}

#[test]
fn what_the_risk_asks_is_no_criterion_of_the_milestone() {
    let project = Project::new(&milestone("Nothing to tick.").replace("🟢 Low", "🔴 High"));
    project.replace(DOCUMENT, "⏳ Planned", "🔄 In Progress").commit();
    project.waive("The rollback", 5).unwrap();
    project.waive("The change is reviewed", 5).unwrap();
    project.commit();
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("states no criterion"), "{refused}");
}

#[test]
fn a_waiver_holds_for_the_words_that_were_waived_and_until_its_day() {
    let project = Project::new(&milestone("- [ ] Fast: `test -d away` <!-- milepost: id fast -->"));
    project.commit();
    project.waive("Fast", 0).unwrap();
    assert_eq!(project.standing("Fast"), Standing::Waived);
    assert!(project.waive("Fast", -1).is_err(), "a day that is past");
    project.replace(DOCUMENT, "Fast:", "Fast and safe:");
    assert_eq!(project.standing("Fast and safe"), Standing::Open);
}

#[test]
fn a_signature_counts_in_the_role_in_which_it_was_given() {
    let item = "- [ ] Looked at <!-- milepost: id look; ROLE -->";
    let project = Project::new(&milestone(&item.replace("ROLE", "signed-off by cashier")));
    project.commit();
    project.sign_off("Looked").unwrap();
    assert_eq!(project.standing("Looked"), Standing::Proven);
    project.replace(DOCUMENT, "signed-off by cashier", "signed-off by security");
    assert_eq!(project.standing("Looked"), Standing::Open);
}

#[test]
fn a_signature_for_some_files_is_no_review_of_the_tree() {
    let project =
        Project::new(&milestone("- [ ] Looked at <!-- milepost: id look; manual; inputs price.txt -->"));
    project.write("price.txt", "5\n").write("code.sh", "true\n").commit();
    project.sign_off("Looked").unwrap();
    project.write("code.sh", "false\n");
    assert_eq!(project.standing("Looked"), Standing::Proven);
    project.replace(DOCUMENT, "manual; inputs", "signed-off by reviewer; inputs");
    assert_eq!(project.standing("Looked"), Standing::Open);
}

#[test]
fn the_signature_of_somebody_unknown_counts_nowhere() {
    let project = Project::new(&milestone(
        "- [ ] Seen <!-- milepost: signed-off by owner -->\n- [ ] Runs: `test -d docs`",
    ));
    project.write(".milepost/allowed_signers", Project::allowed("ann@example.org")).commit();
    project.sign_as("mallory@example.org");
    assert!(project.sign_off("Seen").is_err() && project.waive("Seen", 3).is_err());
    // Evidence of hers counts on her machine alone; a completion has to be signed.
    let report = project.verify();
    assert!(
        report.warnings.iter().any(|warning| warning.contains("on this machine alone")),
        "{:?}",
        report.warnings
    );
    assert_eq!(project.standing("Runs"), Standing::Proven);
    project.sign_as("ann@example.org").sign_off("Seen").unwrap();
    assert_eq!(project.standing("Seen"), Standing::Proven);
    project.moves(Transition::Start);
    project.commit().sign_as("mallory@example.org");
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("no key to sign with"), "{refused}");
}

#[test]
fn evidence_signed_by_a_key_that_is_no_longer_believed_is_run_again() {
    let project = Project::new(&milestone("- [ ] Runs: `test -d docs`"));
    let both = Project::allowed("ann@example.org") + &Project::allowed("bob@example.org");
    project.write(".milepost/allowed_signers", both).commit();
    project.sign_as("bob@example.org").verify();
    assert_eq!(project.standing("Runs"), Standing::Proven);
    project.write(".milepost/allowed_signers", Project::allowed("ann@example.org")).commit();
    // It still is what this very machine saw; on any other one nobody answers for it.
    assert_eq!(project.standing("Runs"), Standing::Proven);
    MachineKey::rotate(&milepost_system::OsSystem).unwrap();
    let reason = project.judged("Runs").reason.unwrap();
    assert!(reason.contains("not believed"), "{reason}");
    assert_eq!(project.planned(), 1);
}

#[test]
fn a_document_that_is_gone_was_not_updated() {
    let project = Project::new(&milestone("- [ ] Told <!-- milepost: changed guide/** -->"));
    project.write("guide/a.md", "a\n").commit();
    project.moves(Transition::Start);
    assert_eq!(project.judged("Told").proof, Proof::Failed);
    std::fs::remove_file(project.root().join("guide/a.md")).unwrap();
    assert_eq!(project.judged("Told").proof, Proof::Failed);
    project.write("guide/b.md", "b\n");
    assert_eq!(project.judged("Told").proof, Proof::Passed);
}

#[test]
fn what_milepost_writes_is_no_change_of_work_in_flight() {
    let project = Project::new(&milestone("- [ ] Told <!-- milepost: changed docs/** -->"));
    project.replace(DOCUMENT, "⏳ Planned", "🔄 In Progress").commit();
    project.moves(Transition::Adopt);
    assert_eq!(project.judged("Told").proof, Proof::Failed);
    project.replace(DOCUMENT, "It counts.", "It counts well.");
    assert_eq!(project.judged("Told").proof, Proof::Passed);
}

#[test]
fn what_changes_elsewhere_in_the_repository_is_not_taken_for_the_projects_own() {
    let document = milestone("- [ ] Told <!-- milepost: changed guide/** -->");
    let project = Project::in_folder("till", "sha1", &document);
    project.write("../guide/a.md", "a\n").write("guide/a.md", "a\n").commit();
    project.moves(Transition::Start);
    project.write("../guide/a.md", "another\n");
    assert_eq!(project.judged("Told").proof, Proof::Failed);
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("../guide/a.md"), "{refused}");
}

#[test]
fn a_path_that_leads_out_of_the_project_proves_nothing() {
    for path in ["/etc/passwd", "../outside.txt", "away.txt", "."] {
        let project = Project::new(&milestone(&format!("- [ ] There <!-- milepost: exists {path} -->")));
        project.write("../outside.txt", "x");
        std::os::unix::fs::symlink("../outside.txt", project.root().join("away.txt")).unwrap();
        assert_ne!(project.judged("There").proof, Proof::Passed, "{path}");
    }
}

#[test]
fn items_that_follow_from_each_other_are_told_so_at_once() {
    let items: Vec<String> =
        (0..40).map(|at| format!("- [ ] Item {at} <!-- milepost: all \"Success Criteria\" -->")).collect();
    let project = Project::new(&milestone(&items.join("\n")));
    project.commit();
    assert!(
        project.assess(|assessment| {
            assessment.judged.iter().all(|judged| judged.standing == Standing::Open)
        })
    );
}

#[test]
fn one_item_that_cannot_be_read_hides_no_other() {
    let project = Project::new(&milestone(
        "- [ ] Bad glob <!-- milepost: changed \"a[\" -->\n- [ ] Bad branch <!-- milepost: branch \"a[\" -->\n\
         - [ ] Bad inputs <!-- milepost: run bad -->\n- [ ] Good: `test -d docs`",
    ));
    project.write("milepost.toml", "[checks.bad]\nrun = 'true'\ninputs = ['../up/**']\n").commit();
    project.verify();
    assert_eq!(overview(&project.open()).unwrap().milestones.len(), 1);
    assert_eq!(project.standing("Good"), Standing::Proven);
    for words in ["Bad glob", "Bad branch", "Bad inputs"] {
        assert_eq!(project.standing(words), Standing::Open, "{words}");
    }
}

#[test]
fn a_branch_that_stands_elsewhere_is_not_taken() {
    let project = Project::new(&milestone("- [ ] Priced: `grep -q 5 price.txt`"));
    project.write("price.txt", "6\n").commit();
    project.git(&["branch", "milestone/1-till"]);
    project.write("price.txt", "5\n").commit();
    let refused = project.refused(Transition::Start);
    assert!(refused.contains("at another commit"), "{refused}");
    assert_eq!(project.git(&["branch", "--show-current"]), "main");
    let options = TransitionOptions { jobs: 1, branch: BranchChoice::Stay, ..Default::default() };
    project.move_with(Transition::Start, &options).unwrap();
}

#[test]
fn a_mode_and_the_place_where_a_link_leads_are_inputs() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&milestone("- [ ] Runs <!-- milepost: run till -->"));
    project.write("milepost.toml", "[checks.till]\nrun = 'true'\ninputs = ['src/**']\n");
    project.write("src/till.sh", "true\n").write("other/a.txt", "a").write("another/a.txt", "b");
    let link = project.root().join("src/link");
    std::os::unix::fs::symlink("../other", &link).unwrap();
    project.commit().verify();
    assert_eq!(project.planned(), 0);
    let script = project.root().join("src/till.sh");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(project.planned(), 1);
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(project.planned(), 0);
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("../another", &link).unwrap();
    assert_eq!(project.planned(), 1);
}

#[test]
fn tests_of_a_run_that_did_not_end_well_compare_with_nothing() {
    let report =
        "<testsuites><testsuite name=\"s\"><testcase classname=\"c\" name=\"a\"/></testsuite></testsuites>";
    let project = Project::new(&milestone("- [ ] None worse <!-- milepost: tests unit no-regression -->"));
    let suite =
        "[suites.unit]\nrun = 'bash unit.sh'\nreport = { format = 'junit', path = 'out/junit.xml' }\n";
    project.write("milepost.toml", suite).write(".gitignore", "out/\n").write("report.xml", report);
    let writing = "mkdir -p out\ncat report.xml >out/junit.xml\n";
    project.write("unit.sh", writing).commit();
    project.moves(Transition::Start);
    project.verify();
    assert_eq!(project.standing("None worse"), Standing::Proven);
    // Every test passes, and the command fails: no test explains that.
    project.write("unit.sh", format!("{writing}exit 7\n"));
    project.verify();
    assert_ne!(project.standing("None worse"), Standing::Proven);
    // Every test passes, and a file changes under the run.
    project.write("unit.sh", format!("{writing}date +%N >>report.xml.old\n"));
    project.verify();
    assert_ne!(project.standing("None worse"), Standing::Proven);
}

#[test]
fn a_cancelled_or_unclear_run_refutes_no_tick() {
    let project = Project::new(&milestone("- [x] Clear: `date +%N >>noise.txt`"));
    project.commit().verify();
    assert_eq!(project.judged("Clear").proof, Proof::Missing);
    assert_eq!(project.standing("Clear"), Standing::Claimed);
}

#[test]
fn dirty_files_and_open_blockers_refuse_completion() {
    let document = milestone("- [ ] Priced: `test -d docs`").replace(
        "## Success Criteria",
        "## Dependencies\n\n### Blockers\n\n- The host is down\n\n## Success Criteria",
    );
    let project = Project::new(&document);
    project.replace(DOCUMENT, "⏳ Planned", "🔄 In Progress").commit();
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("open blocker: The host is down"), "{refused}");
    project.replace(DOCUMENT, "- The host is down", "- ~~The host is down~~").commit();
    project.write("new.txt", "x");
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("`new.txt`"), "{refused}");
}

#[test]
fn a_project_without_a_repository_is_read_and_verified() {
    let project = Project::new(&milestone("- [ ] Runs: `test -d docs`"));
    std::fs::remove_dir_all(project.repository().join(".git")).unwrap();
    let workspace: Workspace = project.open();
    assert!(workspace.repository.is_none());
    project.verify();
    assert_eq!(project.standing("Runs"), Standing::Proven);
    project.write("new.txt", "x");
    assert_eq!(project.standing("Runs"), Standing::Stale);
}

#[test]
fn tests_that_the_baseline_did_not_name_are_not_new() {
    let document = milestone("- [ ] All new tests passing").replace(
        "## Success Criteria",
        "## Testing Strategy\n\n### Unit Tests\n\n```bash\nbash unit.sh\n```\n\n## Success Criteria",
    );
    let project = Project::new(&document);
    let report =
        "<testsuites><testsuite name=\"s\"><testcase classname=\"c\" name=\"a\"/></testsuite></testsuites>";
    project.write(
        "unit.sh",
        "mkdir -p out\ncat report.xml >out/junit.xml\necho 'Ran 1 test in 0.01s'\necho OK\n",
    );
    project.write(".gitignore", "out/\n").write("report.xml", report).commit();
    project.moves(Transition::Start);
    // From now on the suite names its tests; the one that it names is an old one.
    let suite =
        "[suites.unit]\nrun = 'bash unit.sh'\nreport = { format = 'junit', path = 'out/junit.xml' }\n";
    project.write("milepost.toml", suite).commit();
    project.verify();
    assert_eq!(project.standing("All new tests passing"), Standing::Open);
}

#[test]
fn start_runs_the_prerequisites_that_a_command_decides() {
    let document = milestone("- [ ] It is there: `test -s unit.sh`").replace(
        "## Success Criteria",
        "## Prerequisites\n\n- [ ] Git is there: `git --version`\n\n## Success Criteria",
    );
    let project = Project::new(&document);
    project.write("unit.sh", "true\n").commit();
    project.moves(Transition::Start);
    assert!(project.read(DOCUMENT).contains("- [x] Git is there"));
}

#[test]
fn every_command_of_an_item_has_to_pass() {
    let project = Project::new(&milestone("- [ ] Both: `bash first.sh` and `bash second.sh`"));
    project.write("first.sh", "exit 1\n").write("second.sh", "true\n").commit();
    project.verify();
    assert_eq!(project.standing("Both"), Standing::Open);
    project.write("first.sh", "true\n").commit();
    project.verify();
    assert_eq!(project.standing("Both"), Standing::Proven);
}

#[test]
fn a_known_test_runner_without_a_word_of_its_tests_proves_no_tests() {
    let document = milestone("- [ ] All tests passing").replace(
        "## Success Criteria",
        "## Testing Strategy\n\n### Unit Tests\n\n```bash\npytest() { :; }\npytest tests\n```\n\n## Success Criteria",
    );
    let project = Project::new(&document);
    project.write("x", "").commit();
    project.verify();
    assert_eq!(project.standing("All tests passing"), Standing::Open);
}
