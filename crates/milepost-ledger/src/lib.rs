//! Evidence: records, signatures, store, attestations.
//!
//! A record is an in-toto statement in a DSSE envelope, in one immutable file named by its digest. Records name the
//! ones before them, so that together they are a graph whose union is its merge. Files are the truth; a SQLite index
//! over them may be deleted at any time.
//!
//! The ledger is tamper-evident, not tamper-proof: whoever holds the key and runs the program can lie.

mod append;
mod bundle;
mod canonical;
mod digest;
pub mod dsse;
mod error;
mod export;
mod gc;
mod ledger;
mod merge;
mod predicate;
mod query;
mod record;
pub mod signing;
mod statement;
mod store;
mod trust;
mod verify;

pub use append::Prepared;
pub use bundle::Bundled;
pub use canonical::to_canonical;
pub use digest::{Digest, DigestError};
pub use dsse::Envelope;
pub use error::LedgerError;
pub use export::Exported;
pub use gc::{Collection, CollectionPolicy};
pub use ledger::{Access, Ledger, Signers};
pub use merge::Merged;
pub use predicate::*;
pub use query::TestInRun;
pub use record::{Link, NewRecord, Record};
pub use statement::{STATEMENT_TYPE, Statement, Subject};
pub use store::{Paths, Query};
pub use trust::{Trust, TrustPolicy, TrustRefusal};
pub use verify::{Flaw, FlawKind, Severity, Verification};
