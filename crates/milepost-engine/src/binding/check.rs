//! The kinds of checks, and what is bound to them.

use milepost_document::{FenceId, FieldId, ItemId, Span, vocabulary::SectionKind};
use milepost_ledger::signing::Level;
use serde::Serialize;

use super::{CoverageAsked, Trigger};

/// An index into [`Bound::runs`](super::Bound::runs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RunId(pub usize);

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A list entry.
    Item(ItemId),
    /// A fence under Testing Strategy.
    Fence(FenceId),
    /// A label with a promise: the coverage target.
    Field(FieldId),
    /// What the milestone's risk asks beside its own words.
    Policy(PolicyGate),
}

/// What a risk asks of a completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyGate {
    /// A rollback that was rehearsed.
    Rehearsal,
    /// A review by somebody who is not an author.
    Review,
    /// Evidence of a level.
    Evidence,
    /// Work that keeps to the files of its plan.
    Scope,
    /// Settings that stand where the project keeps them.
    Configuration,
}

/// Which transition an item guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// `start`: prerequisites.
    Start,
    /// What `start` itself does: the pre-implementation list.
    Begun,
    /// `complete`: tests, post-implementation, success criteria.
    Complete,
    /// None: tasks, manual tests, scope …; derived items may rest on it.
    None,
}

/// Whether a check should pass before the work as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Passes before and after: build, lint, types, no regression.
    Invariant,
    /// Fails before and passes after: new tests, deliverables.
    Change,
}

/// Which rule bound an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "rule", content = "detail")]
pub enum Rule {
    /// Its annotation comment.
    Annotation,
    /// A code span that is a command.
    Command,
    /// A code span that is a path, in a deliverable.
    Path,
    /// Words that the vocabulary or `milepost.toml` knows.
    Phrase(String),
    /// Where it stands: a test fence, a coverage target, a prerequisite that names a milestone …
    Place(String),
    /// Nothing else matched: somebody has to attest to it.
    SignOff,
}

/// What kind of attestation a person gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignOffKind {
    /// A review of the change, by somebody who is not its author. Holds for one tree.
    Review,
    /// A stakeholder's acceptance. Holds for the item's text.
    Stakeholder,
    /// A manual test. Holds for its declared inputs, the whole tree by default.
    Manual,
    /// Any other statement. Holds for the item's text.
    Statement,
}

/// What an item that decides nothing is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordKind {
    /// What is done and what is not.
    Scope,
    /// A file of the plan.
    File,
    /// A step of a procedure.
    Step,
    /// Something in the way.
    Blocker,
    /// What else is concerned.
    Impact,
    /// A condition for a rollback.
    Trigger,
    /// Opened by a rollback.
    PostRollback,
    /// A decision, lesson or question.
    Note,
    /// A link to another document.
    Link,
}

/// What decides.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// A command ends with success, and ran at least one test where it is a test command.
    Run(RunId),
    /// Each of these commands ends with success.
    Runs(Vec<RunId>),
    /// Every test of these runs passes.
    AllTests(Vec<RunId>),
    /// No test that passed at the baseline fails, is skipped or is lost.
    NoRegression(Vec<RunId>),
    /// At least one test that the baseline lacks, all of these passing.
    NewTests(Vec<RunId>),
    /// At least `min` tests ran in these runs, all passing.
    MinTests(Vec<RunId>, u64),
    /// Tests whose id matches a glob exist and pass.
    Test {
        /// Glob over test ids.
        glob: String,
        /// Where they run.
        runs: Vec<RunId>,
    },
    /// A coverage report keeps what is asked of it.
    Coverage {
        /// Which run measures it.
        run: RunId,
        /// What is asked.
        asked: Box<CoverageAsked>,
    },
    /// Each command of a step of the work was run by `run`, and ended with success.
    Step(Vec<RunId>),
    /// What each of these runs measures is within its budget.
    Metrics(Vec<RunId>),
    /// The rollback was rehearsed, and led back.
    Rehearsal(RunId),
    /// The output of these runs (of all, when empty) holds no match.
    Quiet {
        /// The pattern.
        regex: String,
        /// Whose output is read.
        runs: Vec<RunId>,
    },
    /// A path is there.
    Exists(String),
    /// A file that matches one of the globs changed since the baseline.
    Changed(Vec<String>),
    /// Every link of the document resolves, and a related document changed since the baseline.
    DocumentationComplete(Vec<String>),
    /// The current branch matches.
    Branch(String),
    /// Proven when all of these items are.
    Derived(Vec<Subject>),
    /// Another milestone is completed (by its path).
    Milestone(String),
    /// What `start` recorded.
    Baseline(BaselineFact),
    /// A person attests.
    SignOff {
        /// Who may.
        role: String,
        /// What the signature is for.
        kind: SignOffKind,
        /// Globs on which a manual test depends; whole tree when empty.
        inputs: Vec<String>,
    },
    /// The evidence of these runs is worth so much.
    Evidence {
        /// The least level.
        level: Level,
        /// Which runs.
        runs: Vec<RunId>,
    },
    /// The work keeps to the files of its plan.
    Scope(Box<ScopeAsked>),
    /// Each of these settings stands where the project keeps its settings.
    Configured(Vec<String>),
    /// The components that a label names work still, and were updated where they have to be.
    Components(Box<ComponentsAsked>),
    /// A reason to roll back: it decides nothing by itself, and stands in the way where it holds.
    Trigger(Trigger),
    /// Nothing is decided by it.
    Record(RecordKind),
    /// It cannot be decided as it stands: the reason, and what would be right.
    Unbound {
        /// Why not.
        reason: String,
        /// The next step.
        hint: String,
    },
}

/// What a plan says of its files, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeAsked {
    /// Whether files that no plan names, and files of the plan that were left alone, count too.
    pub strict: bool,
    /// What is to stay as it is.
    pub out_of_scope: Vec<String>,
    /// What is to be created.
    pub create: Vec<String>,
    /// What is to be modified.
    pub modify: Vec<String>,
}

/// The components of the project that a label of the document names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComponentsAsked {
    /// The commands of all of them, each once.
    pub runs: Vec<RunId>,
    /// Each of them.
    pub named: Vec<ComponentAsked>,
    /// What is nearly the name of one, with that name.
    pub misspelt: Vec<(String, String)>,
}

/// What is asked of one component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComponentAsked {
    /// Its name in `milepost.toml`.
    pub name: String,
    /// The commands that tell whether it works still.
    pub runs: Vec<RunId>,
    /// Globs of which a file has to change since the baseline, where it has to be updated.
    pub updated: Option<Vec<String>>,
}

/// What the baseline must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineFact {
    /// Work goes on on a branch of its own.
    Branch,
    /// The commit and tree.
    State,
    /// Test results.
    Tests,
    /// Durations, memory, coverage.
    Metrics,
}

/// A subject, the check that decides it, and why that one.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// What is decided.
    pub subject: Subject,
    /// Its id: stable while its words stay.
    pub id: String,
    /// What its list or section means.
    pub kind: Option<SectionKind>,
    /// Where it stands.
    pub span: Span,
    /// Its words, without box and comments, in one line.
    pub text: String,
    /// Whether its box is ticked; `None` without a box.
    pub ticked: Option<bool>,
    /// Which transition it guards.
    pub gate: Gate,
    /// Which rule matched.
    pub rule: Rule,
    /// What decides it.
    pub check: Check,
    /// Whether it should pass before the work as well.
    pub class: Class,
    /// The runs that show that it fails where it has to.
    pub must_fail: Vec<RunId>,
}

impl Binding {
    /// Whether it rests on a run: on its check, or on what shows that this can fail.
    pub fn rests_on(&self, id: RunId) -> bool {
        self.check.runs().contains(&id) || self.must_fail.contains(&id)
    }
}

impl Check {
    /// Measurements, or why there can be none.
    pub(super) fn of_metrics(runs: Vec<RunId>) -> Self {
        if !runs.is_empty() {
            return Self::Metrics(runs);
        }
        Self::Unbound {
            reason: "no metric is configured".to_owned(),
            hint: "say what is measured in `[metrics.NAME]` of `milepost.toml`".to_owned(),
        }
    }

    /// The runs on whose evidence it rests.
    pub fn runs(&self) -> &[RunId] {
        match self {
            Self::Run(run)
            | Self::Rehearsal(run)
            | Self::Coverage { run, .. }
            | Self::Trigger(Trigger::Uncovered { run, .. }) => std::slice::from_ref(run),
            Self::Runs(runs)
            | Self::AllTests(runs)
            | Self::NoRegression(runs)
            | Self::NewTests(runs)
            | Self::Metrics(runs)
            | Self::Step(runs)
            | Self::MinTests(runs, _)
            | Self::Test { runs, .. }
            | Self::Quiet { runs, .. }
            | Self::Evidence { runs, .. } => runs,
            Self::Components(asked) => &asked.runs,
            Self::Trigger(Trigger::Broken(check)) => check.runs(),
            _ => &[],
        }
    }

    /// Whether it decides anything.
    pub fn decides(&self) -> bool {
        !matches!(self, Self::Record(_) | Self::Trigger(_))
    }
}
