//! What a milestone says about its tests.

use super::scope::items_of;
use crate::{
    Document, FenceId, ItemId, Span,
    vocabulary::{LabelKey, SectionKind},
};

/// What a test fence tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestKind {
    /// Under Unit Tests.
    Unit,
    /// Under Integration Tests.
    Integration,
    /// Elsewhere under Testing Strategy.
    Other,
}

/// A fence under Testing Strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestFence {
    /// The fence.
    pub fence: FenceId,
    /// What it tests.
    pub kind: TestKind,
}

/// `**Coverage Target**: 90%+`
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverageTarget {
    /// The least coverage in percent, 0–100.
    pub percent: f64,
    /// The value as written.
    pub span: Span,
}

/// Every fence under Testing Strategy, in order: none is picked, none is dropped.
pub fn test_fences(document: &Document) -> Vec<TestFence> {
    let kind = |section| {
        let kinds = document.ancestors(section).filter_map(|(_, section)| section.kind);
        let mut found = None;
        for kind in kinds {
            match kind {
                SectionKind::UnitTests => return Some(TestKind::Unit),
                SectionKind::IntegrationTests => return Some(TestKind::Integration),
                SectionKind::TestingStrategy | SectionKind::TestTypes | SectionKind::OtherTests => {
                    found = Some(TestKind::Other);
                }
                SectionKind::ManualTesting => return None,
                _ => {}
            }
        }
        found
    };
    (0_u32..)
        .zip(&document.fences)
        .filter_map(|(id, fence)| Some(TestFence { fence: FenceId(id), kind: kind(fence.section)? }))
        .collect()
}

/// The coverage that the milestone asks for; `None` without a number.
pub fn coverage_target(document: &Document) -> Option<CoverageTarget> {
    document.fields.iter().filter(|field| field.kind == Some(LabelKey::CoverageTarget)).find_map(|field| {
        let text = document.text(field.value);
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let digits = &text[start..];
        let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
        let percent: f64 = digits[..end].trim_end_matches('.').parse().ok()?;
        (percent <= 100.0).then_some(CoverageTarget { percent, span: field.value })
    })
}

/// The entries under Key Test Cases and Key Scenarios.
pub fn key_cases(document: &Document) -> Vec<ItemId> {
    items_of(document, &[SectionKind::KeyTestCases, SectionKind::KeyScenarios])
}
