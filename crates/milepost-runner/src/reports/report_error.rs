/// Why a report could not be read. A report that cannot be read is never an empty one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The format has no reader.
    #[error("`{found}` is not a known format, known are {known}")]
    UnknownFormat {
        /// The name.
        found: String,
        /// The names that are known.
        known: String,
    },
    /// The text breaks the rules of its format.
    #[error("line {line}: {what}")]
    Malformed {
        /// Where, from 1.
        line: usize,
        /// What was found and what would be right.
        what: String,
    },
    /// The report stops before its end.
    #[error("line {line}: the report ends early, {missing}")]
    Truncated {
        /// The last line, from 1.
        line: usize,
        /// What should still have come.
        missing: String,
    },
    /// There is nothing of this format in the bytes.
    #[error("this is not a report in the format `{format}`: {what}")]
    NotThisFormat {
        /// The format that was expected.
        format: &'static str,
        /// What was found.
        what: String,
    },
    /// The output counts tests and names none of them.
    #[error("the output counts {count} tests and names none, run the tool without its quiet mode")]
    NoNames {
        /// How many it counts.
        count: u64,
    },
}
