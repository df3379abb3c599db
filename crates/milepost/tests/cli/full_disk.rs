//! A disk that is full while evidence, documents and the index are written.

use milepost_testkit::{Milestone, Project};

use crate::MILEPOST;

/// Works on a copy of the project, on a small disk of its own that is filled up to `$3` KiB; `$2` is where it is mounted.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size=4000k tmpfs "$2" || exit 77
cp -a . "$2/p" && cd "$2/p" || exit 77
digest=$("$1" trust --digest plan/milestone-1-disk.md)
dd if=/dev/zero of="$2/filler" bs=1k 2> /dev/null
truncate -s "-${3}k" "$2/filler"
"$1" verify plan/milestone-1-disk.md --allow-digest "$digest"; echo "full: verify $?"
"$1" start plan/milestone-1-disk.md --no-branch --allow-digest "$digest"; echo "full: start $?"
cat plan/milestone-1-disk.md
rm "$2/filler"
"$1" ledger verify > /dev/null; echo "freed: ledger $?"
"$1" start plan/milestone-1-disk.md --no-branch --allow-digest "$digest" > /dev/null 2>&1
"$1" verify plan/milestone-1-disk.md --allow-digest "$digest" > /dev/null; echo "freed: verify $?"
"$1" ledger verify > /dev/null; echo "freed again: ledger $?"
grep -c '^\*\*Status\*\*: .*In Progress' plan/milestone-1-disk.md
find . -name '.*.milepost-*' | grep . && echo 'something was left behind'
exit 0
"#;

#[test]
fn nothing_is_lost_and_a_later_run_is_fine() {
    for free in ["4", "16", "40", "64", "100"] {
        let project = Project::new(MILEPOST);
        let text =
            Milestone::new(1, "Disk").section("Success Criteria", "- [ ] x: `test -f README.md`").text();
        project.write("README.md", "# It\n").write("plan/milestone-1-disk.md", &text).commit("one");
        let place = project.outside("disk");
        std::fs::create_dir(&place).unwrap();
        let place = place.to_str().unwrap();
        let args = ["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh", MILEPOST, place, free];
        let run = project.run("unshare", &args);
        // What fails otherwise is a failure.
        if run.code == Some(77) || run.stderr.contains("unshare:") {
            eprintln!("skipped: this machine mounts no disk for a test ({})", run.stderr.trim());
            return;
        }
        run.exits(0);
        // Warnings are wrapped.
        let all = run.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let has = |line: &str| run.stdout.lines().any(|other| other == line);
        run.keeps_silent_on("panicked").keeps_silent_on("something was left behind");
        // A run whose evidence is not kept proves nothing, and says why.
        let kept = has("full: verify 0");
        assert!(kept || all.contains("No space left on device"), "{free} KiB: {all}");
        assert!(kept || has("full: verify 2") || has("full: verify 3"), "{free} KiB: {all}");
        // The document is the one of before or the one of afterwards.
        let shown: Vec<&str> =
            run.stdout.lines().skip_while(|line| !line.starts_with("# Milestone")).collect();
        let statuses = shown.iter().filter(|line| line.starts_with("**Status**")).count();
        assert_eq!(statuses, 2, "{free} KiB: {all}");
        for line in ["freed: verify 0", "freed again: ledger 0", "2"] {
            assert!(has(line), "{free} KiB: no `{line}`: {all}");
        }
        assert!(!all.contains("ledger 8") && !all.contains("ledger 70"), "{free} KiB: {all}");
    }
}
