//! Rollbacks that are killed: whoever goes on comes to the end of one that was not killed, and whoever gives up is where it
//! began. `cargo xtask crash-eval` tries many more moments.

use std::{process::Stdio, thread::sleep, time::Duration};

use crate::rollback::Case;

/// Milliseconds after the start of the process.
const MOMENTS: [u64; 4] = [150, 400, 700, 1000];

#[test]
fn a_rollback_that_is_killed_goes_on_or_is_given_up() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let before = (project.git(&["rev-parse", "HEAD"]), case.sql("select * from customers"));
    let plan = case.plan(&["--accept-loss"]);
    let token = plan["token"].as_str().unwrap();
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    for (at, moment) in MOMENTS.into_iter().enumerate() {
        let words = [
            "rollback",
            "1",
            "--reason",
            "x",
            "--accept-loss",
            "--plan",
            token,
            "--allow-digest",
            digest.stdout.trim(),
        ];
        let mut running = project
            .command(&words)
            .env("LIVE_DB", &case.database)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(moment));
        running.kill().unwrap();
        running.wait().unwrap();
        let last = at + 1 == MOMENTS.len();
        let action = if last { "--resume" } else { "--abort" };
        let run = case.run(&[action]);
        if project.git(&["rev-parse", "HEAD"]) == before.0 && !run.text().contains("cannot be given up") {
            // Given up, or killed before it began.
            assert_eq!(case.sql("select * from customers"), before.1, "{}", run.text());
            assert_eq!(project.git(&["status", "--porcelain"]), "");
            assert_eq!(project.git(&["for-each-ref", "refs/milepost"]), "");
            continue;
        }
        // Past its pivot: it can only be brought to its end, which may have been reached before the kill.
        if !last {
            case.run(&["--resume"]);
        }
        assert_eq!(case.sql("select count(*) from sqlite_schema"), "1");
        assert_eq!((project.read("app.txt").as_str(), project.has("phone.txt")), ("old\n", false));
        assert_eq!(project.git(&["rev-parse", "HEAD^"]), before.0);
        assert_eq!(project.git(&["status", "--porcelain"]), "");
        assert_eq!(project.git(&["for-each-ref", "refs/milepost"]), "");
        case.run(&["--status"]).exits(0).says("finished");
        return;
    }
    case.roll_back().exits(0).says("finished");
}

#[test]
fn a_lock_that_a_killed_git_of_the_run_left_is_removed_and_no_other() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let branch = project.git(&["symbolic-ref", "HEAD"]);
    let lock = project.path(&format!(".git/{branch}.lock"));
    let write = |text: &str| std::fs::write(&lock, text).unwrap();
    write("somebody's\n");
    case.roll_back().says(".lock");
    let status = case.run(&["--status", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(shown["state"], "open", "{status:?}");
    case.run(&["--resume"]).says(".lock");
    assert_eq!(std::fs::read_to_string(&lock).unwrap(), "somebody's\n");

    write(&format!("{}\n", shown["new"].as_str().unwrap()));
    std::fs::write(project.path(".git/HEAD.lock"), "").unwrap();
    case.run(&["--resume"]).exits(0).says("finished");
    assert!(!lock.exists() && !project.has(".git/HEAD.lock"));
    assert_eq!(project.git(&["rev-parse", "HEAD"]), shown["new"].as_str().unwrap());
}

/// Git was killed between making its lock and writing it.
#[test]
fn an_empty_lock_that_a_killed_git_left_is_removed_and_none_that_a_process_has_open() {
    let case = Case::on_sqlite();
    let project = &case.of.project;
    let branch = project.git(&["symbolic-ref", "HEAD"]);
    let lock = project.path(&format!(".git/{branch}.lock"));
    std::fs::write(&lock, "somebody's\n").unwrap();
    case.roll_back().says(".lock");
    std::fs::remove_file(&lock).unwrap();
    let held = std::fs::File::create(&lock).unwrap();
    case.run(&["--resume"]).says(".lock");
    drop(held);
    case.run(&["--resume"]).exits(0).says("finished");
    assert!(!lock.exists());
}
