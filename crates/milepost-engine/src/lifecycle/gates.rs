//! What a risk asks of a milestone: our defaults, and over them the project's and the initiative's own words.

use std::cmp::Reverse;

use milepost_document::{Document, view, vocabulary::Risk};
use milepost_ledger::signing::Level;
use milepost_portfolio::path;

use crate::{
    Workspace,
    config::{ConfigurationGate, GateConfig, GatesConfig, InitiativeGates, ScopeGate},
};

/// A milestone's stated risk; low is assumed when none is stated.
pub fn risk(workspace: &Workspace, index: usize) -> Risk {
    stated_risk(workspace.document(index).document()).unwrap_or(Risk::Low)
}

/// The risk that a document states.
pub(crate) fn stated_risk(document: &Document) -> Option<Risk> {
    view::overview(document).risk.and_then(|stated| stated.risk)
}

/// What is asked of a milestone of the workspace, at its stated risk.
pub fn asked_of(gates: &GatesConfig, workspace: &Workspace, index: usize) -> Asked {
    gate(gates, workspace.document(index).folder(), risk(workspace, index))
}

/// What a risk asks of the milestones of a folder.
pub fn gate(gates: &GatesConfig, folder: &str, risk: Risk) -> Asked {
    let layers = layers(gates, folder, risk);
    let default = Asked::default_at(risk);
    Asked {
        rollback_plan: first(&layers, |gate| gate.rollback_plan)
            .map_or(default.rollback_plan, |found| found.0),
        rehearsal: first(&layers, |gate| gate.rehearsal).map_or(default.rehearsal, |found| found.0),
        review: first(&layers, |gate| gate.review).map_or(default.review, |found| found.0),
        fail_first: first(&layers, |gate| gate.fail_first).map_or(default.fail_first, |found| found.0),
        evidence: first(&layers, |gate| gate.evidence).map_or(default.evidence, |found| found.0),
        scope: first(&layers, |gate| gate.scope).map_or(default.scope, |found| found.0),
        configuration: first(&layers, |gate| gate.configuration)
            .map_or(default.configuration, |found| found.0),
    }
}

/// The same, each word with the table that says it; `None` is our default.
pub(crate) fn reasoned(gates: &GatesConfig, folder: &str, risk: Risk) -> Vec<Word> {
    let layers = layers(gates, folder, risk);
    let default = Asked::default_at(risk);
    let truth = |name, of: fn(&GateConfig) -> Option<bool>, default: bool| {
        let found = first(&layers, of);
        let value = found.map_or(default, |(value, _)| value);
        Word {
            name,
            value: yes(value),
            default: yes(default),
            table: found.map(|(_, table)| table.to_owned()),
        }
    };
    let evidence = first(&layers, |gate| gate.evidence);
    let scope = first(&layers, |gate| gate.scope);
    let configuration = first(&layers, |gate| gate.configuration);
    let word = |name, default: &'static str, found: Option<(&'static str, &str)>| Word {
        name,
        value: found.map_or(default, |(value, _)| value),
        default,
        table: found.map(|(_, table)| table.to_owned()),
    };
    vec![
        truth("rollback-plan", |gate| gate.rollback_plan, default.rollback_plan),
        truth("rehearsal", |gate| gate.rehearsal, default.rehearsal),
        truth("review", |gate| gate.review, default.review),
        truth("fail-first", |gate| gate.fail_first, default.fail_first),
        word("evidence", default.evidence.name(), evidence.map(|(level, table)| (level.name(), table))),
        word("scope", default.scope.word(), scope.map(|(gate, table)| (gate.word(), table))),
        word(
            "configuration",
            default.configuration.word(),
            configuration.map(|(gate, table)| (gate.word(), table)),
        ),
    ]
}

/// One key of the gates as it holds for a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The key.
    pub(crate) name: &'static str,
    /// Its value, as it would be written.
    pub(crate) value: &'static str,
    /// What it would be if nothing said otherwise.
    pub(crate) default: &'static str,
    /// The table of the configuration that says so.
    pub(crate) table: Option<String>,
}

const fn yes(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The tables that speak of a folder's milestones at a risk, the one that wins first: the nearest initiative before those above
/// it, what it says of this risk before what it says of any, and the project's own last.
fn layers<'g>(gates: &'g GatesConfig, folder: &str, risk: Risk) -> Vec<(&'g GateConfig, String)> {
    let mut layers = Vec::new();
    let mut at = folder;
    while !at.is_empty() {
        let mut own: Vec<_> = gates.initiatives.iter().filter(|(name, _)| is_of(at, name)).collect();
        // Of two names of one folder the longer one says more.
        own.sort_by_key(|(name, _)| Reverse(name.len()));
        for (name, own) in own {
            let name = toml_key(name);
            layers.push((own.at(risk), format!("gates.initiatives.{name}.{}", key(risk))));
            layers.push((&own.any, format!("gates.initiatives.{name}.any")));
        }
        at = path::folder(at);
    }
    layers.push((gates.at(risk), format!("gates.{}", key(risk))));
    layers
}

fn first<'l, T>(
    layers: &'l [(&GateConfig, String)],
    of: impl Fn(&GateConfig) -> Option<T>,
) -> Option<(T, &'l str)> {
    layers.iter().find_map(|(gate, table)| Some((of(gate)?, table.as_str())))
}

/// Whether a folder is the initiative of a name: its last folders are.
fn is_of(folder: &str, name: &str) -> bool {
    let name = name.trim_matches('/');
    !name.is_empty() && folder.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// The initiatives that the gates name and that no milestone is in: a misspelt name asks for nothing.
pub(crate) fn unknown_initiatives<'g>(gates: &'g GatesConfig, workspace: &Workspace) -> Vec<&'g str> {
    let mut folders: Vec<&str> =
        workspace.portfolio.milestones().map(|(_, document)| document.folder()).collect();
    folders.sort_unstable();
    folders.dedup();
    let is_there = |name: &str| {
        folders.iter().any(|folder| {
            let above = std::iter::successors(Some(*folder), |folder| Some(path::folder(folder)));
            above.take_while(|folder| !folder.is_empty()).any(|folder| is_of(folder, name))
        })
    };
    gates.initiatives.keys().map(String::as_str).filter(|name| !is_there(name)).collect()
}

const fn key(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "low",
        Risk::Medium => "medium",
        Risk::High => "high",
    }
}

/// A key as TOML writes it.
fn toml_key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if name.bytes().all(bare) { name.to_owned() } else { format!("\"{name}\"") }
}

impl GatesConfig {
    const fn at(&self, risk: Risk) -> &GateConfig {
        match risk {
            Risk::Low => &self.low,
            Risk::Medium => &self.medium,
            Risk::High => &self.high,
        }
    }
}

impl InitiativeGates {
    const fn at(&self, risk: Risk) -> &GateConfig {
        match risk {
            Risk::Low => &self.low,
            Risk::Medium => &self.medium,
            Risk::High => &self.high,
        }
    }
}

/// What one risk level asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asked {
    /// Whether `ready` needs a rollback plan.
    pub rollback_plan: bool,
    /// Whether `complete` needs a rehearsed rollback.
    pub rehearsal: bool,
    /// Whether `complete` needs a review by somebody else than the authors.
    pub review: bool,
    /// Whether `complete` refuses what passed before the work and was not seen to fail since.
    pub fail_first: bool,
    /// What the evidence of commands has to be worth for `complete`.
    pub evidence: Level,
    /// What the scope of the plan decides.
    pub scope: ScopeGate,
    /// What the settings under Configuration Changes decide.
    pub configuration: ConfigurationGate,
}

impl Asked {
    /// Nothing beside the document's own words.
    pub const NOTHING: Self = Self {
        rollback_plan: false,
        rehearsal: false,
        review: false,
        fail_first: false,
        evidence: Level::L0,
        scope: ScopeGate::Off,
        configuration: ConfigurationGate::Off,
    };

    /// What a risk asks where no configuration says otherwise.
    const fn default_at(risk: Risk) -> Self {
        match risk {
            Risk::Low => {
                Self { scope: ScopeGate::Told, configuration: ConfigurationGate::Told, ..Self::NOTHING }
            }
            Risk::Medium => Self {
                rollback_plan: true,
                scope: ScopeGate::Block,
                configuration: ConfigurationGate::Block,
                ..Self::NOTHING
            },
            Risk::High => Self {
                rollback_plan: true,
                rehearsal: true,
                review: true,
                fail_first: true,
                evidence: Level::L0,
                scope: ScopeGate::Block,
                configuration: ConfigurationGate::Block,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gates(text: &str) -> GatesConfig {
        crate::config::parse(text.as_bytes()).unwrap().gates
    }

    fn table(gates: &GatesConfig, folder: &str, risk: Risk, name: &str) -> (&'static str, Option<String>) {
        let found = reasoned(gates, folder, risk).into_iter().find(|word| word.name == name).unwrap();
        (found.value, found.table)
    }

    #[test]
    fn without_a_word_of_the_project_the_risk_decides() {
        let gates = GatesConfig::default();
        assert_eq!(gate(&gates, "plan/shop", Risk::Low), Asked::default_at(Risk::Low));
        assert_eq!(gate(&gates, "", Risk::High), Asked::default_at(Risk::High));
        assert_eq!(table(&gates, "plan", Risk::High, "review"), ("true", None));
    }

    #[test]
    fn the_initiative_speaks_before_the_project_and_its_risk_before_any() {
        let gates = gates(
            "[gates.low]\nreview = true\n[gates.initiatives.billing.any]\nreview = false\nrehearsal = true\n\
             [gates.initiatives.billing.low]\nrehearsal = false\n",
        );
        let found = gate(&gates, "plan/billing", Risk::Low);
        assert_eq!((found.review, found.rehearsal), (false, false));
        assert!(gate(&gates, "plan/billing", Risk::Medium).rehearsal);
        assert!(gate(&gates, "plan/shop", Risk::Low).review);
        let origin = |name| table(&gates, "plan/billing", Risk::Low, name).1.unwrap();
        assert_eq!(origin("review"), "gates.initiatives.billing.any");
        assert_eq!(origin("rehearsal"), "gates.initiatives.billing.low");
        assert_eq!(table(&gates, "x", Risk::Low, "review").1.unwrap(), "gates.low");
    }

    #[test]
    fn a_nearer_folder_speaks_before_one_above_it() {
        let gates = gates(
            "[gates.initiatives.plan.any]\nreview = true\nevidence = 'L2'\n[gates.initiatives.'plan/shop'.any]\nreview = false\n",
        );
        let found = gate(&gates, "plan/shop", Risk::Low);
        assert_eq!((found.review, found.evidence), (false, Level::L2));
        assert_eq!(
            table(&gates, "plan/shop", Risk::Low, "review").1.unwrap(),
            "gates.initiatives.\"plan/shop\".any"
        );
    }

    #[test]
    fn a_name_is_of_whole_folders() {
        assert!(is_of("plan/billing", "billing") && is_of("plan/billing", "plan/billing/"));
        assert!(!is_of("plan/rebilling", "billing") && !is_of("plan", "") && !is_of("plan/billing", "plan"));
    }
}
