//! How a command ended.

use std::process::Output;

/// What a command said and how it ended.
#[derive(Debug, Clone)]
pub struct Run {
    /// The command, for messages.
    pub command: String,
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Run {
    pub(crate) fn new(command: String, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            command,
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Both streams.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Holds the exit code against the one that is meant.
    ///
    /// # Panics
    /// With everything it said, when it is another one.
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Self {
        let Self { command, stdout, stderr, .. } = self;
        assert_eq!(
            self.code,
            Some(code),
            "`{command}` ended otherwise\n--- standard output\n{stdout}\n--- standard error\n{stderr}"
        );
        self
    }

    /// Wants a text in one of the two streams.
    ///
    /// # Panics
    /// With everything it said, when the text is missing.
    #[track_caller]
    pub fn says(&self, wanted: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(wanted), "`{}` does not say `{wanted}`\n{text}", self.command);
        self
    }

    /// Wants a text in neither stream.
    ///
    /// # Panics
    /// With everything it said, when the text is there.
    #[track_caller]
    pub fn keeps_silent_on(&self, unwanted: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(unwanted), "`{}` says `{unwanted}`\n{text}", self.command);
        self
    }
}
