//! What records say: one file per kind.

mod acknowledgement;
mod any;
mod attestation;
mod baseline;
mod batch;
mod check_run;
mod kind;
mod machine_certificate;
mod measurement;
mod output;
mod place;
mod plan_stamp;
mod reference;
mod rehearsal;
mod rename;
mod revocation;
mod sign_off;
mod task_end;
mod time_entry;
mod tombstone;
mod transition;
mod waiver;

pub use acknowledgement::{Acknowledged, Acknowledgement};
pub use any::Predicate;
use any::state_subjects;
pub use attestation::{Attestation, AttestationResult, EvidenceBinding, Verifier};
pub use baseline::{Baseline, CoverageBaseline, CriterionBaseline, MetricBaseline, SuiteBaseline};
pub use batch::Batch;
pub use check_run::{
    Attempt, CheckRun, ExpectationResult, Guard, KeyParts, Origin, RunEnvironment, RunResult, Scope,
    TestTally, Tool, Verdict, is_own_exit,
};
pub use kind::{Kind, SignedBy};
pub use machine_certificate::MachineCertificate;
pub use measurement::{KeptRuns, Measurement, SamplePair};
pub use output::{INLINE_LIMIT, OutputCapture};
pub use place::Place;
pub use plan_stamp::PlanStamp;
pub use reference::{Coverage, CoveredFile, DocumentReference, ItemReference, Ratio, TestOutcome};
pub use rehearsal::{FaultOutcome, Level, Loss, Rehearsal, RehearsedFault, RehearsedLock, RehearsedStep};
pub use rename::Rename;
pub use revocation::{Revocation, RevocationTarget};
pub use sign_off::{Attachment, SignOff, SignOffKey};
pub use task_end::TaskEnd;
pub use time_entry::{TaskName, TimeEntry};
pub use tombstone::{RemovedRecord, Tombstone};
pub use transition::Transition;
pub use waiver::Waiver;
