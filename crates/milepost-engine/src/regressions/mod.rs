//! Tests by id against the baseline: what became of each, what somebody acknowledged, and which are flaky.

mod acknowledge;
mod changes;
mod history;
mod revoke;

pub use acknowledge::{AcknowledgeRequest, AcknowledgedTests, acknowledge};
pub(crate) use acknowledge::{Known, known};
pub use changes::{Acknowledgment, TestChanges, test_changes};
pub(crate) use history::failing_since;
pub use history::{FlakyTest, TestMoment, flaky_tests, test_history};
pub use revoke::{RevokedAcknowledgement, revoke};
