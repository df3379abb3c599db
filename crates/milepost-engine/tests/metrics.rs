//! Metrics, measured for real: baseline and candidate in copies of a real repository.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make real files and start real processes"
)]

mod support;

use milepost_engine::{
    gate::performance::Decision,
    lifecycle::{Transition, TransitionOptions},
    standing::Standing,
    verify::{RanMeasurement, RanRun, VerifyReport},
};
use support::{Project, milestone};

/// Burns as many rounds of the processor as `rounds` says.
const SPIN: &str = "awk -v n=\"$(cat rounds)\" 'BEGIN { for (i = 0; i < n; i++) x += i % 7 }'\n";

/// A project in progress whose one criterion is the metric `speed`.
fn project(settings: &str, budget: &str, bench: &str) -> Project {
    let project = Project::new(&milestone(&format!("- [ ] Fast <!-- milepost: metric speed {budget} -->")));
    project.write("milepost.toml", format!("[metrics.speed]\nrun = 'bash bench.sh'\n{settings}\n"));
    project.write("bench.sh", bench).write("rounds", "400000\n").commit();
    project.moves(Transition::Ready);
    project.commit();
    let options = TransitionOptions { jobs: 1, no_run: true, ..Default::default() };
    project.move_with(Transition::Start, &options).unwrap();
    project.commit();
    project
}

fn run(report: &VerifyReport) -> &RanRun {
    report.documents[0].runs.iter().find(|run| run.label == "speed").expect("the metric")
}

fn measured(report: &VerifyReport) -> &RanMeasurement {
    run(report).measurement.as_ref().expect("a measurement")
}

#[test]
fn a_slowdown_is_caught_and_no_change_is_within() {
    // Far apart: machines that run tests are busy ones.
    let project = project("warmup = 1", "<= +50%", SPIN);
    let report = project.verify();
    let same = measured(&report);
    assert_eq!((same.decision.as_str(), same.method.as_str()), ("within", "paired"), "{same:?}");
    assert!(same.pairs >= 5 && same.high.unwrap() < 0.5, "{same:?}");
    assert_eq!(project.standing("Fast"), Standing::Proven);
    assert_eq!(project.planned(), 0);

    // Uncommitted, four times as much.
    project.write("rounds", "1600000\n");
    let report = project.verify();
    let slower = measured(&report);
    assert_eq!(slower.decision, Decision::Regressed.to_string(), "{slower:?}");
    assert!(slower.low.unwrap() > 0.5 && slower.change.unwrap() > 1.0, "{slower:?}");
    let judged = project.judged("Fast");
    assert!(judged.reason.unwrap().contains("at most +50% is right"));
    assert_ne!(judged.standing, Standing::Proven);
    assert_eq!(report.exit().code(), 1);
    // What is shown needs no further pair; and the way back finds its evidence again.
    assert_eq!(project.planned(), 0);
    project.write("rounds", "400000\n");
    assert_eq!((project.planned(), project.standing("Fast")), (0, Standing::Proven));
}

#[test]
fn without_a_baseline_nothing_is_compared() {
    let project = Project::new(&milestone("- [ ] Fast <!-- milepost: metric speed <= +10% -->"));
    project
        .write("milepost.toml", "[metrics.speed]\nrun = 'bash bench.sh'\n")
        .write("bench.sh", SPIN)
        .commit();
    let report = project.verify();
    assert!(!run(&report).ran && measured_none(&report));
    assert!(project.judged("Fast").reason.unwrap().contains("has no baseline"));
    assert_eq!(report.exit().code(), 5);
}

fn measured_none(report: &VerifyReport) -> bool {
    run(report).measurement.is_none()
}

#[test]
fn undecided_is_no_pass_and_goes_on_where_it_was() {
    // Two values are hardly ever equal, and never far apart.
    let bench = "echo took $((1000000 + RANDOM % 10000))\n";
    let project = project("cap = 2\nmeasure = 'stdout'\npattern = 'took ([0-9]+)'", "<= +10%", bench);
    let report = project.verify();
    let first = measured(&report).clone();
    assert_eq!((first.decision.as_str(), first.pairs), ("undecided", 2), "{first:?}");
    assert_eq!((report.exit().code(), run(&report).verdict.as_str()), (9, "inconclusive"));
    assert_ne!(project.standing("Fast"), Standing::Proven);
    let report = project.verify();
    assert_eq!((measured(&report).decision.as_str(), measured(&report).pairs), ("undecided", 4));
    let report = project.verify();
    assert_eq!((measured(&report).decision.as_str(), measured(&report).pairs), ("within", 6));
    assert_eq!(project.standing("Fast"), Standing::Proven);
}

#[test]
fn what_never_varies_is_decided_by_two_equal_runs() {
    let settings =
        "prepare = 'mkdir -p out'\nmeasure = 'file-size'\nfiles = ['out/*.txt']\ncompression = 'gzip'";
    let project = project(settings, "<= +10%", "head -c 4000 data > out/a.txt\n");
    project.write("data", "");
    let report = project.verify();
    assert_eq!(measured(&report).decision, "unmeasured", "the baseline has no data: {report:?}");
    assert!(run(&report).reason.as_ref().unwrap().contains("baseline"), "{:?}", run(&report));

    let project =
        self::project("measure = 'stdout'\npattern = 'rows ([0-9]+)'", "<= +0%", "echo rows $(cat rounds)\n");
    let report = project.verify();
    assert_eq!((measured(&report).decision.as_str(), measured(&report).method.as_str()), ("within", "exact"));
    project.write("rounds", "400001\n");
    let report = project.verify();
    assert_eq!(measured(&report).decision, "regressed");
    assert!(measured(&report).words.contains("from 400000 to 400001"), "{:?}", measured(&report));
}

#[test]
fn an_absolute_budget_needs_no_baseline() {
    let project = Project::new(&milestone("- [ ] Small <!-- milepost: metric speed <= 2 KiB -->"));
    project.write(
        "milepost.toml",
        "[metrics.speed]\nrun = 'bash bench.sh'\nmeasure = 'file-size'\nfiles = ['out/**']\nprepare = 'mkdir -p out'\n",
    );
    project.write(".gitignore", "out/\n").write("bench.sh", "head -c 1000 /dev/zero > out/a\n").commit();
    let report = project.verify();
    assert_eq!((measured(&report).method.as_str(), measured(&report).decision.as_str()), ("exact", "within"));
    project.write("bench.sh", "head -c 3000 /dev/zero > out/a\n");
    let report = project.verify();
    assert!(measured(&report).words.contains("2.93 KiB in each of 2 runs"), "{:?}", measured(&report));
    assert_eq!(report.exit().code(), 1);
}

/// Every way in which a run can say nothing ends inconclusive, with its reason.
#[test]
fn pairs_before_a_run_without_a_value_count_in_the_next_go() {
    let project = project("", "<= +10%", "true\n");
    // What the runs say depends on something that is no part of the tree.
    let outside = project.folder.path().join("outside");
    std::fs::create_dir_all(&outside).unwrap();
    let say = |text: &str| std::fs::write(outside.join("bench.sh"), text).unwrap();
    let settings = format!(
        "[metrics.speed]\nrun = 'bash {0}/bench.sh'\nbudget = '<= +10%'\ncap = 2\nmeasure = 'stdout'\npattern = 'took ([0-9]+)'\nread = ['{0}']\n",
        outside.display()
    );
    let varies = "echo took $((1000000 + RANDOM % 10000))\n";
    say(varies);
    project.write("milepost.toml", settings).commit();
    let report = project.verify();
    assert_eq!(
        (measured(&report).decision.as_str(), measured(&report).pairs),
        ("undecided", 2),
        "{report:#?}"
    );
    say("exit 3\n");
    let report = project.verify();
    let broken = measured(&report);
    assert_eq!((broken.decision.as_str(), broken.pairs), ("unmeasured", 2), "{broken:?}");
    assert_eq!(report.exit().code(), 9, "it is no pass");
    say(varies);
    let report = project.verify();
    assert_eq!(
        (measured(&report).decision.as_str(), measured(&report).pairs),
        ("undecided", 4),
        "{report:#?}"
    );
}

#[test]
fn what_gives_no_number_is_no_pass() {
    let settings = "measure = 'stdout'\npattern = 'took (\\S+)'\ntimeout = 20";
    let project = project(settings, "<= +10%", "echo took $RANDOM\n");
    for (bench, reason) in [
        ("exit 3\n", "candidate gave no value: the command ended with exit code 3"),
        ("true\n", "nothing that matches"),
        ("echo took 1; echo took 2\n", "2 numbers"),
        ("echo took NaN\n", "a finite number was expected"),
        ("echo took -5\n", "above zero"),
        ("sleep 60 & echo took 1\n", "left processes behind"),
        ("curl || true\necho took 1\n", ""),
    ] {
        project.write("bench.sh", bench);
        let report = project.verify();
        if reason.is_empty() {
            // Both sides give numbers, which is fine.
            continue;
        }
        let found = measured(&report);
        assert_eq!(
            (found.decision.as_str(), run(&report).verdict.as_str()),
            ("unmeasured", "inconclusive"),
            "{bench}"
        );
        assert!(found.words.contains(reason), "{bench}: {found:?}");
        assert!(project.judged("Fast").reason.unwrap().contains("could not be measured"), "{bench}");
    }
}

#[test]
fn a_side_that_cannot_be_built_is_named() {
    let project = project("prepare = 'bash build.sh'", "<= +10%", SPIN);
    project.write("build.sh", "exit 5\n");
    let report = project.verify();
    let found = run(&report).reason.clone().unwrap();
    // The commit before the work has no `build.sh` at all.
    assert!(
        found.contains("the baseline cannot be made ready: the command ended with exit code 127"),
        "{found}"
    );
}

#[test]
fn a_baseline_that_is_gone_is_told_with_what_was_kept_of_it() {
    // Two values are hardly ever equal, and never far apart.
    let bench = "echo took $((1000000 + RANDOM % 10000))\n";
    // Named: what identifies it otherwise is the first commit, which goes too.
    let settings = "measure = 'stdout'\nclock = 'cpu'\npattern = 'took ([0-9]+)'\n[project]\nid = 'till'";
    let project = project(settings, "<= +10%", bench);
    let report = project.verify();
    assert_eq!(
        (measured(&report).method.as_str(), measured(&report).decision.as_str()),
        ("paired", "within")
    );
    let before = project.git(&["rev-parse", "main"]);
    project.git(&["checkout", "-q", "--orphan", "anew"]);
    project.write("notes.txt", "more\n").commit();
    project.git(&["branch", "-q", "-D", "main"]);
    for branch in project.git(&["for-each-ref", "--format=%(refname)", "refs/heads/milestone"]).lines() {
        project.git(&["update-ref", "-d", branch]);
    }
    project.git(&["reflog", "expire", "--expire=now", "--all"]);
    project.git(&["gc", "-q", "--prune=now"]);
    let report = project.verify();
    let found = measured(&report);
    assert_eq!((found.method.as_str(), found.decision.as_str()), ("stored", "undecided"), "{found:?}");
    // It was measured a moment ago: nothing runs that would be the same session.
    assert!(found.words.contains("by a stored baseline: two sessions began"), "{}", found.words);
    assert!(
        found.words.contains(&format!("the baseline `{before:.12}` cannot be copied")),
        "{}",
        found.words
    );
    assert_eq!((found.pairs, found.values, report.exit().code()), (0, 0, 9));
    assert!(project.judged("Fast").reason.unwrap().contains("by a stored baseline"));
}

/// A number that is called something else half-way, and a port that is taken: neither is a pass, and neither is a failure.
#[test]
fn a_metric_that_is_renamed_half_way_is_inconclusive() {
    let project = project("measure = 'stdout'\npattern = 'took ([0-9]+)'", "<= +10%", "echo took 5\n");
    project.write("bench.sh", "echo lasted 5\n");
    let report = project.verify();
    let found = measured(&report);
    assert_eq!((found.decision.as_str(), run(&report).verdict.as_str()), ("unmeasured", "inconclusive"));
    assert!(found.words.contains("candidate") && found.words.contains("nothing that matches"), "{found:?}");
    // The pattern goes with the work: then it is the baseline that has no such number.
    let settings = "measure = 'stdout'\npattern = 'lasted ([0-9]+)'";
    project.write("milepost.toml", format!("[metrics.speed]\nrun = 'bash bench.sh'\n{settings}\n"));
    let report = project.verify();
    let found = measured(&report);
    assert_eq!(found.decision, "unmeasured", "{found:?}");
    assert!(found.words.contains("baseline") && found.words.contains("nothing that matches"), "{found:?}");
    assert_ne!(project.standing("Fast"), Standing::Proven);
}

#[test]
fn a_metric_with_another_name_is_no_pass_of_the_old_one() {
    let project = project("measure = 'stdout'\npattern = 'took ([0-9]+)'", "<= +10%", "echo took 5\n");
    assert_eq!(measured(&project.verify()).decision, "within");
    project.write("milepost.toml", "[metrics.pace]\nrun = 'bash bench.sh'\n");
    let judged = project.judged("Fast");
    assert_ne!(judged.standing, Standing::Proven);
    assert!(judged.reason.as_ref().unwrap().contains("`speed`"), "{judged:?}");
}

#[test]
fn a_port_that_somebody_else_holds_is_inconclusive_and_two_sides_never_hold_it_at_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let bench = format!(
        "python3 - <<'END'\nimport socket, time\ns = socket.socket()\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n\
         s.bind(('127.0.0.1', {port}))\ns.listen()\ntime.sleep(0.05)\nprint('took 5')\nEND\n"
    );
    let settings = "measure = 'stdout'\npattern = 'took ([0-9]+)'\nnetwork = 'full'";
    let project = project(settings, "<= +10%", &bench);
    let report = project.verify();
    let found = measured(&report);
    assert_eq!((found.decision.as_str(), run(&report).verdict.as_str()), ("unmeasured", "inconclusive"));
    assert!(found.words.contains("exit code 1"), "{found:?}");
    drop(listener);
    // Free again: the sides run one after the other, so each has it to itself.
    let report = project.verify();
    assert_eq!(measured(&report).decision, "within", "{report:#?}");
}
