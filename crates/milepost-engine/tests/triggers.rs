//! When to roll back: what the document says of it is held against what is known.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use milepost_engine::{
    ErrorKind,
    exit::Exit,
    lifecycle::Transition,
    overview::overview,
    session::Session,
    triggers::{TriggerReport, TriggerState, Triggers, triggers},
    trust::{self, Allowed, Class},
    verify::{VerifyOptions, verify},
};
use support::{DOCUMENT, Project, consent, milestone};

const TRIGGERS: &str = "- Test failures that can't be resolved quickly\n- Critical bugs discovered\n\
    - Breaking changes to dependent systems\n- Performance degradation > 10%\n\
    - [ ] The shop is closed <!-- milepost: run \"grep -q open shop.txt\" -->";

/// A suite of two tests, one of which reads a file.
const SUITE: &str = "mkdir -p out\nif grep -q 5 price.txt; then more=''; else more='<failure/>'; fi\n\
    printf '<testsuite name=\"s\"><testcase name=\"a\"/><testcase name=\"b\">%s</testcase></testsuite>' \"$more\" > out/r.xml\n\
    test -z \"$more\"\n";

fn started(triggers: &str, settings: &str) -> Project {
    let sections = format!(
        "## Dependencies\n\n### Blockers\n\n- None\n\n## Rollback Plan\n\n### When to Rollback\n\n{triggers}\n\n\
         ### Rollback Procedure\n\n```bash\ngit log\n```\n\n## Success"
    );
    let project =
        Project::new(&milestone("- [ ] All existing tests still passing").replace("## Success", &sections));
    let suite = "[suites.unit]\nrun = 'sh suite.sh'\nreport = { format = 'junit', path = 'out/r.xml' }\n";
    project
        .write("milepost.toml", format!("{suite}{settings}"))
        .write(".gitignore", "out\n")
        .write("suite.sh", SUITE)
        .write("price.txt", "5\n")
        .write("shop.txt", "open\n")
        .write("bench.sh", "echo took 100\n")
        .commit();
    project.moves(Transition::Start);
    project.commit();
    project
}

fn verified(project: &Project) -> (Triggers, Exit) {
    let document = project.verify().documents.remove(0);
    (document.triggers, document.exit)
}

#[track_caller]
fn of<'t>(found: &'t Triggers, words: &str) -> &'t TriggerReport {
    found.triggers.iter().find(|one| one.text.starts_with(words)).unwrap_or_else(|| panic!("{found:#?}"))
}

#[test]
fn nothing_is_hit_while_all_is_well_and_what_nobody_measures_is_never_clear() {
    let project = started(TRIGGERS, "");
    let (found, exit) = verified(&project);
    assert_eq!(exit, Exit::Ok, "{found:#?}");
    assert_eq!(found.triggers.len(), 5);
    for clear in ["Test failures", "Critical", "The shop"] {
        assert_eq!(of(&found, clear).state, TriggerState::Clear, "{clear}: {found:#?}");
    }
    for unknown in ["Performance", "Breaking"] {
        assert_eq!(of(&found, unknown).state, TriggerState::NotMeasured, "{unknown}: {found:#?}");
    }
    assert!(found.decision.is_none());
    let before = project.read(DOCUMENT);
    assert!(before.contains("- [ ] The shop is closed"));
    let report = project.moves(Transition::Complete);
    assert!(
        project.read(DOCUMENT).contains("- [ ] The shop is closed"),
        "no tick says that it is to be rolled back"
    );
    assert_eq!(
        report.warnings.iter().filter(|text| text.contains("is not measured")).count(),
        2,
        "{report:#?}"
    );
}

#[test]
fn a_failure_is_a_risk_and_after_its_time_a_hit() {
    let project = started(TRIGGERS, "");
    project.write("price.txt", "none\n").commit();
    let (found, _) = verified(&project);
    let failing = of(&found, "Test failures");
    assert_eq!(failing.state, TriggerState::AtRisk, "{found:#?}");
    assert!(failing.reason.contains("`s/b` fails since 0 min, 24 h is allowed"), "{}", failing.reason);

    let project = started("- Test failures that last longer than 0 minutes", "");
    project.write("price.txt", "none\n").commit();
    let (found, exit) = verified(&project);
    assert_eq!((of(&found, "Test failures").state, exit), (TriggerState::Hit, Exit::Failed), "{found:#?}");
    assert!(!of(&found, "Test failures").evidence.is_empty(), "the record that shows it is named");
    let decision = found.decision.unwrap();
    // The commit with what `start` wrote stays: without it there is no baseline.
    let start = project.git(&["rev-parse", "--short=12", "HEAD^"]);
    assert_eq!(decision.command, Some(format!("git revert --no-edit {start}..HEAD")), "{}", decision.what);
    assert!(decision.what.ends_with("1 of Milepost's own stays"), "{}", decision.what);
    assert!(decision.procedure.is_some());
    assert_eq!(decision.rollback.as_deref(), Some("milepost rollback docs/1"));
    project.moves(Transition::Block);
    project.commit();
    project.write("other.txt", "more\n").commit();
    let (found, _) = verified(&project);
    let command = found.decision.unwrap().command.unwrap();
    let commits = ["HEAD", "HEAD^^"].map(|commit| project.git(&["rev-parse", "--short=12", commit]));
    assert_eq!(command, format!("git revert --no-edit {}", commits.join(" ")));
}

#[test]
fn a_run_that_skips_a_test_makes_its_failure_no_younger() {
    let project = started("- Test failures that last longer than 1 hour", "");
    let skip = SUITE.replace("<failure/>", "<skipped/>").replace("test -z \"$more\"\n", "");
    project.write("price.txt", "none\n").commit();
    verified(&project);
    let since = |project: &Project| {
        let workspace = project.open();
        let session = Session::read(&workspace).unwrap();
        let assessment = session.assess(Project::index(&workspace), false, false).unwrap();
        let moments = milepost_engine::regressions::test_history(&session, &assessment, "s/b").unwrap();
        moments.into_iter().map(|moment| moment.status.unwrap_or_default()).collect::<Vec<_>>()
    };
    project.write("suite.sh", skip).commit();
    verified(&project);
    project.write("suite.sh", SUITE).write("more.txt", "\n").commit();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let (found, _) = verified(&project);
    assert_eq!(since(&project), ["passed", "failed", "skipped", "failed"]);
    let failing = of(&found, "Test failures");
    assert_eq!(failing.state, TriggerState::AtRisk, "{found:#?}");
    // It counts from the first failure: the age of a second is more than none.
    let limited = started("- Test failures that last longer than 0 minutes", "");
    limited.write("price.txt", "none\n").commit();
    verified(&limited);
    assert_eq!(of(&verified(&limited).0, "Test failures").state, TriggerState::Hit);
}

#[test]
fn a_failure_on_other_files_is_asked_again_and_not_held_against_these() {
    let project = started(TRIGGERS, "");
    project.write("shop.txt", "closed\n").commit();
    let (found, _) = verified(&project);
    assert_eq!(of(&found, "The shop").state, TriggerState::Hit, "{found:#?}");
    project.write("shop.txt", "open\n").commit();
    let workspace = project.open();
    let session = Session::read(&workspace).unwrap();
    let assessment = session.assess(Project::index(&workspace), false, true).unwrap();
    let found = triggers(&session, &assessment, None).unwrap();
    let shop = of(&found, "The shop");
    assert_eq!((shop.state, shop.blocks), (TriggerState::NotMeasured, true), "{found:#?}");
    assert!(shop.reason.contains("failed before, since then `shop.txt` was modified"), "{}", shop.reason);
    assert_eq!(shop.hint.as_deref(), Some("run `milepost verify`"));
    assert!(found.decision.is_none(), "nothing is to be decided yet");
    let (found, _) = verified(&project);
    assert_eq!(of(&found, "The shop").state, TriggerState::Clear, "{found:#?}");
}

#[test]
fn a_new_test_that_fails_is_a_failure_and_no_regression() {
    let more =
        SUITE.replace("%s</testcase>", "%s</testcase><testcase name=\"c\"><failure/></testcase>") + "false\n";
    for (entry, state) in [
        ("- Tests that fail longer than 0 minutes", TriggerState::Hit),
        ("- Regressions that are older than 0 minutes", TriggerState::Clear),
    ] {
        let project = started(&entry.replace("are older", "last longer"), "");
        project.write("suite.sh", &more).commit();
        let (found, _) = verified(&project);
        assert_eq!(found.triggers[0].state, state, "{entry}: {found:#?}");
    }
}

#[test]
fn a_command_that_fails_refuses_the_completion_until_it_is_waived() {
    let project = started(TRIGGERS, "");
    project.write("shop.txt", "closed\n").commit();
    let (found, exit) = verified(&project);
    assert_eq!((of(&found, "The shop").state, exit), (TriggerState::Hit, Exit::Failed), "{found:#?}");
    let overview = overview(&project.open()).unwrap();
    assert!(overview.milestones[0].next.as_ref().unwrap().reason.contains("decide"));
    assert!(overview.milestones[0].blockers[0].starts_with("reason to roll back: The shop is closed"));
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("the reason to roll back “The shop is closed” holds"), "{refused}");
    project.waive("The shop", 1).unwrap();
    project.commit();
    let report = project.moves(Transition::Complete);
    assert!(report.waivers.iter().any(|text| text.contains("The shop is closed")), "{:?}", report.waivers);
}

#[test]
fn an_open_blocker_is_a_critical_bug_and_without_a_list_of_blockers_nobody_knows() {
    let project = started(TRIGGERS, "");
    project.replace(DOCUMENT, "- None", "- Critical bug: totals are lost").commit();
    let (found, _) = verified(&project);
    assert_eq!(of(&found, "Critical").state, TriggerState::Hit, "{found:#?}");
    project.replace(DOCUMENT, "### Blockers\n\n- Critical bug: totals are lost\n", "");
    let (found, _) = verified(&project);
    assert_eq!(of(&found, "Critical").state, TriggerState::NotMeasured, "{found:#?}");
}

#[test]
fn performance_is_measured_against_what_the_entry_allows() {
    let metric = "[metrics.speed]\nrun = 'bash bench.sh'\nmeasure = 'stdout'\npattern = 'took ([0-9]+)'\n";
    let project = started("- Performance degradation > 10%", metric);
    let state = |took: &str| {
        project.write("bench.sh", format!("echo took {took}\n"));
        let (found, exit) = verified(&project);
        (of(&found, "Performance").state, exit, of(&found, "Performance").reason.clone())
    };
    assert_eq!(state("105").0, TriggerState::Clear);
    let (close, exit, words) = state("109");
    assert_eq!((close, exit), (TriggerState::AtRisk, Exit::Ok));
    assert!(words.contains("`speed` used up 90% of what is allowed"), "{words}");
    let (hit, exit, words) = state("120");
    assert_eq!((hit, exit), (TriggerState::Hit, Exit::Failed));
    assert!(words.contains("`speed` changed from 100 to 120"), "{words}");
    let (broken, exit, words) = state("");
    assert_eq!((broken, exit), (TriggerState::NotMeasured, Exit::Inconclusive), "{words}");
    project.commit();
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("“Performance degradation > 10%” is not measured"), "{refused}");
}

#[test]
fn a_milestone_that_needs_this_one_and_fails_is_a_hit() {
    let project = started(TRIGGERS, "");
    let other = milestone("- [ ] Sold: `grep -q open shop.txt` <!-- milepost: invariant -->")
        .replace("Milestone 1: Till", "Milestone 2: Sale")
        .replace("⏳ Planned", "🚧 In Progress")
        .replace("## Success", "## Dependencies\n\n### Prerequisites\n\n- [x] Milestone 1\n\n## Success");
    project.write("docs/milestone-2-sale.md", other).commit();
    let (found, _) = verified(&project);
    // The same command was run as a reason to roll back of this one: the evidence is of both.
    let breaking = of(&found, "Breaking");
    assert_eq!(breaking.state, TriggerState::Clear, "{found:#?}");
    assert!(breaking.reason.contains("docs/2"), "{}", breaking.reason);
    project.write("price.txt", "15\n");
    project.replace("docs/milestone-2-sale.md", "open shop.txt", "closed shop.txt");
    let (found, _) = verified(&project);
    let breaking = of(&found, "Breaking");
    assert_eq!(breaking.state, TriggerState::NotMeasured, "nothing was run for it: {found:#?}");
    assert!(breaking.hint.as_ref().unwrap().contains("docs/2"), "{breaking:?}");
    project.write("shop.txt", "closed\n");
    project.replace("docs/milestone-2-sale.md", "closed shop.txt", "open shop.txt");
    let (found, _) = verified(&project);
    assert_eq!(of(&found, "Breaking").state, TriggerState::Hit, "{found:#?}");
    // That it waits for something does not mend it.
    project.replace("docs/milestone-2-sale.md", "🚧 In Progress", "⛔ Blocked");
    let (found, _) = verified(&project);
    assert_eq!(of(&found, "Breaking").state, TriggerState::Hit, "{found:#?}");
}

#[test]
fn what_needs_this_milestone_is_verified_with_it_under_its_own_grant() {
    const OTHER: &str = "docs/milestone-2-shop.md";
    let triggers =
        "## Rollback Plan\n\n### When to Rollback\n\n- Breaking changes to dependent systems\n\n## Success";
    let own = milestone("- [ ] There <!-- milepost: run \"test -e shop.txt\"; invariant -->");
    let project = Project::new(&own.replace("## Success", triggers));
    let other = "# Milestone 2: Shop\n\n**Status**: In Progress\n**Depends on**: M1\n\n## Success Criteria\n\n\
        - [ ] Open <!-- milepost: run \"grep -q open shop.txt\"; invariant; must-fail-with shut.patch -->\n\
        - [ ] New <!-- milepost: run \"test -e new.txt\" -->\n";
    let patch = "--- a/shop.txt\n+++ b/shop.txt\n@@ -1 +1 @@\n-open\n+shut\n";
    project.write(OTHER, other).write("shop.txt", "open\n").write("shut.patch", patch).commit();
    project.moves(Transition::Start);
    project.commit();

    let report = project.verify();
    let found = &report.documents[0].triggers;
    assert_eq!(of(found, "Breaking").state, TriggerState::NotMeasured, "{found:#?}");
    let warnings = report.warnings.join("; ");
    assert!(warnings.contains("needs this milestone, and its commands were not run"), "{warnings}");

    let workspace = project.open();
    let index = workspace.portfolio.find(OTHER).unwrap();
    let bound = workspace.bind(index);
    let request = trust::request(&workspace, index, &bound, Class::Verify, &Allowed::default()).unwrap();
    trust::grant(&workspace, &request, &consent()).unwrap();
    let report = project.verify();
    assert_eq!(
        (report.documents.len(), report.exit(), report.warnings.len()),
        (1, Exit::Ok, 0),
        "{report:#?}"
    );
    // What the other one is to change may fail still.
    assert_eq!(of(&report.documents[0].triggers, "Breaking").state, TriggerState::Clear);

    project.write("shop.txt", "closed\n");
    let (found, exit) = verified(&project);
    let broken = of(&found, "Breaking");
    assert_eq!((broken.state, exit), (TriggerState::Hit, Exit::Failed), "{found:#?}");
    assert!(broken.reason.contains("“Open”"), "{}", broken.reason);

    // Where nobody trusts the milestone's own commands, those of others do not run either.
    project.replace(DOCUMENT, "test -e shop.txt", "test -s shop.txt");
    project.write("shop.txt", "open\n");
    let workspace = project.open();
    let index = Project::index(&workspace);
    let mut ran = 0;
    let error = verify(&workspace, &[index], &VerifyOptions::default(), &mut |_| ran += 1).unwrap_err();
    assert_eq!((error.kind, ran), (ErrorKind::Untrusted, 0));
}
