//! Coverage of all, of each file and of the lines that the work changed, against a baseline.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make real files and start real processes"
)]

mod support;

use milepost_engine::{lifecycle::Transition, standing::Standing};
use support::{DOCUMENT, Project, milestone};

/// What of a coverage tool matters: it lists each line that is not empty, and those with `untested` were not reached.
const TOOL: &str = "FNR == 1 { if (NR > 1) print \"end_of_record\"; print \"SF:\" FILENAME }
NF { print \"DA:\" FNR \",\" (/untested/ ? 0 : 1) }
END { print \"end_of_record\" }
";
const RUN: &str = "[coverage]\nrun = 'mkdir -p out && awk -f cover.awk src/*.js > out/lcov.info'\n\
                   report = { format = 'lcov', path = 'out/lcov.info' }\nwrites = ['out/**']\n";
const TARGET: &str = "- [ ] Covered <!-- milepost: coverage >= 50% -->";

/// A project whose work has begun, with two covered files.
fn started(config: &str, criteria: &str) -> Project {
    started_by(TOOL, config, criteria)
}

/// The same with another tool.
fn started_by(tool: &str, config: &str, criteria: &str) -> Project {
    let project = Project::new(&milestone(criteria));
    project.write("milepost.toml", format!("{RUN}{config}")).write("cover.awk", tool);
    project.write(".gitignore", "out/\n");
    project.write("src/cart.js", "a\nb\n\nuntested c\n").write("src/till.js", "a\nb\n").commit();
    project.moves(Transition::Ready);
    project.commit();
    project.moves(Transition::Start);
    project
}

#[track_caller]
fn reason(project: &Project) -> (Standing, String) {
    project.verify();
    let judged = project.judged("Covered");
    (judged.standing, judged.reason.unwrap_or_default())
}

#[test]
fn changed_lines_are_those_that_the_work_wrote() {
    let project = started("changed-lines = '80%'\n", TARGET);
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Proven, "no line is changed: {words}");
    assert!(words.ends_with("no changed line can be covered"), "{words}");
    project.write("src/cart.js", "a\nb\nd\nuntested e\nuntested f\n\nuntested c\n");
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Open);
    assert!(
        words.contains("33.33% (1/3) of the changed lines are covered, at least 80% was expected"),
        "{words}"
    );
    assert!(words.contains("`src/cart.js` 4-5"), "the old gap in line 7 is not of this work: {words}");
    let found = project.judged("Covered").coverage.expect("what was found");
    let missed = &found.changed.as_ref().expect("changed lines").missed;
    assert_eq!(
        (missed[0].path.as_str(), &missed[0].lines, missed[0].loaded),
        ("src/cart.js", &vec![4, 5], true)
    );
    project.write("src/cart.js", "a\nb\nd\ne\nf\n\nuntested c\n");
    let (standing, words) = reason(&project);
    assert_eq!(
        (standing, words.as_str()),
        (Standing::Proven, "87.50% (7/8) of lines covered, 100.00% (3/3) of the changed lines")
    );
    // A file that no test loads is not covered, and a moved one is no new one.
    project.write("src/cart.js", "a\nb\n\nuntested c\n").write("other/new.js", "a\nb\n");
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Open);
    assert!(words.contains("`other/new.js` 1-2 (no test loads it)"), "{words}");
    project.git(&["rm", "-q", "-f", "src/till.js"]);
    std::fs::remove_dir_all(project.root().join("other")).unwrap();
    project.write("src/desk/till.js", "a\nb\n").write("src/desk.js", "x\n");
    project.replace("milepost.toml", "src/*.js", "src/*.js src/*/*.js");
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Proven, "{words}");
    assert!(words.ends_with("100.00% (1/1) of the changed lines"), "{words}");
}

#[test]
fn what_nobody_can_look_at_is_not_covered() {
    let alone = "- [ ] Covered <!-- milepost: coverage >= 80% changed-lines -->";
    let project = started("", alone);
    let (standing, words) = reason(&project);
    assert_eq!((standing, words.as_str()), (Standing::Open, "no changed line can be covered by tests"));
    project.write("src/cart.js", "a\nb\nd\n\nuntested c\n");
    assert_eq!(reason(&project).0, Standing::Proven);
    // No baseline: nobody knows what is changed.
    let planned = Project::new(&milestone(alone));
    planned.write("milepost.toml", RUN).write("cover.awk", TOOL).write(".gitignore", "out/\n");
    planned.write("src/cart.js", "a\n").commit();
    let (standing, words) = reason(&planned);
    assert_eq!(standing, Standing::Open);
    assert!(words.starts_with("there is no baseline"), "{words}");
    // A report without lines says nothing of any.
    project.write("cover.awk", "END { print \"SF:src/cart.js\\nLF:4\\nLH:4\\nend_of_record\" }\n");
    project.write("src/cart.js", "a\nb\nd2\n\nuntested c\n");
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Open);
    assert!(words.contains("there is no coverage report with lines"), "{words}");
}

#[test]
fn a_run_that_failed_gives_the_baseline_no_coverage() {
    let half_way = TOOL.replace("\"end_of_record\" }\n", "\"end_of_record\"; exit 1 }\n");
    assert_ne!(half_way, TOOL);
    let project = started_by(&half_way, "", TARGET);
    project.write("cover.awk", TOOL);
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Proven);
    assert!(words.ends_with("the baseline holds no coverage with which it could be compared"), "{words}");
    let whole = started("", TARGET);
    assert!(!reason(&whole).1.contains("baseline"));
}

#[test]
fn a_report_that_is_missing_old_or_of_other_files_fails() {
    let project = started("", TARGET);
    assert_eq!(reason(&project).0, Standing::Proven);
    for (what, tool, words) in [
        ("none is written", "END { exit 1 }", "exit code"),
        ("of other files", "END { print \"SF:gone.js\\nDA:1,1\\nend_of_record\" }", "of another tree"),
        (
            "of longer files",
            "END { print \"SF:src/till.js\\nDA:9,1\\nend_of_record\" }",
            "names line 9 of `src/till.js`, which has 3",
        ),
        ("cut", "END { print \"SF:src/till.js\\nDA:1,1\" }", "end_of_record"),
    ] {
        project.write("cover.awk", tool);
        let (standing, found) = reason(&project);
        assert_eq!(standing, Standing::Open, "{what}: {found}");
        assert!(found.contains(words), "{what}: {found}");
    }
    // The file of an earlier run lies there still.
    project.write("cover.awk", TOOL);
    assert_eq!(reason(&project).0, Standing::Proven);
    project.replace("milepost.toml", "> out/lcov.info", "> /dev/null");
    let (standing, found) = reason(&project);
    assert_eq!(standing, Standing::Open);
    assert!(found.contains("was not written by this run"), "{found}");
}

#[test]
fn each_file_and_the_ratchet_know_what_is_excluded() {
    let project = started("each-file = '60%'\n", TARGET);
    assert_eq!(reason(&project).0, Standing::Proven);
    project.write("src/till.js", "a\nuntested\n");
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Open);
    assert!(words.contains("coverage of lines fell from 80.00% (4/5) to 60.00% (3/5)"), "{words}");
    assert!(
        words.contains("1 file has less than 60% of lines covered: `src/till.js` 50.00% (1/2)"),
        "{words}"
    );
    let found = project.judged("Covered").coverage.expect("what was found");
    assert_eq!(found.short[0].path, "src/till.js");
    let exclude = "exclude = [{ files = 'src/till*', because = 'moves to the desk' }, { files = 'lib/*', because = 'old' }]\n";
    project.write("milepost.toml", format!("{RUN}each-file = '60%'\n{exclude}"));
    let (standing, words) = reason(&project);
    assert_eq!(
        (standing, words.as_str()),
        (
            Standing::Proven,
            "66.66% (2/3) of lines covered, 1 file is excluded, the exclusion `lib/*` names no file"
        )
    );
    // Leaving a file out of the report without a word is no way to keep the number.
    project.write("milepost.toml", RUN.replace("src/*.js", "src/till.js"));
    project.write("src/till.js", "a\nb\n");
    let (standing, words) = reason(&project);
    assert_eq!(standing, Standing::Open);
    assert!(words.contains("the coverage report leaves out `src/cart.js`"), "{words}");
    assert!(project.read(DOCUMENT).contains("- [ ] Covered"));
}
