//! Who works.

use crate::{EngineError, Result, Workspace, signers::principal};

/// The name under which time is booked: that of signatures.
pub(super) fn person(workspace: &Workspace) -> Result<String> {
    principal(workspace)?.ok_or_else(|| {
        EngineError::usage("nobody knows who worked: Git's `user.email` is not set")
            .hint("`git config --global user.email you@example.org`")
    })
}
