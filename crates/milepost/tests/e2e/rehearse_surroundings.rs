//! Rehearsals whose surroundings fail them: a history that was cut off, submodules, a server that starts anew, a dump of another
//! version, a full disk. None of these says anything of the plan.

use std::process::Command;

use milepost_testkit::Run;

use crate::{
    MILEPOST,
    rehearse::{CONFIG, MIGRATE, ON_POSTGRESQL, POSTGRESQL, RIGHT, Rehearsal, has_postgresql},
};

const FILLED: &str = "UPDATE customers SET phone = '';\n";

fn on_sqlite() -> Rehearsal {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let procedure = RIGHT.replace("main..", "[previous-commit]..");
    Rehearsal::made("🟢 Low", &procedure, (&config, MIGRATE), FILLED)
}

fn on_postgresql(more: &str, migrate: &str) -> Rehearsal {
    let config = format!("{POSTGRESQL}undone = \"delete from applied where number = {{number}}\"\n{more}");
    Rehearsal::made("🟢 Low", RIGHT, (&config, migrate), FILLED)
}

/// A clone of a project, made with these words.
fn clone(case: &Rehearsal, words: &[&str]) -> Clone {
    let project = &case.project;
    let folder = project.outside("clone");
    let url = format!("file://{}", project.root().display());
    project.git(&[&["clone", "--quiet"], words, &[&url, folder.to_str().unwrap()]].concat());
    Clone { folder }
}

struct Clone {
    folder: std::path::PathBuf,
}

impl Clone {
    fn milepost(&self, case: &Rehearsal, words: &[&str]) -> Run {
        let run = |words: &[&str]| case.project.milepost_in(&self.folder, words);
        let digest = run(&["trust", "1", "--class", "rollback", "--digest"]);
        run(&[words, &["--allow-digest", digest.stdout.trim()]].concat())
    }
}

#[test]
fn a_history_that_was_cut_off_is_fetched_and_not_adopted() {
    let case = on_sqlite();
    let cut = clone(&case, &["--depth=1"]);
    for words in [&["rehearse", "1"][..], &["rollback", "1", "--dry-run"]] {
        let run = cut.milepost(&case, words);
        run.says("because the history of this clone was cut off").keeps_silent_on("adopt");
        assert_eq!(run.code, Some(if words[0] == "rehearse" { 4 } else { 3 }), "{}", run.text());
    }
    std::fs::remove_dir_all(&cut.folder).unwrap();
    // The baseline is here, as the end of another branch, and what lies between is not.
    case.project.git(&["branch", "before", "HEAD~1"]);
    case.project.write("later.txt", "later\n").commit("Later");
    let between = clone(&case, &["--depth=1", "--no-single-branch"]);
    for words in [&["rehearse", "1"][..], &["rollback", "1", "--dry-run"]] {
        let run = between.milepost(&case, words);
        run.says("so nothing says whether HEAD");
        run.keeps_silent_on("adopt");
    }
    // With the history it can be rehearsed, also where it is cut off below the baseline.
    let command =
        Command::new("git").args(["fetch", "--quiet", "--unshallow"]).current_dir(&between.folder).status();
    assert!(command.unwrap().success());
    between.milepost(&case, &["rehearse", "1"]).exits(0).says("reversible");
    std::fs::remove_dir_all(&between.folder).unwrap();
    clone(&case, &["--depth=4"]).milepost(&case, &["rehearse", "1"]).exits(0).says("reversible");
}

#[test]
fn a_project_with_submodules_is_not_rehearsed() {
    let case = on_sqlite();
    let project = &case.project;
    project.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--", "./", "own"]);
    project.commit("A module");
    case.says(4, "not rehearsed", "the repository has submodules");
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let allow = ["rollback", "1", "--dry-run", "--allow-digest", digest.stdout.trim()];
    project.milepost_with(&[("LIVE_DB", "none")], &allow).exits(3).says("no rehearsal has shown");
}

/// What starts the server anew, from a statement of a superuser: a kill of one of its processes, or a stop and a start.
const CRASH: &str = "kill -9 $PPID";
const RESTART: &str = r#"(setsid "$(dirname "$(cut -d" " -f1 postmaster.opts)")/pg_ctl" restart -w -D "$PWD" -m immediate -l ../w/log </dev/null >/dev/null 2>&1 &)"#;

#[test]
fn a_server_that_starts_anew_in_between_says_nothing_of_the_plan() {
    if !has_postgresql() {
        return;
    }
    for how in [CRASH, RESTART] {
        // It happens between two statements of the way back; the second one meets a server that is there again.
        let anew = format!(
            "if [ \"${{1:-up}}\" = down ]; then\n  run -c \"copy (select 1) to program \\$\\${how}\\$\\$\" || true\n  sleep 0.3\n  until run -c 'select 1'; do sleep 0.1; done\nfi\n",
            how = how.replace('\\', "\\\\").replace('$', "\\$").replace('"', "\\\"")
        );
        let migrate = ON_POSTGRESQL.replacen("at=$(", &format!("{anew}at=$("), 1);
        assert_ne!(migrate, ON_POSTGRESQL);
        let case = on_postgresql("superuser = true\n", &migrate);
        let shown = case.says(4, "not rehearsed", "was started anew");
        let steps = shown["steps"].as_array().unwrap();
        let way_back = steps.iter().find(|step| step["name"] == "way back").unwrap();
        assert_eq!(way_back["verdict"], "pass", "{shown:#}");
    }
}

#[test]
fn a_dump_of_another_version_is_told_as_such() {
    if !has_postgresql() {
        return;
    }
    let text = "(echo 'SET transaction_time_limit_of_a_newer_server = 0;'; cat seed.sql)";
    let archive = "psql -X -q -f seed.sql \"$DATABASE_URL\" && pg_dump -Fc -f seed.dump \"$DATABASE_URL\"";
    // The head of the archive says that it is of a newer format.
    let newer = "printf '\\001\\143' | dd of=seed.dump bs=1 seek=5 conv=notrunc";
    for seed in [
        format!("{text} | psql -X -q -v ON_ERROR_STOP=1 \"$DATABASE_URL\""),
        format!("{archive} && {newer} && pg_restore --clean -d \"$DATABASE_URL\" seed.dump"),
    ] {
        let case = on_postgresql("", ON_POSTGRESQL);
        let config = case.project.read("milepost.toml");
        let line = config.lines().find(|line| line.starts_with("seed = ")).unwrap();
        case.project.replace("milepost.toml", line, &format!("seed = '''{seed}'''")).commit("A dump");
        let shown = case.says(4, "not rehearsed", "a dump of another version than the server here");
        assert!(shown["words"].as_str().unwrap().starts_with("seed: "), "{shown:#}");
    }
}

/// Rehearses with a temporary folder on a small disk: `$2` is where it is mounted, `$3` how many KiB it has.
const ON_SMALL_DISK: &str = r#"
mount -t tmpfs -o mode=755,size="${3}k" tmpfs "$2" || exit 77
digest=$("$1" trust 1 --class rollback --digest)
TMPDIR="$2" "$1" rehearse 1 --force --json --allow-digest "$digest"; echo "exit $?"
ls -A "$2"
"#;

#[test]
fn a_full_disk_breaks_no_plan() {
    let config = format!("{CONFIG}undone = \"PRAGMA user_version = {{before}}\"\n");
    let large = "UPDATE customers SET phone = hex(zeroblob(150000));\n";
    let case = Rehearsal::made("🟢 Low", RIGHT, (&config, MIGRATE), large);
    let place = case.project.outside("disk");
    std::fs::create_dir(&place).unwrap();
    let mut told = std::collections::BTreeSet::new();
    for kib in ["150", "800", "1400", "2300", "20000"] {
        let words = [
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            ON_SMALL_DISK,
            "sh",
            MILEPOST,
            place.to_str().unwrap(),
            kib,
        ];
        let run = case.project.run("unshare", &words);
        if run.code == Some(77) || run.stderr.contains("unshare failed") {
            eprintln!("skipped: this machine mounts no disk for a test ({})", run.stderr.trim());
            return;
        }
        let (proven, open) = (run.stdout.ends_with("exit 0\n"), run.stdout.ends_with("exit 4\n"));
        assert!(proven || open, "{kib} KiB: {}", run.text());
        told.insert((proven, run.stdout.contains("there is no room for it")));
    }
    assert!(told.contains(&(true, false)) && told.contains(&(false, true)), "{told:?}");
}
