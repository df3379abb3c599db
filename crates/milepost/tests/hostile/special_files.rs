//! Files that are none: pipes, devices, files without an end. They must neither hang nor fill the memory.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown, symlink},
};

use milepost_testkit::Milestone;

use crate::checkout::{Checkout, DOCUMENT, READING};

#[track_caller]
fn fifo(checkout: &Checkout, path: &str) {
    checkout.project.run("mkfifo", &[checkout.project.path(path).to_str().unwrap()]).exits(0);
}

#[test]
fn documents_that_are_devices_and_pipes() {
    let checkout = Checkout::new();
    fifo(&checkout, "pipe");
    symlink("/dev/zero", checkout.project.path("plan/milestone-2-zero.md")).unwrap();
    symlink("../pipe", checkout.project.path("plan/milestone-3-pipe.md")).unwrap();
    symlink("/dev/stdin", checkout.project.path("plan/milestone-4-stdin.md")).unwrap();
    fs::File::create(checkout.project.path("plan/milestone-5-hole.md")).unwrap().set_len(1 << 42).unwrap();
    for args in READING {
        checkout.in_bounds(args);
    }
    for name in ["milestone-2-zero.md", "milestone-3-pipe.md", "milestone-5-hole.md"] {
        checkout.in_bounds(&["lint", &format!("plan/{name}")]).exits(2);
    }
    checkout.in_bounds(&["status"]).says("plan/1").says("it is no regular file");
}

#[test]
fn configuration_and_records_that_are_devices_and_pipes() {
    for path in
        ["milepost.toml", ".milepost/allowed_signers", ".milepost/findings.toml", "package.json", "x.sh"]
    {
        for target in ["/dev/zero", "pipe"] {
            let text =
                Milestone::new(1, "Till").section("Success Criteria", "- [ ] It runs: `npm test && sh x.sh`");
            let checkout = Checkout::with(&text.text());
            fifo(&checkout, "pipe");
            let target = if target == "pipe" { checkout.project.path(target) } else { target.into() };
            fs::create_dir_all(checkout.project.path(".milepost")).unwrap();
            symlink(&target, checkout.project.path(path)).unwrap();
            for args in
                [&["status"][..], &["lint"], &["audit"], &["trust", "show", DOCUMENT], &["key", "show"]]
            {
                checkout.in_bounds(args);
            }
        }
    }
}

#[test]
fn reports_that_are_devices_and_pipes() {
    for make in
        ["ln -s /dev/zero report.xml", "mkfifo report.xml", "ln -s /proc/kmsg report.xml", "mkdir report.xml"]
    {
        let text =
            Milestone::new(1, "Till").section("Success Criteria", "- [ ] Tested <!-- milepost: run it -->");
        let checkout = Checkout::with(&text.text());
        let config = format!(
            "[suites.it]\nrun = \"{make}\"\nwrites = ['report.xml']\nreport = {{ format = 'junit', path = 'report.xml' }}\n"
        );
        checkout.project.write("milepost.toml", config).commit("a report");
        let digest = checkout.project.digest(DOCUMENT);
        let run = checkout.in_bounds(&["verify", DOCUMENT, "--allow-digest", &digest]);
        assert_ne!(run.code, Some(0), "{}", run.text());
    }
}

const REPORT: &str = "<testsuite tests='1'><testcase classname='hush' name='word-8c1f'/></testsuite>";

/// A check that cannot read a file has the engine, which can, read it as a report.
#[test]
fn a_report_that_is_somebody_elses_file() {
    for path in ["report.xml", "../home/.ssh/report.xml", "**/../../home/.ssh/*.xml"] {
        let text =
            Milestone::new(1, "Till").section("Success Criteria", "- [ ] Tested <!-- milepost: run it -->");
        let checkout = Checkout::with(&text.text());
        let secret = checkout.project.outside("home/.ssh/report.xml");
        fs::create_dir_all(secret.parent().unwrap()).unwrap();
        // As new as if this run had written it.
        let later = std::time::SystemTime::now() + std::time::Duration::from_mins(2);
        fs::write(&secret, REPORT).unwrap();
        fs::File::options().write(true).open(&secret).unwrap().set_modified(later).unwrap();
        let config = format!(
            "[suites.it]\nrun = \"ln -s '{}' report.xml\"\nwrites = ['report.xml']\nreport = {{ format = 'junit', path = '{path}' }}\n",
            secret.display()
        );
        checkout.project.write("milepost.toml", config).commit("a report");
        let run = checkout.verify();
        assert_ne!(run.code, Some(0), "{}", run.text());
        assert!(!run.text().contains("8c1f") && !checkout.keeps("8c1f"), "{}", run.text());
    }
    // What a run wrote itself does count.
    let text =
        Milestone::new(1, "Till").section("Success Criteria", "- [ ] Tested <!-- milepost: run it -->");
    let checkout = Checkout::with(&text.text());
    let config = format!(
        "[suites.it]\nrun = \"echo \\\"{REPORT}\\\" > report.xml\"\nwrites = ['report.xml']\nreport = {{ format = 'junit', path = 'report.xml' }}\n"
    );
    checkout.project.write("milepost.toml", config).commit("a report");
    let run = checkout.verify();
    run.says("✔ pass").keeps_silent_on("outside of the project");
}

#[test]
fn what_anybody_may_write() {
    for path in [DOCUMENT, "plan", "x.sh", "."] {
        let text = Milestone::new(1, "Till")
            .section("Success Criteria", "- [ ] It runs <!-- milepost: run \"sh ./x.sh\" -->");
        let checkout = Checkout::with(&text.text());
        checkout.project.write("x.sh", "touch canary\n").commit("a script");
        let path = checkout.project.path(path);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
        let run = checkout.verify();
        run.exits(6).says("may be written by anybody");
        assert!(!checkout.project.has("canary") && !checkout.has_grants());
    }
}

#[test]
fn what_belongs_to_somebody_else() {
    for path in [DOCUMENT, "x.sh", "plan"] {
        let text = Milestone::new(1, "Till")
            .section("Success Criteria", "- [ ] It runs <!-- milepost: run \"sh ./x.sh\" -->");
        let checkout = Checkout::with(&text.text());
        checkout.project.write("x.sh", "touch canary\n").commit("a script");
        if chown(checkout.project.path(path), Some(4242), None).is_err() {
            eprintln!("left out: only the superuser can give files away");
            return;
        }
        checkout.verify().exits(6).says("belongs to user 4242");
        assert!(!checkout.project.has("canary") && !checkout.has_grants());
    }
}
