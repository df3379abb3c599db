//! How tools spell the statuses that they know.

use super::{dialects::Dialect, status::Status};

/// The word that a tool itself writes for a status; `None` where it has none of its own, so that the spelling of the old
/// value decides.
pub fn dialect_status(dialect: Dialect, status: Status) -> Option<&'static str> {
    WORDS.iter().find(|(of, meaning, _)| *of == dialect && *meaning == status).map(|(_, _, word)| *word)
}

const WORDS: &[(Dialect, Status, &str)] = &[
    (Dialect::Add, Status::Planned, "PLANNED"),
    (Dialect::Add, Status::InProgress, "IN_PROGRESS"),
    (Dialect::Add, Status::Completed, "COMPLETE"),
    (Dialect::BacklogMd, Status::Planned, "To Do"),
    (Dialect::BacklogMd, Status::InProgress, "In Progress"),
    (Dialect::BacklogMd, Status::Completed, "Done"),
    (Dialect::Beans, Status::Planned, "todo"),
    (Dialect::Beans, Status::InProgress, "in-progress"),
    (Dialect::Beans, Status::Completed, "completed"),
    (Dialect::Beans, Status::Cancelled, "scrapped"),
    (Dialect::Simone, Status::InProgress, "in_progress"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::parse_status;

    #[test]
    fn every_word_reads_back() {
        for (dialect, status, word) in WORDS {
            assert_eq!(parse_status(word).map(|reading| reading.status), Some(*status), "{word}");
            assert_eq!(dialect_status(*dialect, *status), Some(*word));
        }
        assert_eq!(dialect_status(Dialect::OpenSpec, Status::Completed), None);
    }
}
