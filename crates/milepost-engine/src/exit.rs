//! Exit codes, in one place.

/// What a command tells the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// All well.
    Ok = 0,
    /// A check failed, or a finding stands.
    Failed = 1,
    /// The request or its input cannot be read.
    Usage = 2,
    /// A gate refused, or the move is not one of the drawn ones.
    Refused = 3,
    /// Nothing ran, or zero tests did.
    NothingRan = 4,
    /// What ran passed, and something else is outstanding.
    Outstanding = 5,
    /// Commands that nobody trusted.
    Untrusted = 6,
    /// The sandbox that is asked for is not to be had.
    NoSandbox = 7,
    /// Evidence was tampered with.
    Tampered = 8,
    /// It was tried and cannot be told.
    Inconclusive = 9,
    /// A bug of Milepost.
    Bug = 70,
    /// Another process holds the project.
    Locked = 75,
    /// Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// All codes, the one that wins first.
    pub const BY_PRECEDENCE: [Self; 13] = [
        Self::Bug,
        Self::Tampered,
        Self::Interrupted,
        Self::Locked,
        Self::Usage,
        Self::Untrusted,
        Self::NoSandbox,
        Self::Failed,
        Self::NothingRan,
        Self::Inconclusive,
        Self::Refused,
        Self::Outstanding,
        Self::Ok,
    ];

    /// The code.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// What it means: a lower-case fragment.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "all is well",
            Self::Failed => "a check failed, or a finding stands",
            Self::Usage => "the command line is wrong, or an input cannot be read",
            Self::Refused => "a gate refused, or the state allows no such move",
            Self::NothingRan => "nothing ran, or a test run had zero tests",
            Self::Outstanding => "what ran passed, and something else is outstanding",
            Self::Untrusted => "the commands of the document are not trusted",
            Self::NoSandbox => "a sandbox was asked for that this machine does not have",
            Self::Tampered => "evidence was tampered with",
            Self::Inconclusive => "inconclusive: what was tried tells neither a pass nor a failure",
            Self::Bug => "a bug of milepost",
            Self::Locked => "another process holds the project",
            Self::Interrupted => "interrupted",
        }
    }

    /// The code that wins among several; [`Exit::Ok`] of none.
    pub fn worst(codes: impl IntoIterator<Item = Self>) -> Self {
        let rank = |code: &Self| Self::BY_PRECEDENCE.iter().position(|known| known == code);
        codes.into_iter().min_by_key(rank).unwrap_or(Self::Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_code_wins() {
        assert_eq!(Exit::worst([]), Exit::Ok);
        assert_eq!(Exit::worst([Exit::Outstanding, Exit::Ok]), Exit::Outstanding);
        assert_eq!(Exit::worst([Exit::NothingRan, Exit::Failed, Exit::Inconclusive]), Exit::Failed);
        assert_eq!(Exit::worst([Exit::Failed, Exit::Tampered, Exit::Untrusted]), Exit::Tampered);
        assert_eq!(Exit::worst([Exit::Refused, Exit::Inconclusive]), Exit::Inconclusive);
    }

    #[test]
    fn every_code_has_its_rank() {
        let mut codes: Vec<u8> = Exit::BY_PRECEDENCE.iter().map(|code| code.code()).collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 70, 75, 130]);
    }
}
