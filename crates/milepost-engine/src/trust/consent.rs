//! Somebody who can be asked.

use milepost_system::{Stream, System};

use crate::{EngineError, ErrorKind, Result};

/// The word of somebody at a terminal. Only with it a grant is made.
///
/// A terminal can be forged: any process of the same user may open a pseudo-terminal and type into it. It keeps out
/// what has no terminal (a pipe, a job of CI, a tool that starts others), not a program that sets out to deceive.
#[derive(Debug)]
pub struct Consent(());

impl Consent {
    /// Whether somebody can be asked: questions and answers go over a terminal, and this process has one of its own.
    pub fn can_be_asked(system: &dyn System) -> bool {
        system.is_terminal(Stream::Stdin) && system.is_terminal(Stream::Stderr) && system.has_terminal()
    }

    /// The consent of whoever answered with yes just now.
    ///
    /// # Errors
    /// [`ErrorKind::Untrusted`] where nobody could have been asked.
    pub fn at_terminal(system: &dyn System) -> Result<Self> {
        if Self::can_be_asked(system) {
            return Ok(Self(()));
        }
        Err(EngineError::new(ErrorKind::Untrusted, "a grant needs somebody at a terminal, and there is none")
            .hint("run `milepost trust` at a terminal"))
    }
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    #[test]
    fn pitfall_16_a_pipe_on_either_side_gives_no_consent() {
        let system = MemorySystem::new();
        system.set_var("CI", "1");
        assert!(Consent::at_terminal(&system).is_err());
        for only in [Stream::Stdin, Stream::Stderr, Stream::Stdout] {
            let system = MemorySystem::new();
            system.set_terminal(only, true);
            assert!(Consent::at_terminal(&system).is_err(), "{only:?}");
        }
        system.set_terminal(Stream::Stdin, true).set_terminal(Stream::Stderr, true);
        assert!(Consent::at_terminal(&system).is_ok());
    }
}
