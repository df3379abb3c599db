//! Keys of label lines such as `**Status**: planned`.

use serde::{Deserialize, Serialize};

use super::{label_keys::LABELS, plain::plain_text, wordings::Wordings};

/// What a label line states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name is the label it stands for")]
pub enum LabelKey {
    Status,
    RiskLevel,
    EstimatedEffort,
    EstimatedDuration,
    Appetite,
    ActualEffort,
    CoverageTarget,
    LastUpdated,
    Created,
    StartDate,
    TargetDate,
    CompletedDate,
    TotalEstimated,
    TotalActual,
    Progress,
    Priority,
    Owner,
    Affects,
    RequiresUpdates,
    FilesToModify,
    NewFilesToCreate,
    KeyTestCases,
    KeyScenarios,
    DependsOn,
    Blocks,
    Blockers,
    Goal,
    Rollback,
    Initiative,
    ActiveMilestone,
    OverallProgress,
    TotalEffort,
    Schedule,
    Number,
    Branch,
}

/// The meaning of a label's key, with or without its colon, emphasis and pictures.
pub fn classify_label(key: &str) -> Option<LabelKey> {
    static KEYS: Wordings<LabelKey, 512> = Wordings::new(LABELS);
    // No label is longer, with its emphasis and a picture; what is, is prose.
    if key.len() > 64 {
        return None;
    }
    let mut plain = plain_text(key);
    if memchr::memchr2(b'_', b'-', plain.as_bytes()).is_some() {
        plain = plain.replace(['_', '-'], " ");
    }
    KEYS.get(plain.trim_end_matches(':').trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_template_and_their_dialects() {
        use LabelKey as K;
        for (key, label) in [
            ("**Risk Level**:", K::RiskLevel),
            ("Estimated Effort", K::EstimatedEffort),
            ("Status", K::Status),
            ("**Status:**", K::Status),
            ("📊 Status：", K::Status),
            ("Estado", K::Status),
            ("milestone_status", K::Status),
            ("Coverage Target", K::CoverageTarget),
            ("last-updated", K::LastUpdated),
            ("Estimated Duration", K::EstimatedDuration),
            ("Total Estimated", K::TotalEstimated),
            ("Total Actual", K::TotalActual),
            ("Affects", K::Affects),
            ("Requires Updates", K::RequiresUpdates),
            ("Files to Modify", K::FilesToModify),
            ("New Files to Create", K::NewFilesToCreate),
            ("Key Test Cases", K::KeyTestCases),
            ("Key Scenarios", K::KeyScenarios),
            ("Depends on", K::DependsOn),
            ("Active Milestone", K::ActiveMilestone),
        ] {
            assert_eq!(classify_label(key), Some(label), "{key}");
        }
        for key in ["", "Note", "Objective 1", "Step 3", "statusbar"] {
            assert_eq!(classify_label(key), None, "{key}");
        }
    }
}
