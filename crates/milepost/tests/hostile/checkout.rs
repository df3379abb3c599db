//! A checkout of somebody else's work, and what an attack in it leaves behind.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

/// The one document.
pub(crate) const DOCUMENT: &str = "plan/milestone-1-till.md";

/// The commands that read, which nobody has to trust anything for.
pub(crate) const READING: [&[&str]; 14] = [
    &[],
    &["status"],
    &["next"],
    &["show", DOCUMENT],
    &["explain", DOCUMENT],
    &["why", "plan/milestone-1-till.md#it-is-described"],
    &["lint"],
    &["audit"],
    &["verify", "--dry-run", DOCUMENT],
    &["complete", "--dry-run", DOCUMENT],
    &["trust", "show", DOCUMENT],
    &["ledger", "log"],
    &["key", "show"],
    &["doctor"],
];

/// A project with one document, whose attacks would leave a canary beside it.
pub(crate) struct Checkout {
    pub(crate) project: Project,
}

impl Checkout {
    /// With a harmless check.
    pub(crate) fn new() -> Self {
        let text = Milestone::new(1, "Till")
            .section("Success Criteria", "- [ ] It is described: `test -s README.md`");
        Self::with(&text.text())
    }

    /// With this document.
    pub(crate) fn with(document: &str) -> Self {
        let project = Project::new(MILEPOST);
        project.write("README.md", "# Till\n").write(DOCUMENT, document).commit("Till");
        Self { project }
    }

    /// With the check `it`, which runs this, and this configuration besides.
    pub(crate) fn checking(command: &str, settings: &str) -> Self {
        let text = Milestone::new(1, "Till")
            .section("Success Criteria", "- [ ] It is described <!-- milepost: run it -->");
        let checkout = Self::with(&text.text());
        checkout.check(command, settings);
        checkout
    }

    /// Gives the check `it` another command, with settings below it.
    pub(crate) fn check(&self, command: &str, settings: &str) -> &Self {
        self.check_only(command, settings).project.commit("A check");
        self
    }

    /// As [`Checkout::check`], without a commit.
    pub(crate) fn check_only(&self, command: &str, settings: &str) -> &Self {
        // A JSON string is one of TOML as well.
        let run = serde_json::to_string(command).unwrap();
        self.project.write("milepost.toml", format!("[checks.it]\nrun = {run}\n{settings}"));
        self
    }

    /// The file that an attack makes, outside of the project.
    pub(crate) fn canary(&self) -> PathBuf {
        self.project.outside("canary")
    }

    /// Whether an attack took place since this was asked last.
    pub(crate) fn was_hit(&self) -> bool {
        fs::remove_file(self.canary()).is_ok()
    }

    /// Writes a program into the project that leaves the canary and hands on its input; its path.
    pub(crate) fn evil(&self, path: &str) -> String {
        let script = format!("#!/bin/sh\ntouch '{}'\nexec cat\n", self.canary().display());
        self.program(path, &script)
    }

    /// Writes a program into the project; its path.
    pub(crate) fn program(&self, path: &str, script: &str) -> String {
        self.project.write(path, script);
        fs::set_permissions(self.project.path(path), fs::Permissions::from_mode(0o755)).unwrap();
        self.project.path(path).to_str().unwrap().to_owned()
    }

    /// Runs every reading command and a trusted run; nothing of the attack may have taken place.
    #[track_caller]
    pub(crate) fn is_safe_to_read(&self) {
        for args in READING {
            self.survives(&self.project.milepost(args));
        }
        self.survives(&self.verify());
    }

    /// Holds one run against the canary, and against what no run ever says.
    #[track_caller]
    pub(crate) fn survives(&self, run: &Run) {
        assert!(!self.was_hit(), "`{}` let it happen\n{}", run.command, run.text());
        assert!(run.code.is_some_and(|code| code < 70), "`{}`: {:?}\n{}", run.command, run.code, run.text());
        run.keeps_silent_on("panicked");
    }

    /// Runs the document's commands, whatever they are.
    pub(crate) fn verify(&self) -> Run {
        self.verify_with(&[])
    }

    /// The same with more variables around the program.
    pub(crate) fn verify_with(&self, env: &[(&str, &str)]) -> Run {
        let asked = self.project.milepost_with(env, &["trust", "--digest", DOCUMENT]);
        let digest = asked.stdout.trim().to_owned();
        if asked.code != Some(0) {
            return asked;
        }
        self.project.milepost_with(env, &["verify", "--force", DOCUMENT, "--allow-digest", &digest])
    }

    /// Runs the program with little memory and little time.
    pub(crate) fn in_bounds(&self, args: &[&str]) -> Run {
        let script = "ulimit -v 6000000; exec timeout -k 1 20 \"$@\"";
        let run = self.project.run("sh", &[&["-c", script, "sh", MILEPOST], args].concat());
        assert!(!matches!(run.code, None | Some(124 | 134 | 137)), "{:?}: {}", run.code, run.text());
        run
    }

    /// Runs a command as a check in the sandbox `tier`.
    pub(crate) fn runs_in(&self, tier: &str, command: &str) -> Run {
        self.check(command, &format!("sandbox = \"{tier}\"\ntimeout = 20\n"));
        self.verify()
    }

    /// Every file that Milepost keeps of this project: records, outputs, index, grants.
    pub(crate) fn kept(&self) -> Vec<u8> {
        let places = [".git/milepost", ".milepost"].map(|path| self.project.path(path));
        let mut folders: Vec<PathBuf> = places.into_iter().chain([self.project.outside("state")]).collect();
        let mut bytes = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    let read = fs::read(entry.path()).unwrap_or_default();
                    bytes.extend(zstd::decode_all(&*read).unwrap_or(read));
                }
            }
        }
        bytes
    }

    /// Whether a text stands in anything that Milepost keeps.
    pub(crate) fn keeps(&self, text: &str) -> bool {
        self.kept().windows(text.len()).any(|part| part == text.as_bytes())
    }

    /// Whether anything is granted.
    pub(crate) fn has_grants(&self) -> bool {
        fs::read_dir(self.project.outside("state/milepost/trust"))
            .is_ok_and(|mut grants| grants.next().is_some())
    }
}
