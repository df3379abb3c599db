//! A real repository with one milestone, for tests of the engine.
#![expect(dead_code, reason = "each test binary uses its own part")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, OnceLock},
};

use milepost_engine::{
    EngineError, Workspace,
    lifecycle::{
        SignOffRequest, Transition, TransitionOptions, TransitionReport, WaiveRequest, sign_off, transition,
        waive,
    },
    session::{Assessment, Session},
    standing::{Judged, Standing},
    trust::{self, Allowed, Class, Consent},
    verify::{VerifyOptions, VerifyReport, verify},
};
use milepost_system::{MemorySystem, OsSystem, Stream};

/// The milestone's file.
pub(crate) const DOCUMENT: &str = "docs/milestone-1-till.md";

/// A planned milestone of low risk with these criteria.
pub(crate) fn milestone(criteria: &str) -> String {
    format!(
        "# Milestone 1: Till\n\n## Overview\n\nIt counts.\n\n**Risk Level**: 🟢 Low\n**Estimated Effort**: 2 hours\n\
         **Status**: ⏳ Planned\n\n## Success Criteria\n\n{criteria}\n\n---\n\n**Last Updated**: 2026-01-05\n\
         **Status**: ⏳ Planned\n"
    )
}

/// A repository in a temporary folder.
pub(crate) struct Project {
    pub(crate) folder: tempfile::TempDir,
    prefix: &'static str,
}

impl Project {
    pub(crate) fn new(document: &str) -> Self {
        Self::in_folder("", "sha1", document)
    }

    /// A clone that was made in the folder `repo` of this one.
    pub(crate) fn at(folder: tempfile::TempDir) -> Self {
        Self { folder, prefix: "" }
    }

    /// The project's root stands at `prefix` in its repository.
    pub(crate) fn in_folder(prefix: &'static str, format: &str, document: &str) -> Self {
        state();
        let this = Self { folder: tempfile::tempdir().unwrap(), prefix };
        std::fs::create_dir_all(this.root()).unwrap();
        this.git(&["init", "-q", "-b", "main", &format!("--object-format={format}")]);
        this.sign_as("ann@example.org");
        this.git(&["config", "user.name", "Ann"]);
        this.git(&["config", "commit.gpgsign", "false"]);
        this.write("milepost.toml", "");
        this.write(DOCUMENT, document);
        this
    }

    pub(crate) fn repository(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.repository().join(self.prefix)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    #[track_caller]
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` in {text}");
        self.write(path, text.replace(from, to))
    }

    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        std::fs::create_dir_all(self.repository()).unwrap();
        let output = Command::new("git").current_dir(self.repository()).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub(crate) fn commit(&self) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "work"]);
        self
    }

    /// From now on somebody signs and commits, with a key of their own.
    pub(crate) fn sign_as(&self, email: &str) -> &Self {
        let key = key_of(email);
        self.git(&["config", "user.email", email]);
        self.git(&["config", "gpg.format", "ssh"]);
        self.git(&["config", "user.signingkey", key.to_str().unwrap()]);
        self
    }

    /// A line for the file of allowed signers.
    pub(crate) fn allowed(email: &str) -> String {
        let key = std::fs::read_to_string(format!("{}.pub", key_of(email).display())).unwrap();
        format!("{email} {key}")
    }

    pub(crate) fn open(&self) -> Workspace {
        Workspace::open(Arc::new(OsSystem), &self.root(), &[]).unwrap()
    }

    pub(crate) fn index(workspace: &Workspace) -> usize {
        workspace.portfolio.find(DOCUMENT).expect("the milestone")
    }

    pub(crate) fn trust(&self) -> &Self {
        let workspace = self.open();
        let bound = workspace.bind(Self::index(&workspace));
        let (index, allowed) = (Self::index(&workspace), Allowed::default());
        let request = trust::request(&workspace, index, &bound, Class::Verify, &allowed).unwrap();
        trust::grant(&workspace, &request, &consent()).unwrap();
        self
    }

    /// Trusts what stands there, and verifies it.
    pub(crate) fn verify(&self) -> VerifyReport {
        self.trust();
        let workspace = self.open();
        verify(&workspace, &[Self::index(&workspace)], &VerifyOptions::default(), &mut |_| {}).unwrap()
    }

    /// How many commands would run.
    pub(crate) fn planned(&self) -> usize {
        let workspace = self.open();
        let options = VerifyOptions { dry_run: true, ..VerifyOptions::default() };
        let report = verify(&workspace, &[Self::index(&workspace)], &options, &mut |_| {}).unwrap();
        report.documents[0].runs.iter().filter(|run| run.verdict == "planned").count()
    }

    pub(crate) fn move_it(&self, kind: Transition) -> Result<TransitionReport, EngineError> {
        self.move_with(kind, &TransitionOptions { jobs: 1, reason: Some("so".into()), ..Default::default() })
    }

    pub(crate) fn move_with(
        &self,
        kind: Transition,
        options: &TransitionOptions,
    ) -> Result<TransitionReport, EngineError> {
        self.trust();
        let workspace = self.open();
        let held = workspace.lock().unwrap();
        transition(&workspace, &held, Self::index(&workspace), kind, options, &mut |_| {})
    }

    /// Makes a move that has to succeed.
    #[track_caller]
    pub(crate) fn moves(&self, kind: Transition) -> TransitionReport {
        self.move_it(kind).unwrap_or_else(|error| panic!("{error}: {:#?} {:?}", error.reasons, error.source))
    }

    /// Tries a move that has to be refused; the reasons.
    #[track_caller]
    pub(crate) fn refused(&self, kind: Transition) -> String {
        let error = self.move_it(kind).expect_err("it has to be refused");
        format!("{error}\n{}", error.reasons.join("\n"))
    }

    pub(crate) fn assess<T>(&self, look: impl FnOnce(&Assessment) -> T) -> T {
        let workspace = self.open();
        let session = Session::read(&workspace).unwrap();
        look(&session.assess(Self::index(&workspace), false, false).unwrap())
    }

    /// What is known of the item whose words begin so.
    #[track_caller]
    pub(crate) fn judged(&self, words: &str) -> Judged {
        self.assess(|assessment| {
            let bindings = assessment.bound.bindings.iter().zip(&assessment.judged);
            let mut found =
                bindings.filter(|(binding, _)| binding.text.starts_with(words)).map(|(_, judged)| judged);
            found.next().cloned().unwrap_or_else(|| panic!("no item `{words}`"))
        })
    }

    #[track_caller]
    pub(crate) fn standing(&self, words: &str) -> Standing {
        self.judged(words).standing
    }

    pub(crate) fn sign_off(&self, words: &str) -> Result<(), EngineError> {
        self.signing(words, |session, held, assessment, at| {
            sign_off(session, held, assessment, &[at], &SignOffRequest::default()).map(drop)
        })
    }

    pub(crate) fn waive(&self, words: &str, days: i64) -> Result<(), EngineError> {
        let until = jiff::Zoned::now().date().saturating_add(jiff::Span::new().days(days));
        self.signing(words, |session, held, assessment, at| {
            let request = WaiveRequest { why: "no host yet".into(), until };
            waive(session, held, assessment, at, &request).map(drop)
        })
    }

    fn signing(
        &self,
        words: &str,
        sign: impl FnOnce(&Session<'_>, &milepost_engine::Held, &Assessment, usize) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let workspace = self.open();
        let held = workspace.lock()?;
        let session = Session::write(&workspace)?;
        let assessment = session.assess(Self::index(&workspace), false, true)?;
        let at = assessment.bound.bindings.iter().position(|binding| binding.text.starts_with(words));
        sign(&session, &held, &assessment, at.expect("the item"))
    }

    /// Every file of the repository, `.git` with it, and of the machine's state, with mode and bytes.
    pub(crate) fn listing(&self) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
        let mut found = BTreeMap::new();
        collect(self.folder.path(), &mut found);
        collect(state(), &mut found);
        found
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, (u32, Vec<u8>)>) {
    use std::os::unix::fs::PermissionsExt;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let (path, facts) = (entry.path(), entry.metadata().unwrap());
        let mode = facts.permissions().mode();
        if facts.is_dir() {
            found.insert(path.clone(), (mode, Vec::new()));
            collect(&path, found);
        } else {
            found.insert(path.clone(), (mode, std::fs::read(&path).unwrap_or_default()));
        }
    }
}

/// The consent of somebody at a terminal.
pub(crate) fn consent() -> Consent {
    let terminal = MemorySystem::new();
    terminal.set_terminal(Stream::Stdin, true).set_terminal(Stream::Stderr, true);
    Consent::at_terminal(&terminal).unwrap()
}

/// The folder of keys, grants and machine state of this process.
pub(crate) fn state() -> &'static Path {
    static STATE: OnceLock<tempfile::TempDir> = OnceLock::new();
    STATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            set_var("XDG_STATE_HOME", Some(folder.path().to_str().unwrap()));
            set_var("XDG_CACHE_HOME", Some(folder.path().join("caches").to_str().unwrap()));
            set_var("MILEPOST_SIGNING_KEY", None);
            set_var("GIT_CONFIG_GLOBAL", Some("/dev/null"));
            folder
        })
        .path()
}

fn key_of(email: &str) -> PathBuf {
    let path = state().join(email);
    if !path.exists() {
        milepost_engine::signers::new_key(&OsSystem, &path, email).unwrap();
    }
    path
}

#[expect(unsafe_code, reason = "tests set what the product reads of its environment")]
pub(crate) fn set_var(name: &str, value: Option<&str>) {
    // SAFETY: nextest gives each test a process of its own, in which nothing else runs at this time.
    unsafe {
        match value {
            Some(value) => std::env::set_var(name, value),
            None => std::env::remove_var(name),
        }
    }
}
