//! Inputs that are small for whoever writes them and large for whoever reads them.

use std::fmt::Write as _;

use milepost_testkit::{Milestone, fenced};

use crate::checkout::{Checkout, DOCUMENT};

#[track_caller]
fn is_read(checkout: &Checkout) {
    for args in [&["status"][..], &["explain", DOCUMENT], &["lint"], &["verify", "--dry-run", DOCUMENT]] {
        let run = checkout.in_bounds(args);
        assert!(run.code.is_some_and(|code| code < 70), "{}", run.text());
        run.keeps_silent_on("panicked").keeps_silent_on("a bug in milepost");
    }
}

#[test]
fn very_many_boxes() {
    let mut items = String::new();
    for number in 0..3_000 {
        let _ = writeln!(items, "- [ ] number {number}: `test -e file-{number}`");
    }
    let checkout = Checkout::with(&Milestone::new(1, "Many").section("Success Criteria", &items).text());
    checkout.in_bounds(&["status"]);
    checkout.in_bounds(&["show", DOCUMENT]);
}

#[test]
fn nesting_without_an_end() {
    let plain =
        Milestone::new(1, "Deep").section("Success Criteria", "- [ ] It is: `test -s README.md`").text();
    let list: String = (0..2_000).fold(String::new(), |mut text, depth| {
        let _ = writeln!(text, "{}- [ ] x", "  ".repeat(depth.min(400)));
        text
    });
    for bomb in [
        "> ".repeat(20_000) + "x",
        "[".repeat(50_000),
        "*".repeat(50_000) + "x",
        "<div>".repeat(20_000),
        "![".repeat(20_000) + &"](x)".repeat(20_000),
        "`".repeat(50_000) + " x",
        "| ".repeat(20_000) + "\n" + &"|-".repeat(20_000),
        list,
    ] {
        is_read(&Checkout::with(&format!("{plain}\n{bomb}\n")));
    }
}

#[test]
fn nesting_of_commands() {
    for bomb in [
        "(".repeat(5_000) + "true" + &")".repeat(5_000),
        "$(".repeat(3_000) + "true" + &")".repeat(3_000),
        "if ".repeat(3_000),
        "! ".repeat(5_000) + "true",
        "a && ".repeat(5_000) + "true",
        "a | ".repeat(5_000) + "true",
        "bash -c '".repeat(2_000),
        "eval ".repeat(5_000),
        "{ ".repeat(5_000) + "true;" + &" }".repeat(5_000),
        "\"".repeat(10_001),
        "$((".repeat(3_000),
    ] {
        let text = Milestone::new(1, "Deep").section("Unit Tests", &fenced("bash", &bomb));
        let checkout = Checkout::with(&text.text());
        checkout.in_bounds(&["lint"]);
        checkout.in_bounds(&["trust", "show", DOCUMENT]);
        checkout.in_bounds(&["verify", "--dry-run", DOCUMENT]);
    }
}

#[test]
fn nesting_of_settings() {
    for (path, text) in [
        ("milepost.toml", format!("x = {}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("milepost.toml", format!("x = {}", "{a=".repeat(50_000))),
        ("milepost.toml", format!("[{}]\n", vec!["a"; 50_000].join("."))),
        ("package.json", "[".repeat(100_000)),
        ("package.json", format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000))),
        ("plan/milestone-2-x.md", format!("---\na: {}\n---\n\n# Milestone 2: x\n", "[".repeat(20_000))),
        ("plan/milestone-2-x.md", format!("---\n{}\n---\n\n# Milestone 2: x\n", "- ".repeat(20_000))),
    ] {
        let text_of = Milestone::new(1, "Deep").section("Success Criteria", "- [ ] It is: `npm test`").text();
        let checkout = Checkout::with(&text_of);
        checkout.project.write(path, text);
        checkout.in_bounds(&["status"]);
        checkout.in_bounds(&["trust", "show", DOCUMENT]);
        checkout.in_bounds(&["doctor"]);
        checkout.in_bounds(&["init", "--dry-run"]);
    }
}

fn reported(report: &str, format: &str) -> milepost_testkit::Run {
    let text =
        Milestone::new(1, "Till").section("Success Criteria", "- [ ] Tested <!-- milepost: run it -->");
    let checkout = Checkout::with(&text.text());
    let config = format!(
        "[suites.it]\nrun = \"cp given report\"\nwrites = ['report']\nreport = {{ format = '{format}', path = 'report' }}\n"
    );
    checkout.project.write("milepost.toml", config).write("given", report).commit("a report");
    let digest = checkout.project.digest(DOCUMENT);
    checkout.in_bounds(&["verify", DOCUMENT, "--allow-digest", &digest])
}

#[test]
fn entities_that_multiply_and_entities_that_read_files() {
    let mut bomb = String::from("<?xml version='1.0'?><!DOCTYPE t [<!ENTITY a0 'ha'>");
    for level in 1..30 {
        let _ = write!(bomb, "<!ENTITY a{level} '&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};'>", level - 1);
    }
    bomb.push_str("]><testsuite><testcase classname='x' name='&a29;'>&a29;</testcase></testsuite>");
    let run = reported(&bomb, "junit");
    assert!(run.text().len() < 100_000, "{}", run.text().len());
    let file = "<?xml version='1.0'?><!DOCTYPE t [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>\
                <testsuite><testcase classname='x' name='&f;'/></testsuite>";
    reported(file, "junit").keeps_silent_on("root:");
}

#[test]
fn reports_that_nest_without_an_end() {
    let nested = "<testsuite name='a'>".repeat(50_000);
    assert_ne!(reported(&nested, "junit").code, Some(0));
    let closed = format!("{nested}<testcase classname='a' name='b'/>{}", "</testsuite>".repeat(50_000));
    reported(&closed, "junit");
    assert_ne!(reported(&"[".repeat(200_000), "libtest-json").code, Some(0));
    assert_ne!(reported(&"{\"a\":".repeat(100_000), "go-json").code, Some(0));
}
