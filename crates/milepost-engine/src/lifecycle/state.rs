//! The states of a milestone and the moves between them.

use milepost_document::vocabulary::Status;
use serde::Serialize;

/// A state in the middle of a sentence: `in progress`.
pub(crate) fn words(status: Status) -> String {
    status.key().replace('-', " ")
}

/// A move between states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transition {
    /// The plan is complete enough to begin.
    Ready,
    /// It is not, after all.
    UndoReady,
    /// Work begins: the baseline is recorded.
    Start,
    /// Work that began without Milepost is taken over.
    Adopt,
    /// Something is in the way.
    Block,
    /// Nothing is in the way any more.
    Unblock,
    /// The work is done and proven.
    Complete,
    /// It was not done, after all: a new attempt.
    Reopen,
    /// Put off.
    Defer,
    /// Given up.
    Cancel,
    /// Put away.
    Archive,
}

impl Transition {
    /// Every move.
    pub const ALL: [Self; 11] = [
        Self::Ready,
        Self::UndoReady,
        Self::Start,
        Self::Adopt,
        Self::Block,
        Self::Unblock,
        Self::Complete,
        Self::Reopen,
        Self::Defer,
        Self::Cancel,
        Self::Archive,
    ];

    /// The command that makes it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::UndoReady => "ready --undo",
            Self::Start => "start",
            Self::Adopt => "adopt",
            Self::Block => "block",
            Self::Unblock => "unblock",
            Self::Complete => "complete",
            Self::Reopen => "reopen",
            Self::Defer => "defer",
            Self::Cancel => "cancel",
            Self::Archive => "archive",
        }
    }

    /// The states from which it goes, and the one to which it leads.
    pub fn edge(self) -> (&'static [Status], Status) {
        use Status as S;
        const UNFINISHED: &[Status] = &[S::Planned, S::Ready, S::InProgress, S::Blocked, S::Review];
        match self {
            Self::Ready => (&[S::Planned], S::Ready),
            Self::UndoReady => (&[S::Ready], S::Planned),
            Self::Start => (&[S::Ready, S::Planned], S::InProgress),
            Self::Adopt => {
                (&[S::Planned, S::Ready, S::InProgress, S::Blocked, S::Review, S::Deferred], S::InProgress)
            }
            Self::Block => (&[S::InProgress, S::Review], S::Blocked),
            Self::Unblock => (&[S::Blocked], S::InProgress),
            Self::Complete => (&[S::InProgress, S::Review], S::Completed),
            Self::Reopen => (&[S::Completed], S::InProgress),
            Self::Defer => (UNFINISHED, S::Deferred),
            Self::Cancel => (UNFINISHED, S::Cancelled),
            Self::Archive => (&[S::Completed, S::Cancelled, S::Deferred, S::RolledBack], S::Archived),
        }
    }

    /// Where it leads from a state; `None` when it does not go from there.
    pub fn target(self, from: Status) -> Option<Status> {
        let (sources, target) = self.edge();
        sources.contains(&from).then_some(target)
    }

    /// The moves that go from a state.
    pub fn from_state(from: Status) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |transition| transition.target(from).is_some())
    }

    /// Whether it wants a reason.
    pub fn wants_reason(self) -> bool {
        matches!(self, Self::Block | Self::Reopen | Self::Defer | Self::Cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawn_moves_and_no_others() {
        use Status as S;
        let moves =
            |from| Transition::from_state(from).map(Transition::command).collect::<Vec<_>>().join(" ");
        assert_eq!(moves(S::Planned), "ready start adopt defer cancel");
        assert_eq!(moves(S::Ready), "ready --undo start adopt defer cancel");
        assert_eq!(moves(S::InProgress), "adopt block complete defer cancel");
        assert_eq!(moves(S::Blocked), "adopt unblock defer cancel");
        assert_eq!(moves(S::Completed), "reopen archive");
        assert_eq!(moves(S::Deferred), "adopt archive");
        assert_eq!(moves(S::Cancelled), "archive");
        assert_eq!(moves(S::RolledBack), "archive");
        assert_eq!(moves(S::Archived), "");
    }

    #[test]
    fn nothing_is_completed_that_did_not_begin() {
        for from in [Status::Planned, Status::Ready, Status::Blocked, Status::Deferred, Status::Cancelled] {
            assert_eq!(Transition::Complete.target(from), None, "{from:?}");
        }
    }
}
