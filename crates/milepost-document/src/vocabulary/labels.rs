//! Keys of label lines such as `**Status**: planned`.

use serde::{Deserialize, Serialize};

use super::{
    languages,
    plain::{bare_words, plain_text},
    wordings::Wordings,
};

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
    Value,
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

/// No label is longer, with its emphasis and a picture; what is, is prose.
const MAX_KEY: usize = 64;

/// The meaning of a label's key, with or without its colon, emphasis and pictures.
pub fn classify_label(key: &str) -> Option<LabelKey> {
    static KEYS: Wordings<LabelKey, 512> = Wordings::new(&languages::LABELS);
    if key.len() > MAX_KEY {
        return None;
    }
    if let Some(words) = bare_words(key, &mut [0; MAX_KEY]) {
        return KEYS.get(words);
    }
    let mut words = plain_text(key).into_bytes();
    words.iter_mut().filter(|byte| matches!(byte, b'_' | b'-')).for_each(|byte| *byte = b' ');
    KEYS.get(trimmed(&words))
}

/// Without colons at the end, and without blanks.
fn trimmed(mut words: &[u8]) -> &[u8] {
    while let Some(rest) = words.strip_suffix(b":") {
        words = rest;
    }
    words.trim_ascii()
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
            ("Business Value", K::Value),
            ("**Cost of Delay**:", K::Value),
        ] {
            assert_eq!(classify_label(key), Some(label), "{key}");
        }
        for key in ["", "Note", "Objective 1", "Step 3", "statusbar"] {
            assert_eq!(classify_label(key), None, "{key}");
        }
    }
}
