//! Section headings and what their sections mean.

use serde::{Deserialize, Serialize};

use super::heading_words::with_heading_words;
use super::languages;
use super::wordings::Wordings;

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
    match classify_heading(heading) {
        Some(kind) => kind.class(),
        None => with_heading_words(heading, class_by_words),
    }
}

fn class_by_words(words: &[u8]) -> SectionClass {
    let any = |list: &[&str]| list.iter().any(|word| has_words(words, word));
    if any(&[
        "not done",
        "out of scope",
        "non goals",
        "non goal",
        "anti goals",
        "excluded",
        "exclusions",
        "not in scope",
    ]) {
        SectionClass::Negative
    } else if any(&[
        "optional",
        "future",
        "next steps",
        "next phase",
        "stretch",
        "nice to have",
        "follow up",
        "follow ups",
        "backlog",
    ]) {
        SectionClass::NotCounted
    } else if any(&[
        "success",
        "acceptance",
        "exit",
        "definition of done",
        "completion",
        "done when",
        "done criteria",
        "aceptación",
        "éxito",
    ]) {
        SectionClass::Core
    } else {
        SectionClass::Other
    }
}

/// The meaning of a heading, or of a bold label that stands for one. `None` when it has none of its own.
pub fn classify_heading(text: &str) -> Option<SectionKind> {
    static KINDS: Wordings<SectionKind, 1024> = Wordings::new(&languages::HEADINGS);
    with_heading_words(text, |words| KINDS.get(words).or_else(|| contained(words)))
}

fn has_words(text: &[u8], words: &str) -> bool {
    word_starts(text).any(|at| starts_with_words(&text[at..], words))
}

/// Where each word of a text with single blanks begins.
fn word_starts(text: &[u8]) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(memchr::memchr_iter(b' ', text).map(|at| at + 1))
}

fn starts_with_words(text: &[u8], words: &str) -> bool {
    text.starts_with(words.as_bytes()) && text.get(words.len()).is_none_or(|byte| *byte == b' ')
}

/// Headings that carry the words of a kind among others: only unmistakable ones.
fn contained(words: &[u8]) -> Option<SectionKind> {
    use SectionKind as K;
    static RULES: [(&str, SectionKind); 44] = [
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
    /// For each byte, the rules that begin with it, as bits.
    static BEGINNING: [u64; 256] = {
        let mut rules = [0; 256];
        let mut at = 0;
        while at < RULES.len() {
            rules[RULES[at].0.as_bytes()[0] as usize] |= 1 << at;
            at += 1;
        }
        rules
    };
    // The first rule counts, wherever its words stand.
    let mut better = u64::MAX;
    let mut found = None;
    for at in word_starts(words) {
        let rest = &words[at..];
        let mut candidates = rest.first().map_or(0, |byte| BEGINNING[usize::from(*byte)]) & better;
        while candidates != 0 {
            let (rule, kind) = RULES[candidates.trailing_zeros() as usize];
            if starts_with_words(rest, rule) {
                better = (1 << candidates.trailing_zeros()) - 1;
                found = Some(kind);
                break;
            }
            candidates &= candidates - 1;
        }
    }
    found
}

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
