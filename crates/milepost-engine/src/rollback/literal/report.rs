//! What the document's own commands would do, did, and left.

use serde::Serialize;

use crate::exit::Exit;

/// What the document's own commands would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LiteralReport {
    /// The milestone's id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// The run; `None` where none began.
    pub run: Option<String>,
    /// `planned`, `open`, `finished` or `aborted`.
    pub state: String,
    /// What somebody agrees to: another one when anything of it changes.
    pub token: String,
    /// The branch with the work.
    pub branch: String,
    /// The commit before the work.
    pub base: String,
    /// Where the branch was.
    pub old: String,
    /// The reference that keeps it; `None` where no run began.
    pub kept: Option<String>,
    /// The commands, in their order.
    pub commands: Vec<LiteralCommandReport>,
    /// What they lose, that `milepost rollback` without `--literal` does not.
    pub loses: Vec<String>,
    /// Why the run stopped before its end, in words.
    pub stopped: Option<String>,
    /// The end of the output of the command that stopped it.
    pub tail: Option<String>,
    /// What is not as it was before the work, when it is finished.
    pub differs: Vec<String>,
}

/// One fence of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LiteralCommandReport {
    /// Its line in the document, from 1.
    pub line: Option<u32>,
    /// Its first line.
    pub label: String,
    /// What runs.
    pub script: String,
    /// `open`, `done`, `failed`, or `interrupted` in its midst.
    pub state: String,
    /// Why it failed.
    pub note: Option<String>,
}

impl LiteralReport {
    /// What the shell is told.
    pub fn exit(&self) -> Exit {
        let failed = self.commands.iter().any(|command| command.state == "failed");
        match self.state.as_str() {
            "open" if failed => Exit::Failed,
            "open" => Exit::Outstanding,
            _ => Exit::Ok,
        }
    }
}
