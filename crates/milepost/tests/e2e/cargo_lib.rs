//! The Rust example, end to end, with the real Cargo.

use std::path::Path;

use milepost_testkit::{Project, Run};

use crate::MILEPOST;

const ID: &str = "1";
const DOCUMENT: &str = "docs/milestones/milestone-1-fractions.md";

/// The work that the milestone asks for.
const FRACTION: &str = r#"use crate::{ParseError, Unit};

/// The seconds of a number that may have a fraction: exactly, or not at all.
pub(crate) fn seconds(number: &str, unit: Unit) -> Result<u64, ParseError> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let read = |digits: &str| digits.parse::<u64>().map_err(|_| ParseError::TooLong);
    let scale = 10_u64.checked_pow(part.len() as u32).ok_or(ParseError::TooLong)?;
    let parts = read(part)?.checked_mul(unit.seconds()).ok_or(ParseError::TooLong)?;
    if parts % scale != 0 {
        return Err(ParseError::Incomplete(number.to_owned()));
    }
    let whole = read(whole)?.checked_mul(unit.seconds()).ok_or(ParseError::TooLong)?;
    whole.checked_add(parts / scale).ok_or(ParseError::TooLong)
}
"#;
const TESTS: &str = r#"//! Numbers with fractions.

use std::time::Duration;

#[test]
fn halves_of_an_hour() {
    assert_eq!(timespan::parse("1.5h"), Ok(Duration::from_secs(5400)));
}

#[test]
fn parts_of_a_second_are_refused() {
    assert!(timespan::parse("0.5s").is_err());
}
"#;
/// Without this line, half a second is none at all.
const GUARD: &str = "parts % scale != 0";

struct Library {
    project: Project,
    digest: String,
}

impl Library {
    /// The example in a repository of its own, without what was built in it.
    fn new() -> Self {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/cargo-lib");
        let project = Project::new(MILEPOST);
        let copy = "cd \"$1\" && tar cf - --exclude=./target . | tar xf - -C \"$2\"";
        let (from, to) = (example.to_str().unwrap(), project.root());
        project.run("sh", &["-c", copy, "sh", from, to.to_str().unwrap()]).exits(0);
        project.write(".milepost/allowed_signers", project.allowed_signer()).commit("The library");
        let digest = project.digest(DOCUMENT);
        Self { project, digest }
    }

    fn milepost(&self, args: &[&str]) -> Run {
        // Cargo and rustup live below the home folder, or where these say.
        let names = ["HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];
        let kept: Vec<(&str, String)> =
            names.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?))).collect();
        let kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.project.milepost_with(&kept, args)
    }

    fn runs(&self, args: &[&str]) -> Run {
        self.milepost(&[args, &["--allow-digest", &self.digest]].concat())
    }

    /// Does what the milestone promises, with the one line of its file as given.
    fn work(&self, guard: &str) {
        let project = &self.project;
        project.write("src/fraction.rs", FRACTION.replace(GUARD, guard));
        project.write("tests/fractions.rs", TESTS);
        project.replace("src/lib.rs", "mod format;", "mod format;\nmod fraction;");
        project.replace("src/parse.rs", "!c.is_ascii_digit())", "!c.is_ascii_digit() && c != '.')");
        project.replace("src/parse.rs", "use crate::Unit;", "use crate::{Unit, fraction};");
        project.replace(
            "src/parse.rs",
            "        let number: u64 = number.parse().map_err(|_| ParseError::TooLong)?;\n        seconds = number\n            .checked_mul(unit.seconds())\n            .and_then(|more| seconds.checked_add(more))\n            .ok_or(ParseError::TooLong)?;\n",
            "        seconds =\n            seconds.checked_add(fraction::seconds(number, unit)?).ok_or(ParseError::TooLong)?;\n",
        );
    }
}

#[test]
fn a_library_from_start_to_its_attestation() {
    let library = Library::new();
    let project = &library.project;
    library.milepost(&["lint"]).exits(0);

    library.runs(&["start", ID, "--commit"]).exits(0);
    assert_eq!(project.git(&["branch", "--show-current"]), "milestone/1-fractions");

    // Nothing is done yet: no new test is no pass.
    library.runs(&["verify", ID]).exits(1).says("All new tests passing");

    // The work, with a mistake in it: the test that finds it is named, and nothing can be completed.
    library.work("false");
    project.commit("Fractions");
    library.runs(&["verify", ID]).exits(1).says("parts_of_a_second_are_refused");
    library.runs(&["complete", ID]).exits(3).says("parts_of_a_second_are_refused");
    assert!(project.read(DOCUMENT).contains("\nstatus: in-progress\n"));

    // It is mended: everything is proven, the milestone can end.
    project.replace("src/fraction.rs", "if false", &format!("if {GUARD}")).commit("Parts of a second");
    library.runs(&["verify", ID]).exits(0);
    library.runs(&["complete", ID, "--commit"]).exits(0);
    let text = project.read(DOCUMENT);
    assert!(text.contains("\nstatus: completed\n") && !text.contains("- [ ] All new tests"), "{text}");
    assert!(project.read("docs/milestones/README.md").contains("50%"));
    library.milepost(&["ledger", "verify"]).exits(0);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}
