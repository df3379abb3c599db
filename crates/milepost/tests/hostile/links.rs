//! Links that lead out of the checkout, and files that are swapped for others.

use std::{fs, os::unix::fs::symlink};

use milepost_testkit::Milestone;

use crate::checkout::{Checkout, DOCUMENT};

fn document(command: &str) -> String {
    Milestone::new(1, "Till")
        .section("Success Criteria", &format!("- [ ] It is described: `{command}`"))
        .text()
}

#[test]
fn a_document_that_is_a_link() {
    let checkout = Checkout::new();
    let outside = checkout.project.outside("home/other.md");
    fs::write(&outside, document("touch canary")).unwrap();
    checkout.project.remove(DOCUMENT);
    symlink(&outside, checkout.project.path(DOCUMENT)).unwrap();
    checkout.project.commit("a link");
    checkout.verify().exits(6).says("leads out of the project");
    checkout.project.milepost(&["verify", "1"]).keeps_silent_on("running");
    // One within the project is one all the same.
    checkout.project.remove(DOCUMENT).write("other.md", document("touch canary"));
    symlink("../other.md", checkout.project.path(DOCUMENT)).unwrap();
    let run = checkout.project.milepost(&["verify", "plan/1"]);
    assert_ne!(run.code, Some(0), "{}", run.text());
    assert!(!checkout.project.has("canary") && !checkout.has_grants());
}

#[test]
fn a_folder_that_is_a_link() {
    let checkout = Checkout::new();
    let outside = checkout.project.outside("home/plan");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("milestone-1-till.md"), document("touch canary")).unwrap();
    fs::remove_dir_all(checkout.project.path("plan")).unwrap();
    symlink(&outside, checkout.project.path("plan")).unwrap();
    checkout.project.commit("a link");
    checkout.project.milepost(&["status"]).exits(0).keeps_silent_on("Till");
    let run = checkout.verify();
    assert!(matches!(run.code, Some(2 | 6)), "{:?} {}", run.code, run.text());
    assert!(!checkout.project.has("canary"));
}

/// What Milepost writes stays in the project, whatever the document is a link to.
#[test]
fn a_document_that_leads_writes_elsewhere() {
    for link_of_folder in [false, true] {
        let checkout = Checkout::new();
        let outside = checkout.project.outside("home/notes");
        fs::create_dir(&outside).unwrap();
        let notes = outside.join("milestone-2-notes.md");
        let text = document("true").replace("# Milestone 1", "# Milestone 2").replace("- [ ]", "- [X]  ");
        fs::write(&notes, &text).unwrap();
        if link_of_folder {
            symlink(&outside, checkout.project.path("notes")).unwrap();
        } else {
            fs::create_dir(checkout.project.path("notes")).unwrap();
            symlink(&notes, checkout.project.path("notes/milestone-2-notes.md")).unwrap();
        }
        checkout.project.commit("a link");
        for args in [
            &["defer", "notes/milestone-2-notes.md", "--reason", "later"][..],
            &["ready", "notes/milestone-2-notes.md"],
            &["lint", "--fix"],
            &["lint", "--fix", "notes/milestone-2-notes.md"],
            &["block", "notes/milestone-2-notes.md", "--reason", "so"],
        ] {
            checkout.project.milepost(args);
            assert_eq!(fs::read_to_string(&notes).unwrap(), text, "`{}` wrote outside", args.join(" "));
        }
    }
}

#[test]
fn a_link_swapped_after_the_grant() {
    let checkout = Checkout::with(&document("sh ./x.sh"));
    checkout.project.write("good.sh", "true\n").write("bad.sh", "touch canary\n");
    symlink("good.sh", checkout.project.path("x.sh")).unwrap();
    let digest = checkout.project.commit("a link").digest(DOCUMENT);
    checkout.project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest]).exits(0);
    fs::remove_file(checkout.project.path("x.sh")).unwrap();
    symlink("bad.sh", checkout.project.path("x.sh")).unwrap();
    checkout.project.milepost(&["verify", "--force", DOCUMENT, "--allow-digest", &digest]).exits(6);
    assert!(!checkout.project.has("canary"));
}

#[test]
fn a_document_swapped_after_the_grant() {
    let checkout = Checkout::new();
    let digest = checkout.project.digest(DOCUMENT);
    checkout.project.write(DOCUMENT, document("touch canary"));
    checkout.project.milepost(&["verify", DOCUMENT, "--allow-digest", &digest]).exits(6);
    assert!(!checkout.project.has("canary"));
}

/// The first check swaps the script of the second one, while the run that was granted is under way.
#[test]
fn a_script_swapped_during_the_run() {
    for tier in ["T1", "T2"] {
        let text = Milestone::new(1, "Till").section(
            "Success Criteria",
            "- [ ] First <!-- milepost: run swap -->\n- [ ] Second <!-- milepost: run second -->",
        );
        let checkout = Checkout::with(&text.text());
        let config = format!(
            "[sandbox]\ntier = \"{tier}\"\n[checks.swap]\nrun = \"echo 'touch canary' > x.sh\"\nwrites = ['x.sh']\n\
             [checks.second]\nrun = \"sh ./x.sh\"\n"
        );
        checkout.project.write("milepost.toml", config).write("x.sh", "true\n").commit("a swap");
        let run = checkout.verify();
        assert_eq!(
            checkout.project.read("x.sh"),
            "touch canary\n",
            "the attack does not work\n{}",
            run.text()
        );
        assert_ne!(run.code, Some(0), "{}", run.text());
        assert!(!checkout.project.has("canary"), "{}", run.text());
    }
}
