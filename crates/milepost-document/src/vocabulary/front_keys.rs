//! Keys of front matters.

/// What a key states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FrontKey {
    /// The work's status, beside that of the document.
    MilestoneStatus,
    /// The status of the work or, where the other is there too, of the document.
    Status,
    /// When the document was last changed.
    LastUpdated,
    /// The number or the id.
    Id,
    /// The id of a task.
    TaskId,
    /// The id of a sprint; that of its sprint in a task.
    SprintId,
    /// The id of a milestone; that of its milestone in a sprint or a task.
    MilestoneId,
    /// The number of a milestone; the milestone of a task.
    Milestone,
    /// What it is a part of.
    Parent,
    /// What has to come first.
    DependsOn,
    /// What waits for it.
    Blocks,
    /// The risk.
    Risk,
    /// The effort.
    Effort,
    /// The duration.
    Duration,
    /// The name.
    Title,
    /// Who does it.
    Assignees,
    /// Words by which it is found.
    Labels,
    /// How much it matters.
    Priority,
    /// What it is worth, as a number.
    Value,
    /// When it was written down.
    Created,
    /// When it has to be done.
    Due,
    /// Documents that belong to it.
    RelatedDocuments,
    /// The files that it changes or makes.
    Files,
    /// Where another tool keeps what this was imported from: a path or an address.
    ImportedFrom,
}

/// The meaning of a key, however its words are joined and whatever its case.
pub fn classify_front_key(key: &str) -> Option<FrontKey> {
    // No key of the table is longer.
    if key.len() > 24 {
        return None;
    }
    let same = |known: &str| {
        known.len() == key.len()
            && known.bytes().zip(key.bytes()).all(|(a, b)| {
                let b = if matches!(b, b'_' | b' ') { b'-' } else { b.to_ascii_lowercase() };
                a == b
            })
    };
    KEYS.iter().find(|(known, _)| same(known)).map(|(_, key)| *key)
}

const KEYS: &[(&str, FrontKey)] = {
    use FrontKey as K;
    &[
        ("milestone-status", K::MilestoneStatus),
        ("status", K::Status),
        ("state", K::Status),
        ("last-updated", K::LastUpdated),
        ("lastupdated", K::LastUpdated),
        ("updated", K::LastUpdated),
        ("last-modified", K::LastUpdated),
        ("updated-at", K::LastUpdated),
        ("updated-date", K::LastUpdated),
        ("number", K::Id),
        ("id", K::Id),
        ("task-id", K::TaskId),
        ("sprint-id", K::SprintId),
        ("milestone-id", K::MilestoneId),
        ("milestone", K::Milestone),
        ("parent", K::Parent),
        ("parent-task-id", K::Parent),
        ("epic", K::Parent),
        ("initiative", K::Parent),
        ("depends-on", K::DependsOn),
        ("dependencies", K::DependsOn),
        ("prerequisites", K::DependsOn),
        ("blocked-by", K::DependsOn),
        ("requires", K::DependsOn),
        ("blocks", K::Blocks),
        ("blocking", K::Blocks),
        ("enables", K::Blocks),
        ("unlocks", K::Blocks),
        ("risk", K::Risk),
        ("risk-level", K::Risk),
        ("effort", K::Effort),
        ("estimate", K::Effort),
        ("estimated-effort", K::Effort),
        ("duration", K::Duration),
        ("estimated-duration", K::Duration),
        ("title", K::Title),
        ("name", K::Title),
        ("assignee", K::Assignees),
        ("assignees", K::Assignees),
        ("assigned-to", K::Assignees),
        ("owner", K::Assignees),
        ("labels", K::Labels),
        ("tags", K::Labels),
        ("priority", K::Priority),
        ("value", K::Value),
        ("business-value", K::Value),
        ("cost-of-delay", K::Value),
        ("created", K::Created),
        ("created-at", K::Created),
        ("created-date", K::Created),
        ("due", K::Due),
        ("due-date", K::Due),
        ("due-on", K::Due),
        ("related-docs", K::RelatedDocuments),
        ("related", K::RelatedDocuments),
        ("documentation", K::RelatedDocuments),
        ("references", K::RelatedDocuments),
        ("modified-files", K::Files),
        ("changed-files", K::Files),
        ("files-modified", K::Files),
        ("new-files", K::Files),
        ("imported-from", K::ImportedFrom),
        ("estado", K::Status),
        ("dependencias", K::DependsOn),
        ("prerrequisitos", K::DependsOn),
        ("riesgo", K::Risk),
        ("esfuerzo", K::Effort),
        ("actualizado", K::LastUpdated),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_any_dress() {
        for (key, meaning) in [
            ("status", Some(FrontKey::Status)),
            ("Status", Some(FrontKey::Status)),
            ("STATE", Some(FrontKey::Status)),
            ("milestone_status", Some(FrontKey::MilestoneStatus)),
            ("Milestone-Status", Some(FrontKey::MilestoneStatus)),
            ("last_updated", Some(FrontKey::LastUpdated)),
            ("blocked_by", Some(FrontKey::DependsOn)),
            ("statuses", None),
            ("", None),
            ("a-very-long-key-that-nobody-knows", None),
        ] {
            assert_eq!(classify_front_key(key), meaning, "{key}");
        }
    }
}
