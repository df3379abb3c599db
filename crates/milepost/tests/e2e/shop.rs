//! The example, end to end, with the real pnpm.

use std::{collections::BTreeSet, path::Path};

use milepost_testkit::{Project, Run};

use crate::{MILEPOST, planned::labels};

const ID: &str = "checkout/1";
const DOCUMENT: &str = "docs/initiatives/checkout/milestone-1-catalogue.md";
const BROKEN: &str = "now > voucher.validUntil";
const RIGHT: &str = "now >= voucher.validUntil";

pub(crate) struct Shop {
    pub(crate) project: Project,
    home: String,
    digest: String,
}

impl Shop {
    /// The example in a repository of its own; `None` where pnpm or the installed packages are missing.
    pub(crate) fn new() -> Option<Self> {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
        let project = Project::new(MILEPOST);
        let has_pnpm = project.run("sh", &["-c", "command -v pnpm"]).code == Some(0);
        if !has_pnpm || !example.join("node_modules").is_dir() {
            let required = std::env::var_os("MILEPOST_REQUIRE_PNPM").is_some();
            assert!(!required, "pnpm and `pnpm install` in examples/shop are required here");
            eprintln!(
                "SKIPPED: pnpm, or `pnpm install` in examples/shop, is missing; `./test` installs both"
            );
            return None;
        }
        let example = example.to_str().unwrap();
        let copy = "cd \"$1\" && tar cf - --exclude=./dist --exclude=./reports --exclude=./coverage . | tar xf - -C \"$2\"";
        project.run("sh", &["-c", copy, "sh", example, project.root().to_str().unwrap()]).exits(0);
        // One check of the whole tree, beside those that declare what they read.
        project.replace(
            DOCUMENT,
            "- [ ] No TypeScript errors\n",
            "- [ ] No TypeScript errors\n- [ ] The whole is described <!-- milepost: run \"test -s README.md\" -->\n",
        );
        project.write(".milepost/allowed_signers", project.allowed_signer()).commit("The shop");
        let digest = project.digest(DOCUMENT);
        // pnpm has its store below the home folder and installs anew when it is not there.
        let home = std::env::var("HOME").unwrap();
        Some(Self { project, home, digest })
    }

    pub(crate) fn milepost(&self, args: &[&str]) -> Run {
        self.project.milepost_with(&[("HOME", &self.home), ("CI", "true")], args)
    }

    fn runs(&self, args: &[&str]) -> Run {
        self.milepost(&[args, &["--allow-digest", &self.digest]].concat())
    }

    fn planned(&self) -> BTreeSet<String> {
        labels(&self.milepost(&["verify", ID, "--dry-run", "--json"]))
    }
}

#[test]
fn a_milestone_from_start_to_its_attestation() {
    let Some(shop) = Shop::new() else { return };
    let project = &shop.project;

    shop.runs(&["start", ID, "--commit"]).exits(0);
    assert_eq!(project.git(&["branch", "--show-current"]), "milestone/1-catalogue-and-stock");
    assert!(project.read(DOCUMENT).contains("\nstatus: in-progress\n"));
    // The tables above it follow in the same change, and nothing else does.
    let stat = project.git(&["show", "--stat=200", "--format=", "HEAD"]);
    let changed = |file: &str, lines: u32| {
        let found = stat.lines().find(|line| line.trim_start().starts_with(&format!("{file} ")));
        let count = format!("| {lines} ");
        let words = found.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + " ");
        assert!(words.as_ref().is_some_and(|words| words.contains(&count)), "{file} {lines}: {stat}");
    };
    changed("docs/initiatives/README.md", 2);
    changed("docs/initiatives/checkout/README.md", 12);
    let own = |line: &&str| !line.contains(".milepost/") && !line.contains(" changed, ");
    assert_eq!(stat.lines().filter(own).count(), 3, "{stat}");
    shop.milepost(&["sync", "--check"]).exits(0);

    // One test breaks: it is named, and nothing can be completed.
    project.replace("src/pricing/vouchers.ts", RIGHT, BROKEN).commit("Until the end, and a moment longer");
    shop.runs(&["verify", ID]).exits(1).says("until just before its end");
    shop.runs(&["complete", ID])
        .exits(3)
        .says("All existing tests still passing")
        .says("until just before its end");
    assert!(project.read(DOCUMENT).contains("\nstatus: in-progress\n"));

    // It is mended: everything is proven.
    project.replace("src/pricing/vouchers.ts", BROKEN, RIGHT).commit("Until just before the end");
    shop.runs(&["verify", ID]).exits(0);
    staleness(&shop);

    shop.runs(&["complete", ID, "--commit"]).exits(0);
    completes_and_nothing_else(project);
    let text = project.read(DOCUMENT);
    assert!(text.contains("\nstatus: completed\n") && !text.contains("- [ ] All tests passing"), "{text}");
    let readme = project.read("docs/initiatives/checkout/README.md");
    assert!(readme.contains("| ✅ Completed | 12 hours | 100% |"), "{readme}");
    assert!(readme.contains("33% (1 of 3 milestones)"), "{readme}");
    let hub = project.read("docs/initiatives/README.md");
    assert!(hub.contains("| 🚧 In Progress | 33% | 1/3 |"), "{hub}");
    shop.milepost(&["sync", "--check"]).exits(0);
    attestation(project);
}

/// The commit of the completion writes the statuses, ticks boxes, counts, and changes no other byte.
fn completes_and_nothing_else(project: &Project) {
    let own = ["--", ".", ":!.milepost"];
    let names = project.git(&[&["show", "--name-only", "--format=", "HEAD"][..], &own].concat());
    let files = ["docs/initiatives/README.md", "docs/initiatives/checkout/README.md", DOCUMENT];
    assert_eq!(names.lines().collect::<Vec<_>>(), files);
    let diff = project.git(&[&["show", "-U0", "--format=", "HEAD"][..], &own].concat());
    let lines = |sign: char, head: &str| -> Vec<String> {
        let lines = diff.lines().filter(|line| line.starts_with(sign) && !line.starts_with(head));
        lines.map(|line| line[1..].to_owned()).collect()
    };
    let (before, after) = (lines('-', "--- "), lines('+', "+++ "));
    assert_eq!(before.len(), after.len(), "{diff}");
    let is_tick = |(old, new): &(&String, &String)| {
        old.contains("- [ ] ") && **new == old.replacen("- [ ] ", "- [x] ", 1)
    };
    let pairs = || before.iter().zip(&after);
    assert_eq!(pairs().filter(is_tick).count(), 13, "{diff}");
    let others: Vec<[&str; 2]> =
        pairs().filter(|pair| !is_tick(pair)).map(|(old, new)| [old.as_str(), new.as_str()]).collect();
    let row = "| [Milestone 1: Catalogue and Stock](milestone-1-catalogue.md) |";
    let rows = [
        format!("{row} 🚧 In Progress | 12 hours | 0% |"),
        format!("{row} ✅ Completed | 12 hours | 100% |"),
    ];
    let label = ["**Status**: 🚧 In Progress", "**Status**: ✅ Completed"];
    let expected: [[&str; 2]; 8] = [
        [
            "| [Checkout](checkout/README.md) | 🚧 In Progress | 0% | 0/3 |",
            "| [Checkout](checkout/README.md) | 🚧 In Progress | 33% | 1/3 |",
        ],
        label,
        [&rows[0], &rows[1]],
        ["- **Active Milestone**: Milestone 1", "- **Active Milestone**: None"],
        ["- **Overall Progress**: 0% (0 of 3 milestones)", "- **Overall Progress**: 33% (1 of 3 milestones)"],
        ["status: in-progress", "status: completed"],
        label,
        label,
    ];
    assert_eq!(others, expected, "{diff}");
}

/// Editing a file makes stale what reads it, and nothing else; ticking a box makes nothing stale.
fn staleness(shop: &Shop) {
    let project = &shop.project;
    let labels = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(shop.planned(), labels(&[]));

    project.replace(DOCUMENT, "- [ ] Lint passes", "- [x] Lint passes");
    assert_eq!(shop.planned(), labels(&[]), "a tick makes nothing stale");
    project.replace(DOCUMENT, "- [x] Lint passes", "- [ ] Lint passes");

    let file = "tests/unit/catalogue/search.test.ts";
    let before = project.read(file);
    project.write(file, format!("{before}\n// one line more\n"));
    let stale = shop.planned();
    // Not the build and not the integration tests: they do not read it.
    assert_eq!(stale, labels(&["catalogue", "lint", "test -s README.md", "typecheck", "unit"]));
    shop.milepost(&["why", &format!("{ID}#no-typescript-errors")]).says(file);
    project.write(file, before);
    assert_eq!(shop.planned(), labels(&[]), "the files are as they were, and so is the evidence");
}

/// The attestation holds by OpenSSH alone.
fn attestation(project: &Project) {
    let names: Vec<String> = std::fs::read_dir(project.path(".milepost/attestations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let [name] = names.as_slice() else { panic!("{names:?}") };
    let id = name.trim_end_matches(".json").rsplit('-').next().unwrap();
    let folder = project.outside("export");
    let folder = folder.to_str().unwrap();
    project.milepost(&["ledger", "export", "--attestation", id, folder]).exits(0);
    let verify = "ssh-keygen -Y verify -f .milepost/allowed_signers -I ada@example.org -n milepost@v1 \
                  -s \"$1\"/*.pae.sig < \"$2\"";
    let signed = format!("{folder}/{id}.pae");
    project.run("bash", &["-c", verify, "bash", folder, &signed]).exits(0).says("Good");
    // And it does not hold for other bytes.
    let other = project.outside("other.pae");
    std::fs::write(&other, std::fs::read_to_string(&signed).unwrap().replace("proven", "Proven")).unwrap();
    let run = project.run("bash", &["-c", verify, "bash", folder, other.to_str().unwrap()]);
    assert_ne!(run.code, Some(0), "{}", run.text());
    project.milepost(&["ledger", "verify"]).exits(0);
}
