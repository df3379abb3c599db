//! A configuration that means harm.

use std::fs;

use milepost_testkit::Milestone;

use crate::checkout::{Checkout, DOCUMENT};

#[test]
fn folders_of_documents_outside_of_the_project() {
    for folder in ["/", "..", "../..", "../home", "plan/../../home", "~"] {
        let checkout = Checkout::new();
        let home = checkout.project.outside("home");
        let text = Milestone::new(7, "Private").section("Success Criteria", "- [ ] x: `touch canary`").text();
        fs::write(home.join("milestone-7-private.md"), text).unwrap();
        checkout.project.write("milepost.toml", format!("[documents]\nfolders = ['{folder}']\n"));
        for args in [&["status"][..], &["lint"], &["next"], &["lint", "--fix"], &["verify", "--dry-run"]] {
            checkout.in_bounds(args).keeps_silent_on("Private").keeps_silent_on("milestone-7");
        }
    }
}

#[test]
fn a_folder_to_run_in_outside_of_the_project() {
    for cwd in ["..", "/", "../home", "link"] {
        let checkout = Checkout::new();
        let home = checkout.project.outside("home");
        std::os::unix::fs::symlink(&home, checkout.project.path("link")).unwrap();
        let fence = format!("```bash cwd={cwd}\ntouch canary\n```\n");
        checkout.project.write(DOCUMENT, Milestone::new(1, "Till").section("Unit Tests", &fence).text());
        let run = checkout.verify();
        assert!(matches!(run.code, Some(2)), "{cwd}: {:?} {}", run.code, run.text());
        checkout.project.write("milepost.toml", format!("[documents]\ncwd = '{cwd}'\n"));
        checkout.project.write(
            DOCUMENT,
            Milestone::new(1, "Till").section("Unit Tests", "```bash\ntouch canary\n```\n").text(),
        );
        let run = checkout.verify();
        assert!(matches!(run.code, Some(2)), "{cwd}: {:?} {}", run.code, run.text());
        assert!(!checkout.was_hit() && !home.join("canary").exists());
    }
}

#[test]
fn a_list_of_signers_outside_of_the_project_and_of_its_own() {
    let checkout = Checkout::new();
    let stranger = Checkout::new();
    // A branch that names its author as a signer has no say: the list of the default branch counts.
    checkout.project.write(".milepost/allowed_signers", stranger.project.allowed_signer());
    checkout
        .project
        .write("milepost.toml", "[signers]\nallowed = '.milepost/allowed_signers'\n")
        .commit("signers");
    checkout.project.git(&["checkout", "--quiet", "-b", "side"]);
    let text = Milestone::new(1, "Till").section("Success Criteria", "- [ ] Stakeholder acceptance").text();
    checkout.project.write(DOCUMENT, text);
    checkout.project.write(".milepost/allowed_signers", checkout.project.allowed_signer()).commit("my own");
    let item = format!("{DOCUMENT}#stakeholder-acceptance");
    checkout.project.milepost(&["signoff", &item, "--note", "seen"]).exits(3).says("would not count");
}

#[test]
fn variables_that_change_what_the_shell_is() {
    for (name, value) in [
        ("SHELLOPTS", "noexec"),
        ("BASHOPTS", "extdebug"),
        ("BASH_ENV", "./x.sh"),
        ("ENV", "./x.sh"),
        ("BASH_FUNC_test%%", "() { :; }"),
        ("PS4", "$(touch canary)"),
        ("LD_PRELOAD", "./x.so"),
        ("MILEPOST_RUN", "x"),
    ] {
        // A check that fails, unless the variable makes it something else.
        let checkout = Checkout::checking("test -s missing", "");
        checkout.project.write("x.sh", "exit 0\n");
        checkout.check("test -s missing", &format!("env = {{ \"{name}\" = \"{value}\" }}\n"));
        let run = checkout.verify();
        assert!(!matches!(run.code, Some(0)), "`{name}` made it green\n{}", run.text());
        // Neither when it comes from around the program.
        checkout.check(
            "test -s missing",
            &format!("\n[environment]\npass = [\"{name}\", \"BASH*\", \"SHELL*\"]\n"),
        );
        let run = checkout.verify_with(&[(name, value)]);
        assert!(!matches!(run.code, Some(0)), "`{name}` made it green\n{}", run.text());
        assert!(!checkout.project.has("canary"), "{}", run.text());
    }
}

#[test]
fn a_branch_that_is_an_option() {
    for branch in ["--upload-pack=touch canary", "-f", "-c core.fsmonitor=x", "../../x", "@{-1}", "a..b"] {
        let checkout = Checkout::new();
        let text = serde_json::to_string(branch).unwrap();
        checkout.project.write("milepost.toml", format!("[git]\nbranch = {text}\n")).commit("a branch");
        let head = checkout.project.git(&["rev-parse", "HEAD"]);
        let digest = checkout.project.digest(DOCUMENT);
        let run = checkout.project.milepost(&["start", DOCUMENT, "--allow-digest", &digest]);
        assert_ne!(run.code, Some(0), "`{branch}`: {}", run.text());
        assert_eq!(checkout.project.git(&["rev-parse", "HEAD"]), head);
        assert!(!checkout.project.has("canary"));
    }
}

#[test]
fn paths_that_are_options_of_git() {
    let checkout = Checkout::new();
    for name in ["--output=canary.md", "-c.md", "--exec=touch canary;.md", ":(glob)x.md", "@{u}.md"] {
        let text =
            Milestone::new(2, "Odd").section("Success Criteria", "- [ ] It is: `test -s README.md`").text();
        checkout.project.write(name, text);
    }
    checkout.project.commit("odd names");
    checkout.is_safe_to_read();
    assert!(!checkout.project.has("canary.md") && !checkout.project.has("canary"));
}

#[test]
fn patterns_that_never_end() {
    let stars = "**/".repeat(500);
    let braces = "{a,b}".repeat(2_000);
    let regex = "(a*)*".repeat(40) + "{1000}{1000}";
    for glob in [stars.as_str(), &braces, "[", &"*a".repeat(3_000)] {
        let checkout =
            Checkout::checking("test -s README.md", &format!("inputs = ['{glob}']\nwrites = ['{glob}']\n"));
        for args in [&["status"][..], &["verify", "--dry-run", DOCUMENT], &["lint"]] {
            checkout.in_bounds(args);
        }
    }
    let text = Milestone::new(1, "Till")
        .section("Success Criteria", &format!("- [ ] Quiet <!-- milepost: quiet \"{regex}\" -->"));
    let checkout = Checkout::with(&text.text());
    checkout.in_bounds(&["explain", DOCUMENT]);
    checkout.in_bounds(&["verify", "--dry-run", DOCUMENT]);
}
