//! For people at a terminal.

mod doctor;
mod explain;
mod findings;
mod graph;
mod init;
mod key;
mod ledger;
mod live;
mod next;
mod rule;
mod section;
mod show;
mod status;
mod sync;
mod transition;
mod trust;
mod verify;
mod why;

pub use doctor::doctor;
pub use explain::{explain, item as explain_item};
pub use findings::{findings, findings_summary};
pub use graph::graph;
pub use init::{git_setup, init};
pub use key::machine_key;
pub use ledger::{collection, exported, record, records, verification};
pub use live::{Live, Moved};
pub use next::next;
pub use rule::rule;
pub use show::show;
pub use status::status;
pub use sync::sync;
pub use transition::{signatures, transition, waiting_for_signatures};
pub use trust::{grants, revoked, trust_details, trust_request, trust_standing};
pub use verify::{verify, verify_summary};
pub use why::why;
