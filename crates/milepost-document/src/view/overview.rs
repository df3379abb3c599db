//! What a milestone says of itself at its top.

use super::places::{Places, is_about_another};
use super::status::boxed_value;
use crate::{
    Document, Field, Span,
    front_matter::Value,
    vocabulary::{
        Effort, FrontKey, LabelKey, Risk, SectionKind, classify_front_key, parse_effort, parse_risk,
    },
};

/// A stated risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedRisk {
    /// The value as written.
    pub value: Span,
    /// The level; `None` when nothing is chosen (`Low / Medium / High`) or no level is named.
    pub risk: Option<Risk>,
}

/// A stated effort or duration.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedEffort {
    /// The value as written.
    pub value: Span,
    /// What it says; `None` for a placeholder or prose.
    pub effort: Option<Effort>,
}

/// The facts of the Overview section.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overview {
    /// The first paragraph that is neither a label nor a list.
    pub description: Option<Span>,
    /// `Risk Level`, else the front matter's `risk`.
    pub risk: Option<StatedRisk>,
    /// `Estimated Effort`, else the front matter's `effort` or `estimate`.
    pub effort: Option<StatedEffort>,
    /// `Estimated Duration`, from header or footer.
    pub duration: Option<StatedEffort>,
    /// `Appetite`: how much the work is worth at most, not how much it takes.
    pub appetite: Option<StatedEffort>,
    /// `Priority`: how much it matters, as written.
    pub priority: Option<Span>,
    /// `Business Value`, `Cost of Delay`: what it is worth, as written.
    pub worth: Option<Span>,
}

/// Reads the overview.
pub fn overview(document: &Document) -> Overview {
    let places = Places::new(document);
    let value = |key, front_key| value(document, &places, key, front_key);
    let effort = |value: Span| StatedEffort { value, effort: parse_effort(document.text(value)) };
    Overview {
        description: description(document),
        risk: value(LabelKey::RiskLevel, Some(FrontKey::Risk)).map(|value| StatedRisk {
            value,
            risk: parse_risk(document.text(value)).map(|reading| reading.risk),
        }),
        effort: value(LabelKey::EstimatedEffort, Some(FrontKey::Effort)).map(effort),
        duration: value(LabelKey::EstimatedDuration, Some(FrontKey::Duration)).map(effort),
        appetite: value(LabelKey::Appetite, None).map(effort),
        priority: value(LabelKey::Priority, Some(FrontKey::Priority)),
        worth: value(LabelKey::Value, Some(FrontKey::Value)),
    }
}

/// The first label of a kind in header or footer, else the front matter's entry.
fn value(document: &Document, places: &Places, key: LabelKey, front_key: Option<FrontKey>) -> Option<Span> {
    let own = |field: &&Field| {
        field.kind == Some(key)
            && field.item.is_none_or(|item| document.item(item).checkbox.is_none())
            && !field.value.is_empty()
            && (places.in_header(field.key) && !is_about_another(document, field.section)
                || places.in_footer(document, field))
    };
    let boxed = || {
        let mut drawn =
            document.fences.iter().filter(|fence| fence.info.is_empty() && places.in_header(fence.span));
        drawn.find_map(|fence| boxed_value(document, fence.content, key))
    };
    document.fields.iter().find(own).map(|field| field.value).or_else(boxed).or_else(|| {
        let entry = document
            .front_matter
            .as_ref()?
            .entries
            .iter()
            .find(|entry| front_key.is_some() && classify_front_key(&entry.key) == front_key)?;
        matches!(entry.value, Value::Scalar { .. }).then_some(entry.value_span)
    })
}

fn description(document: &Document) -> Option<Span> {
    let overview = document.sections.iter().find(|section| section.kind == Some(SectionKind::Overview));
    let section = overview.or_else(|| document.sections.iter().find(|section| section.level == 1))?;
    let mut paragraph: Option<Span> = None;
    let mut at = section.own.start as usize;
    for line in document.text(section.own).split_inclusive('\n') {
        let text = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let prose = !text.is_empty()
            && !text.starts_with(['#', '-', '*', '+', '|', '>', '`', '~', '<', '='])
            && !holds_label(document, start, at);
        match (prose, paragraph) {
            (true, _) => {
                let line = Span::from(start..start + text.len());
                paragraph = Some(paragraph.map_or(line, |span| span.to(line)));
            }
            (false, Some(_)) => break,
            (false, None) => {}
        }
    }
    paragraph
}

fn holds_label(document: &Document, start: usize, end: usize) -> bool {
    let next = document.fields.partition_point(|field| (field.key.start as usize) < start);
    document.fields.get(next).is_some_and(|field| (field.key.start as usize) < end)
}
