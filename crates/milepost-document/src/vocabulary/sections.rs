//! Section headings and what their sections mean.

use serde::{Deserialize, Serialize};

use super::plain::plain_text;

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name is the heading it stands for")]
pub enum SectionKind {
    Overview,
    Objectives,
    Scope,
    InScope,
    OutOfScope,
    Deliverables,
    TechnicalImplementation,
    ChangesRequired,
    DatabaseChanges,
    CodeChanges,
    FilesToModify,
    NewFiles,
    ConfigurationChanges,
    ImplementationSteps,
    Dependencies,
    Prerequisites,
    Blockers,
    DownstreamImpact,
    TestingStrategy,
    TestTypes,
    UnitTests,
    IntegrationTests,
    OtherTests,
    KeyTestCases,
    KeyScenarios,
    ManualTesting,
    VerificationChecklist,
    PreImplementation,
    PostImplementation,
    SuccessCriteria,
    NotDoneCriteria,
    RollbackPlan,
    WhenToRollback,
    RollbackProcedure,
    PostRollbackActions,
    ProgressTracking,
    TaskBreakdown,
    TimeTracking,
    Notes,
    DesignDecisions,
    LessonsLearned,
    OpenQuestions,
    RelatedDocumentation,
    Risks,
    CurrentStatus,
    ProgressTable,
    Milestones,
    Initiatives,
    NextSteps,
    Optional,
}

/// How the boxes of a section count towards completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionClass {
    /// Success, acceptance, exit, definition of done: these decide.
    Core,
    /// Everything else that is work of this document.
    Other,
    /// A ticked box here is a failure or a non-goal.
    Negative,
    /// Optional, future or another document's work.
    NotCounted,
}

impl SectionKind {
    /// How its boxes count.
    pub fn class(self) -> SectionClass {
        match self {
            Self::SuccessCriteria => SectionClass::Core,
            Self::NotDoneCriteria | Self::OutOfScope => SectionClass::Negative,
            Self::NextSteps | Self::Optional | Self::PostRollbackActions => SectionClass::NotCounted,
            _ => SectionClass::Other,
        }
    }
}

/// How the boxes under a heading count, for headings of any wording.
pub fn section_class(heading: &str) -> SectionClass {
    if let Some(kind) = classify_heading(heading) {
        return kind.class();
    }
    let words = heading_words(heading);
    let any = |list: &[&str]| list.iter().any(|word| has_words(&words, word));
    if any(&["not done", "out of scope", "non goals", "non goal", "anti goals", "excluded", "exclusions", "not in scope"]) {
        SectionClass::Negative
    } else if any(&["optional", "future", "next steps", "next phase", "stretch", "nice to have", "follow up", "follow ups", "backlog"]) {
        SectionClass::NotCounted
    } else if any(&["success", "acceptance", "exit", "definition of done", "completion", "done when", "done criteria", "aceptación", "éxito"]) {
        SectionClass::Core
    } else {
        SectionClass::Other
    }
}

/// The meaning of a heading, or of a bold label that stands for one. `None` when it has none of its own.
pub fn classify_heading(text: &str) -> Option<SectionKind> {
    let words = heading_words(text);
    if words.is_empty() {
        return None;
    }
    if let Some((_, kind)) = HEADINGS.iter().find(|(heading, _)| *heading == words) {
        return Some(*kind);
    }
    contained(&words)
}

/// Lower case, no numbering, no comment in parentheses, `&` and hyphens opened.
fn heading_words(text: &str) -> String {
    let plain = plain_text(text);
    let plain = plain.split(['(', '[']).next().filter(|head| !head.trim().is_empty()).unwrap_or(&plain);
    let plain = plain.trim_end_matches([':', '.', ' ', '!', '?']);
    let opened = plain.replace('&', " and ").replace(['-', '/', '_'], " ");
    let mut words: Vec<_> = opened.split_whitespace().collect();
    let numbering = |w: &str| w.trim_end_matches([')', '.', ':']).split('.').all(|p| p.parse::<u16>().is_ok());
    if words.len() > 1 && numbering(words[0]) {
        words.remove(0);
    }
    words.retain(|w| !matches!(*w, "–" | ":"));
    if words.len() > 1 && matches!(words[0], "the" | "our" | "key" | "project" | "milestone" | "phase" | "initiative" | "sprint" | "epic") && !matches!(words.join(" ").as_str(), "key test cases" | "key scenarios" | "milestone status" | "milestone list" | "initiative status") {
        words.remove(0);
    }
    words.join(" ")
}

fn has_words(text: &str, words: &str) -> bool {
    text.len() >= words.len()
        && text.match_indices(words).any(|(at, _)| {
            let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + words.len()..]);
            before.last().is_none_or(|byte| *byte == b' ') && after.first().is_none_or(|byte| *byte == b' ')
        })
}

/// Headings that carry the words of a kind among others: only unmistakable ones.
fn contained(words: &str) -> Option<SectionKind> {
    use SectionKind as K;
    const RULES: [(&str, SectionKind); 44] = [
        ("not done", K::NotDoneCriteria),
        ("out of scope", K::OutOfScope),
        ("not in scope", K::OutOfScope),
        ("non goals", K::OutOfScope),
        ("definition of done", K::SuccessCriteria),
        ("success criteria", K::SuccessCriteria),
        ("acceptance criteria", K::SuccessCriteria),
        ("exit criteria", K::SuccessCriteria),
        ("completion criteria", K::SuccessCriteria),
        ("criterios de aceptación", K::SuccessCriteria),
        ("criterios de éxito", K::SuccessCriteria),
        ("post rollback", K::PostRollbackActions),
        ("rollback procedure", K::RollbackProcedure),
        ("rollback steps", K::RollbackProcedure),
        ("rollback triggers", K::WhenToRollback),
        ("when to rollback", K::WhenToRollback),
        ("when to roll back", K::WhenToRollback),
        ("rollback plan", K::RollbackPlan),
        ("rollback strategy", K::RollbackPlan),
        ("pre implementation", K::PreImplementation),
        ("post implementation", K::PostImplementation),
        ("verification checklist", K::VerificationChecklist),
        ("manual testing", K::ManualTesting),
        ("manual tests", K::ManualTesting),
        ("unit tests", K::UnitTests),
        ("integration tests", K::IntegrationTests),
        ("testing strategy", K::TestingStrategy),
        ("test strategy", K::TestingStrategy),
        ("task breakdown", K::TaskBreakdown),
        ("time tracking", K::TimeTracking),
        ("design decisions", K::DesignDecisions),
        ("lessons learned", K::LessonsLearned),
        ("open questions", K::OpenQuestions),
        ("related documentation", K::RelatedDocumentation),
        ("related documents", K::RelatedDocumentation),
        ("implementation steps", K::ImplementationSteps),
        ("implementation plan", K::ImplementationSteps),
        ("database changes", K::DatabaseChanges),
        ("files to modify", K::FilesToModify),
        ("files to create", K::NewFiles),
        ("downstream impact", K::DownstreamImpact),
        ("next steps", K::NextSteps),
        ("progress table", K::ProgressTable),
        ("deliverables", K::Deliverables),
    ];
    RULES.iter().find(|(rule, _)| has_words(words, rule)).map(|(_, kind)| *kind)
}

const HEADINGS: &[(&str, SectionKind)] = {
    use SectionKind as K;
    &[
        ("overview", K::Overview),
        ("summary", K::Overview),
        ("executive summary", K::Overview),
        ("description", K::Overview),
        ("introduction", K::Overview),
        ("context", K::Overview),
        ("background", K::Overview),
        ("purpose", K::Overview),
        ("resumen", K::Overview),
        ("descripción", K::Overview),
        ("objectives", K::Objectives),
        ("objective", K::Objectives),
        ("goals", K::Objectives),
        ("goal", K::Objectives),
        ("goals and objectives", K::Objectives),
        ("objetivos", K::Objectives),
        ("objetivo", K::Objectives),
        ("ziele", K::Objectives),
        ("scope", K::Scope),
        ("scope and deliverables", K::Scope),
        ("alcance", K::Scope),
        ("in scope", K::InScope),
        ("included", K::InScope),
        ("what's included", K::InScope),
        ("out of scope", K::OutOfScope),
        ("not in scope", K::OutOfScope),
        ("non goals", K::OutOfScope),
        ("non goal", K::OutOfScope),
        ("excluded", K::OutOfScope),
        ("exclusions", K::OutOfScope),
        ("fuera de alcance", K::OutOfScope),
        ("deliverable", K::Deliverables),
        ("outputs", K::Deliverables),
        ("entregables", K::Deliverables),
        ("artifacts", K::Deliverables),
        ("technical implementation", K::TechnicalImplementation),
        ("implementation", K::TechnicalImplementation),
        ("technical approach", K::TechnicalImplementation),
        ("technical details", K::TechnicalImplementation),
        ("implementation details", K::TechnicalImplementation),
        ("approach", K::TechnicalImplementation),
        ("changes required", K::ChangesRequired),
        ("required changes", K::ChangesRequired),
        ("changes", K::ChangesRequired),
        ("database changes", K::DatabaseChanges),
        ("database", K::DatabaseChanges),
        ("schema changes", K::DatabaseChanges),
        ("database migrations", K::DatabaseChanges),
        ("migrations", K::DatabaseChanges),
        ("code changes", K::CodeChanges),
        ("file changes", K::CodeChanges),
        ("files to change", K::CodeChanges),
        ("files changed", K::CodeChanges),
        ("files affected", K::CodeChanges),
        ("affected files", K::CodeChanges),
        ("files modified", K::FilesToModify),
        ("modified files", K::FilesToModify),
        ("files to update", K::FilesToModify),
        ("new files to create", K::NewFiles),
        ("new files", K::NewFiles),
        ("files to add", K::NewFiles),
        ("files created", K::NewFiles),
        ("configuration changes", K::ConfigurationChanges),
        ("config changes", K::ConfigurationChanges),
        ("configuration", K::ConfigurationChanges),
        ("environment variables", K::ConfigurationChanges),
        ("steps", K::ImplementationSteps),
        ("step by step", K::ImplementationSteps),
        ("procedure", K::ImplementationSteps),
        ("dependencies", K::Dependencies),
        ("dependency", K::Dependencies),
        ("depends on", K::Dependencies),
        ("dependencias", K::Dependencies),
        ("abhängigkeiten", K::Dependencies),
        ("prerequisites", K::Prerequisites),
        ("prerequisite", K::Prerequisites),
        ("preconditions", K::Prerequisites),
        ("requires", K::Prerequisites),
        ("entry criteria", K::Prerequisites),
        ("prerrequisitos", K::Prerequisites),
        ("voraussetzungen", K::Prerequisites),
        ("blockers", K::Blockers),
        ("blocker", K::Blockers),
        ("blocked by", K::Blockers),
        ("current blockers", K::Blockers),
        ("active blockers", K::Blockers),
        ("bloqueos", K::Blockers),
        ("downstream impact", K::DownstreamImpact),
        ("downstream", K::DownstreamImpact),
        ("impact", K::DownstreamImpact),
        ("impacts", K::DownstreamImpact),
        ("blocks", K::DownstreamImpact),
        ("enables", K::DownstreamImpact),
        ("unlocks", K::DownstreamImpact),
        ("testing", K::TestingStrategy),
        ("tests", K::TestingStrategy),
        ("test plan", K::TestingStrategy),
        ("testing plan", K::TestingStrategy),
        ("testing approach", K::TestingStrategy),
        ("testing and verification", K::TestingStrategy),
        ("pruebas", K::TestingStrategy),
        ("test types required", K::TestTypes),
        ("test types", K::TestTypes),
        ("unit test", K::UnitTests),
        ("unit testing", K::UnitTests),
        ("integration test", K::IntegrationTests),
        ("integration testing", K::IntegrationTests),
        ("e2e tests", K::OtherTests),
        ("end to end tests", K::OtherTests),
        ("performance tests", K::OtherTests),
        ("performance testing", K::OtherTests),
        ("load tests", K::OtherTests),
        ("security tests", K::OtherTests),
        ("security testing", K::OtherTests),
        ("regression tests", K::OtherTests),
        ("regression testing", K::OtherTests),
        ("smoke tests", K::OtherTests),
        ("acceptance tests", K::OtherTests),
        ("contract tests", K::OtherTests),
        ("property tests", K::OtherTests),
        ("api tests", K::OtherTests),
        ("component tests", K::OtherTests),
        ("key test cases", K::KeyTestCases),
        ("test cases", K::KeyTestCases),
        ("key scenarios", K::KeyScenarios),
        ("test scenarios", K::KeyScenarios),
        ("scenarios", K::KeyScenarios),
        ("manual test", K::ManualTesting),
        ("manual verification", K::ManualTesting),
        ("manual checks", K::ManualTesting),
        ("manual qa", K::ManualTesting),
        ("verification", K::VerificationChecklist),
        ("validation", K::VerificationChecklist),
        ("validation checklist", K::VerificationChecklist),
        ("checklist", K::VerificationChecklist),
        ("quality checklist", K::VerificationChecklist),
        ("before starting", K::PreImplementation),
        ("before implementation", K::PreImplementation),
        ("after implementation", K::PostImplementation),
        ("success", K::SuccessCriteria),
        ("success metrics", K::SuccessCriteria),
        ("acceptance", K::SuccessCriteria),
        ("exit gate", K::SuccessCriteria),
        ("exit gates", K::SuccessCriteria),
        ("done when", K::SuccessCriteria),
        ("done criteria", K::SuccessCriteria),
        ("dod", K::SuccessCriteria),
        ("completion checklist", K::SuccessCriteria),
        ("definición de hecho", K::SuccessCriteria),
        ("not done criteria", K::NotDoneCriteria),
        ("not done", K::NotDoneCriteria),
        ("not done if", K::NotDoneCriteria),
        ("rollback", K::RollbackPlan),
        ("roll back plan", K::RollbackPlan),
        ("rollback plan", K::RollbackPlan),
        ("reversibility", K::RollbackPlan),
        ("triggers", K::WhenToRollback),
        ("rollback triggers", K::WhenToRollback),
        ("rollback criteria", K::WhenToRollback),
        ("rollback conditions", K::WhenToRollback),
        ("rollback procedures", K::RollbackProcedure),
        ("rollback commands", K::RollbackProcedure),
        ("how to rollback", K::RollbackProcedure),
        ("how to roll back", K::RollbackProcedure),
        ("after rollback", K::PostRollbackActions),
        ("progress", K::ProgressTracking),
        ("progress tracking", K::ProgressTracking),
        ("tracking", K::ProgressTracking),
        ("progreso", K::ProgressTracking),
        ("tasks", K::TaskBreakdown),
        ("task list", K::TaskBreakdown),
        ("work breakdown", K::TaskBreakdown),
        ("work items", K::TaskBreakdown),
        ("todo", K::TaskBreakdown),
        ("to do", K::TaskBreakdown),
        ("tareas", K::TaskBreakdown),
        ("aufgaben", K::TaskBreakdown),
        ("time log", K::TimeTracking),
        ("effort tracking", K::TimeTracking),
        ("notes", K::Notes),
        ("notes and decisions", K::Notes),
        ("notas", K::Notes),
        ("decisions", K::DesignDecisions),
        ("architecture decisions", K::DesignDecisions),
        ("technical decisions", K::DesignDecisions),
        ("decision log", K::DesignDecisions),
        ("decisiones", K::DesignDecisions),
        ("learnings", K::LessonsLearned),
        ("lessons", K::LessonsLearned),
        ("retrospective", K::LessonsLearned),
        ("questions", K::OpenQuestions),
        ("unresolved questions", K::OpenQuestions),
        ("open issues", K::OpenQuestions),
        ("references", K::RelatedDocumentation),
        ("related", K::RelatedDocumentation),
        ("related docs", K::RelatedDocumentation),
        ("related links", K::RelatedDocumentation),
        ("links", K::RelatedDocumentation),
        ("see also", K::RelatedDocumentation),
        ("documentation", K::RelatedDocumentation),
        ("further reading", K::RelatedDocumentation),
        ("risks", K::Risks),
        ("risk assessment", K::Risks),
        ("risks and mitigations", K::Risks),
        ("risks and mitigation", K::Risks),
        ("risk management", K::Risks),
        ("risk register", K::Risks),
        ("riesgos", K::Risks),
        ("current status", K::CurrentStatus),
        ("status", K::CurrentStatus),
        ("milestone status", K::CurrentStatus),
        ("initiative status", K::CurrentStatus),
        ("current state", K::CurrentStatus),
        ("estado", K::CurrentStatus),
        ("progress overview", K::ProgressTable),
        ("progress summary", K::ProgressTable),
        ("status table", K::ProgressTable),
        ("status overview", K::ProgressTable),
        ("milestones", K::Milestones),
        ("milestone list", K::Milestones),
        ("milestone overview", K::Milestones),
        ("phases", K::Milestones),
        ("milestones overview", K::Milestones),
        ("hitos", K::Milestones),
        ("initiatives", K::Initiatives),
        ("active initiatives", K::Initiatives),
        ("completed initiatives", K::Initiatives),
        ("planned initiatives", K::Initiatives),
        ("next", K::NextSteps),
        ("what's next", K::NextSteps),
        ("next phase", K::NextSteps),
        ("next milestone", K::NextSteps),
        ("follow up", K::NextSteps),
        ("follow ups", K::NextSteps),
        ("próximos pasos", K::NextSteps),
        ("future", K::Optional),
        ("future work", K::Optional),
        ("future enhancements", K::Optional),
        ("future considerations", K::Optional),
        ("optional", K::Optional),
        ("stretch goals", K::Optional),
        ("nice to have", K::Optional),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_of_the_template_has_its_kind() {
        use SectionKind as K;
        for (heading, kind) in [
            ("Overview", K::Overview),
            ("Objectives", K::Objectives),
            ("Scope & Deliverables", K::Scope),
            ("In Scope", K::InScope),
            ("Out of Scope", K::OutOfScope),
            ("Deliverables", K::Deliverables),
            ("Technical Implementation", K::TechnicalImplementation),
            ("Changes Required", K::ChangesRequired),
            ("Database Changes", K::DatabaseChanges),
            ("Code Changes", K::CodeChanges),
            ("Files to Modify", K::FilesToModify),
            ("New Files to Create", K::NewFiles),
            ("Configuration Changes", K::ConfigurationChanges),
            ("Implementation Steps", K::ImplementationSteps),
            ("Dependencies", K::Dependencies),
            ("Prerequisites", K::Prerequisites),
            ("Blockers", K::Blockers),
            ("Downstream Impact", K::DownstreamImpact),
            ("Testing Strategy", K::TestingStrategy),
            ("Test Types Required", K::TestTypes),
            ("Unit Tests", K::UnitTests),
            ("Key Test Cases", K::KeyTestCases),
            ("Integration Tests", K::IntegrationTests),
            ("Key Scenarios", K::KeyScenarios),
            ("Manual Testing", K::ManualTesting),
            ("Verification Checklist", K::VerificationChecklist),
            ("Pre-Implementation", K::PreImplementation),
            ("Post-Implementation", K::PostImplementation),
            ("Success Criteria", K::SuccessCriteria),
            ("Rollback Plan", K::RollbackPlan),
            ("When to Rollback", K::WhenToRollback),
            ("Rollback Procedure", K::RollbackProcedure),
            ("Post-Rollback Actions", K::PostRollbackActions),
            ("Progress Tracking", K::ProgressTracking),
            ("Task Breakdown", K::TaskBreakdown),
            ("Time Tracking", K::TimeTracking),
            ("Notes & Decisions", K::Notes),
            ("Design Decisions", K::DesignDecisions),
            ("Lessons Learned", K::LessonsLearned),
            ("Open Questions", K::OpenQuestions),
            ("Related Documentation", K::RelatedDocumentation),
        ] {
            assert_eq!(classify_heading(heading), Some(kind), "{heading}");
            assert_eq!(classify_heading(&format!("🎯 **{heading}**:")), Some(kind), "{heading}");
        }
    }

    #[test]
    fn other_wordings() {
        use SectionKind as K;
        for (heading, kind) in [
            ("3. Acceptance Criteria", Some(K::SuccessCriteria)),
            ("✅ Definition of Done (DoD)", Some(K::SuccessCriteria)),
            ("Phase 2 Exit Criteria", Some(K::SuccessCriteria)),
            ("Not Done Criteria", Some(K::NotDoneCriteria)),
            ("Non-Goals", Some(K::OutOfScope)),
            ("Criterios de Aceptación", Some(K::SuccessCriteria)),
            ("Next Steps", Some(K::NextSteps)),
            ("Rollback Strategy", Some(K::RollbackPlan)),
            ("Database Schema for Users", None),
            ("", None),
            ("###", None),
        ] {
            assert_eq!(classify_heading(heading), kind, "{heading}");
        }
    }

    #[test]
    fn classes() {
        for (heading, class) in [
            ("Success Criteria", SectionClass::Core),
            ("Exit gates for launch", SectionClass::Core),
            ("Goals", SectionClass::Other),
            ("Verification", SectionClass::Other),
            ("Not Done Criteria", SectionClass::Negative),
            ("Out of Scope", SectionClass::Negative),
            ("Optional Enhancements", SectionClass::NotCounted),
            ("Next steps", SectionClass::NotCounted),
            ("Week 3", SectionClass::Other),
        ] {
            assert_eq!(section_class(heading), class, "{heading}");
        }
    }
}
