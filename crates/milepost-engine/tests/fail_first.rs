//! What passed before the work began says nothing of the work until it was seen to fail.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use milepost_engine::{
    lifecycle::{Transition, TransitionOptions},
    overview::overview,
    standing::Standing,
};
use support::{DOCUMENT, Project, milestone};

const CRITERIA: &str = "- [ ] Builds: `sh build.sh`\n\
    - [ ] Built by name <!-- milepost: run \"sh build.sh # build\" -->\n\
    - [ ] Priced <!-- milepost: run \"grep -q 5 price.txt\" -->\n\
    - [ ] Taxed <!-- milepost: run \"grep -q 7 tax.txt\" -->\n\
    - [ ] Listed <!-- milepost: exists price.txt -->";

fn started() -> Project {
    let project = Project::new(&milestone(CRITERIA));
    project.write("build.sh", "true\n").write("price.txt", "5\n").write("tax.txt", "0\n").commit();
    let report = project.moves(Transition::Start);
    let weak: Vec<&str> = report.weak.iter().filter_map(|text| text.split('”').next()).collect();
    assert_eq!(weak, ["“Priced", "“Listed"], "{:?}", report.weak);
    project.commit();
    project
}

#[test]
fn what_passed_before_the_work_is_weak_until_it_fails_once() {
    let project = started();
    project.verify();
    for steady in ["Builds", "Built by name", "Taxed"] {
        assert_eq!(project.judged(steady).weak, None, "{steady}");
    }
    let priced = project.judged("Priced");
    assert_eq!(priced.standing, Standing::Proven);
    assert!(priced.weak.unwrap().contains("before the work"), "{:?}", priced.hint);
    let overview = overview(&project.open()).unwrap();
    assert_eq!(overview.milestones[0].weak, 2);

    project.write("price.txt", "none\n");
    project.verify();
    project.write("price.txt", "5 and more\n");
    project.verify();
    assert_eq!(project.judged("Priced").weak, None, "it was seen to fail");
    assert!(project.judged("Listed").weak.is_some());
}

#[test]
fn a_code_span_asks_for_a_change_unless_it_builds_or_runs_a_whole_suite() {
    let criteria = "- [ ] Builds: `make build`\n- [ ] Tested: `make test`\n- [ ] Priced: `grep -q 5 price.txt`\n\
        - [ ] Taxed: `grep -q 7 tax.txt`\n- [ ] Kept: `grep -q 5 price.txt` <!-- milepost: invariant -->";
    let project = Project::new(&milestone(criteria));
    let make = "build:\n\ttrue\ntest:\n\techo '1..1'; echo 'ok 1 - a'\n";
    project.write("Makefile", make).write("price.txt", "5\n").write("tax.txt", "0\n").commit();
    let report = project.moves(Transition::Start);
    assert!(report.weak.len() == 1 && report.weak[0].starts_with("“Priced"), "{:?}", report.weak);
    project.commit();
    project.write("tax.txt", "7\n");
    project.verify();
    assert_eq!(project.judged("Taxed").weak, None, "it failed before the work");
    assert!(project.judged("Priced").weak.is_some());
}

#[test]
fn a_command_that_could_not_be_run_has_not_failed() {
    let project = Project::new(&milestone("- [ ] Priced <!-- milepost: run \"sh check.sh\" -->"));
    project.write("check.sh", "exit 0\n").commit();
    project.moves(Transition::Start);
    project.write("check.sh", "exit 127\n").verify();
    project.write("check.sh", "exit 0 # again\n").verify();
    assert!(project.judged("Priced").weak.is_some());
}

#[test]
fn what_could_not_be_run_before_the_work_has_not_failed_there() {
    let project = Project::new(&milestone("- [ ] Priced <!-- milepost: run \"bash check.sh\" -->"));
    project.commit();
    project.moves(Transition::Start);
    project.write("check.sh", "exit 0\n").verify();
    let priced = project.judged("Priced");
    assert_eq!(priced.standing, Standing::Proven);
    assert!(priced.weak.is_some_and(|weak| weak.contains("not known")));
}

#[test]
fn high_risk_refuses_weak_passes_and_a_waiver_is_shown() {
    let criteria =
        "- [ ] Priced <!-- milepost: run \"grep -q 5 price.txt\" -->\n- [ ] All deliverables completed";
    let document = milestone(criteria).replace("🟢 Low", "🔴 High").replace(
        "## Success",
        "## Rollback Plan\n\nRevert it.\n\n## Deliverables\n\n- [ ] The list `price.txt`\n\n## Success",
    );
    let project = Project::new(&document);
    project
        .write("milepost.toml", "[gates.high]\nrehearsal = false\nreview = false\nrollback-plan = false\n");
    project.write("price.txt", "5\n").commit();
    project.moves(Transition::Start);
    project.commit();
    let refused = project.refused(Transition::Complete);
    assert!(refused.contains("“Priced” is weak: it passed before the work began"), "{refused}");
    assert!(refused.contains("price.txt"), "{refused}");
    project.waive("Priced", 1).unwrap();
    project.waive("The list", 1).unwrap();
    project.commit();
    let report = project.moves(Transition::Complete);
    assert_eq!(report.waivers.len(), 2, "{:?}", report.waivers);
    assert_eq!(project.standing("Priced"), Standing::Waived);
}

#[test]
fn low_risk_tells_weak_passes_and_completes() {
    let project = Project::new(&milestone("- [ ] Priced <!-- milepost: run \"grep -q 5 price.txt\" -->"));
    project.write("price.txt", "5\n").commit();
    project.moves(Transition::Start);
    project.commit();
    let report = project.moves(Transition::Complete);
    assert_eq!(report.weak.len(), 1, "{:?}", report.weak);
}

#[test]
fn an_invariant_is_never_weak_and_nothing_runs_when_told_so() {
    let criteria = "- [ ] Priced <!-- milepost: run \"grep -q 5 price.txt\"; invariant -->";
    let project = Project::new(&milestone(criteria));
    project.write("price.txt", "5\n").commit();
    assert!(project.moves(Transition::Start).weak.is_empty());
    project.verify();
    assert_eq!(project.judged("Priced").weak, None);

    let project = Project::new(&milestone(&criteria.replace("; invariant", "")));
    project.write("price.txt", "5\n").commit();
    let options = TransitionOptions { no_run: true, jobs: 1, ..TransitionOptions::default() };
    let report = project.move_with(Transition::Start, &options).unwrap();
    assert!(report.weak.is_empty() && report.verified.is_none());
    project.replace(DOCUMENT, "- [ ] Priced", "- [x] Priced");
    project.verify();
    let weak = project.judged("Priced").weak.expect("nobody knows what it said before");
    assert!(weak.contains("is not known"), "{weak}");
    project.write("price.txt", "none\n").verify();
    project.write("price.txt", "5 again\n").verify();
    assert_eq!(project.judged("Priced").weak, None, "it was seen to fail");
}

#[test]
fn another_time_limit_and_another_variable_make_no_other_criterion() {
    let criteria = "- [ ] Priced <!-- milepost: run priced -->\n- [ ] Taxed <!-- milepost: run taxed -->";
    let checks = "[checks.priced]\nrun = 'grep -q 5 price.txt'\n[checks.taxed]\nrun = 'grep -q 7 tax.txt'\n";
    let project = Project::new(&milestone(criteria));
    project.write("milepost.toml", checks).write("price.txt", "5\n").write("tax.txt", "0\n").commit();
    assert_eq!(project.moves(Transition::Start).weak.len(), 1);
    project.commit();
    let more = "timeout = 30\nenv = { MODE = 'strict' }\n";
    project.write("milepost.toml", checks.replace("txt'\n", &format!("txt'\n{more}")));
    project.write("tax.txt", "7\n").verify();
    let weak = project.judged("Priced").weak.expect("it passed before the work");
    assert!(weak.contains("passed before the work"), "{weak}");
    assert_eq!(project.judged("Taxed").weak, None, "it failed before the work");
    // Another command is another criterion.
    project.replace("milepost.toml", "grep -q 7", "grep -q .").verify();
    assert!(project.judged("Taxed").weak.is_some_and(|weak| weak.contains("is not known")));
}

#[test]
fn what_the_baseline_does_not_know_is_weak_until_it_failed() {
    let project = started();
    // Another command stands for "Taxed" now, and one item is new.
    project.replace(DOCUMENT, "grep -q 7 tax.txt", "grep -q . tax.txt");
    let listed = "Listed <!-- milepost: exists price.txt -->";
    let added = "- [ ] Sold <!-- milepost: run \"test -s sold.txt\" -->\n- [ ] Noted <!-- milepost: exists sold.txt -->";
    project.replace(DOCUMENT, listed, &format!("{listed}\n{added}"));
    project.write("sold.txt", "1\n");
    project.verify();
    for unknown in ["Taxed", "Sold"] {
        let judged = project.judged(unknown);
        assert_eq!(judged.standing, Standing::Proven, "{unknown}");
        assert!(
            judged.weak.as_ref().is_some_and(|weak| weak.contains("is not known")),
            "{unknown}: {judged:?}"
        );
        assert!(judged.hint.unwrap().contains("let it fail once"));
    }
    // A path is different: the commit before the work tells that it was not there.
    assert_eq!(project.judged("Noted").weak, None);
    project.write("sold.txt", "").verify();
    project.write("sold.txt", "2\n").verify();
    assert_eq!(project.judged("Sold").weak, None);
}

#[test]
fn adopted_work_knows_of_no_command_what_it_said_before() {
    let project = Project::new(&milestone(CRITERIA));
    project.write("build.sh", "true\n").write("tax.txt", "7\n").commit();
    project.git(&["checkout", "-q", "-b", "work"]);
    project.write("price.txt", "5\n").commit();
    project.moves(Transition::Adopt);
    project.verify();
    assert!(project.judged("Priced").weak.unwrap().contains("is not known"));
    assert_eq!(project.judged("Listed").weak, None, "the merge base has no such file");
    assert_eq!(project.judged("Builds").weak, None);
}
