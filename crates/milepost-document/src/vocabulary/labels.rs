//! Keys of label lines such as `**Status**: planned`.

use serde::{Deserialize, Serialize};

use super::plain::plain_text;

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
    use LabelKey as K;
    // No label is longer, with its emphasis and a picture; what is, is prose.
    if key.len() > 64 {
        return None;
    }
    let plain = plain_text(key);
    let words = plain.trim_end_matches(':').trim().replace(['_', '-'], " ");
    Some(match words.as_str() {
        "status" | "state" | "milestone status" | "current status" | "phase status" | "initiative status"
        | "estado" | "statut" => K::Status,
        "risk level" | "risk" | "overall risk" | "riesgo" | "nivel de riesgo" => K::RiskLevel,
        "estimated effort" | "effort" | "estimate" | "estimated" | "effort estimate" | "estimated time"
        | "time estimate" | "estimated hours" | "esfuerzo" | "esfuerzo estimado" | "aufwand" => {
            K::EstimatedEffort
        }
        "estimated duration" | "duration" | "timeline" | "timeframe" | "duración" | "duración estimada"
        | "dauer" => K::EstimatedDuration,
        "appetite" => K::Appetite,
        "actual effort" | "actual time" | "actual" | "actual duration" | "time spent" | "actual hours" => {
            K::ActualEffort
        }
        "coverage target" | "target coverage" | "coverage" | "test coverage" | "test coverage target" => {
            K::CoverageTarget
        }
        "last updated"
        | "updated"
        | "last update"
        | "last modified"
        | "date updated"
        | "última actualización"
        | "actualizado" => K::LastUpdated,
        "created" | "date created" | "created on" | "created date" | "date" | "fecha" => K::Created,
        "start date" | "started" | "start" | "started on" | "actual start" => K::StartDate,
        "target date"
        | "due"
        | "due date"
        | "deadline"
        | "target"
        | "target completion"
        | "target completion date"
        | "end date" => K::TargetDate,
        "completed" | "completed on" | "completion date" | "completed date" | "date completed"
        | "finished" => K::CompletedDate,
        "total estimated"
        | "total estimate"
        | "estimated total"
        | "total estimated effort"
        | "total estimated hours" => K::TotalEstimated,
        "total actual" | "actual total" | "total actual hours" | "total actual effort" => K::TotalActual,
        "progress" | "completion" | "progreso" => K::Progress,
        "priority" | "prioridad" => K::Priority,
        "owner" | "assignee" | "lead" | "responsible" | "author" | "assigned to" | "responsable" => K::Owner,
        "affects" | "affected components" | "affected systems" => K::Affects,
        "requires updates" | "requires update" | "needs updates" => K::RequiresUpdates,
        "files to modify" | "modified files" | "files to update" | "files to change" | "files modified" => {
            K::FilesToModify
        }
        "new files to create" | "files to create" | "new files" | "files created" => K::NewFilesToCreate,
        "key test cases" | "test cases" => K::KeyTestCases,
        "key scenarios" | "scenarios" | "test scenarios" => K::KeyScenarios,
        "depends on" | "dependencies" | "dependency" | "prerequisites" | "prerequisite" | "requires"
        | "blocked by" | "dependencias" | "prerrequisitos" => K::DependsOn,
        "blocks" | "enables" | "unlocks" | "required by" | "prerequisite for" | "downstream" => K::Blocks,
        "blockers" | "blocker" | "current blockers" | "bloqueos" => K::Blockers,
        "goal" | "goals" | "objective" | "objectives" | "objetivo" | "purpose" => K::Goal,
        "rollback" | "rollback plan" | "rollback procedure" | "rollback strategy" => K::Rollback,
        "initiative" | "parent initiative" | "parent" | "epic" => K::Initiative,
        "active milestone" | "current milestone" | "active phase" | "current phase" => K::ActiveMilestone,
        "overall progress" | "total progress" => K::OverallProgress,
        "total effort" | "overall effort" => K::TotalEffort,
        "schedule" | "week" | "weeks" | "sprint" | "quarter" => K::Schedule,
        "milestone" | "milestone id" | "id" | "number" | "phase" => K::Number,
        "branch" | "feature branch" => K::Branch,
        _ => return None,
    })
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
