//! `policy explain`: what is asked of a milestone, who says so, and what was waived.

use milepost_document::{parse, vocabulary::Risk};
use milepost_portfolio::nearest;
use serde::Serialize;

use crate::{
    Result, Workspace,
    binding::Gate,
    config::GatesConfig,
    lifecycle::gates::{reasoned, risk, stated_risk, unknown_initiatives},
    session::Session,
    signers::files_at,
    standing::Standing,
    triggers::triggers,
};

/// The gates of some milestones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// The commit whose configuration holds; `None` for the work tree, where there is no commit yet.
    pub base: Option<String>,
    /// Each milestone with what is asked of it.
    pub milestones: Vec<MilestonePolicy>,
    /// What is amiss with the configuration's own words, each with a next step.
    pub warnings: Vec<String>,
}

/// What is asked of one milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MilestonePolicy {
    /// Its id.
    pub id: String,
    /// Its document.
    pub path: String,
    /// Its risk, in one word.
    pub risk: &'static str,
    /// Whether its document states that risk; else low is assumed.
    pub stated: bool,
    /// Its risk at the commit whose configuration holds, where that was a higher one.
    pub lowered_from: Option<&'static str>,
    /// The gates, in the order of the manual.
    pub gates: Vec<GateRule>,
    /// What somebody took upon them, and why.
    pub waivers: Vec<String>,
}

/// One key of the gates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GateRule {
    /// The key, as in `milepost.toml`.
    pub gate: &'static str,
    /// Its value there.
    pub value: &'static str,
    /// What it is without a word of the project.
    pub default: &'static str,
    /// The table that says so; `None` for the default.
    pub table: Option<String>,
    /// What the configuration of the work tree would make it, where that differs: it holds once it is merged.
    pub proposed: Option<&'static str>,
    /// How the item that it adds stands, where it adds one.
    pub standing: Option<&'static str>,
}

/// Explains the gates of milestones. Nothing is run and nothing is written.
///
/// # Errors
/// When the ledger, Git or a file fails.
pub fn policy(workspace: &Workspace, indices: &[usize]) -> Result<Policy> {
    let session = Session::read(workspace)?;
    let mut milestones = Vec::with_capacity(indices.len());
    for &index in indices {
        milestones.push(of_milestone(&session, index)?);
    }
    Ok(Policy {
        base: session.signers.base.clone(),
        milestones,
        warnings: misspelt(workspace, &session.signers.gates),
    })
}

fn of_milestone(session: &Session<'_>, index: usize) -> Result<MilestonePolicy> {
    let workspace = session.workspace;
    let loaded = workspace.document(index);
    let stated = stated_risk(loaded.document());
    let risk = stated.unwrap_or(Risk::Low);
    let assessment = session.assess(index, false, false)?;
    let own = |name: &str| {
        let found = assessment.deciding().find(|(binding, _)| binding.id.strip_prefix("gate/") == Some(name));
        found.map(|(_, judged)| judged.standing.word())
    };
    let proposed = reasoned(&workspace.config.gates, loaded.folder(), risk);
    let gates = reasoned(&session.signers.gates, loaded.folder(), risk).into_iter().zip(proposed);
    let gates = gates.map(|(word, proposed)| GateRule {
        gate: word.name,
        value: word.value,
        default: word.default,
        standing: own(word.name),
        proposed: (proposed.value != word.value).then_some(proposed.value),
        table: word.table,
    });
    let waived = assessment
        .deciding()
        .filter(|(binding, judged)| judged.standing == Standing::Waived && binding.gate != Gate::None);
    let mut waivers: Vec<String> = waived
        .map(|(binding, judged)| {
            let reason = judged.reason.as_deref().unwrap_or("waived");
            format!("“{}” {reason} (`{}`)", binding.text, binding.id)
        })
        .collect();
    waivers.extend(triggers(session, &assessment, None)?.waived());
    Ok(MilestonePolicy {
        id: workspace.document_id(index),
        path: loaded.path.clone(),
        risk: risk.word(),
        stated: stated.is_some(),
        lowered_from: lowered_from(session, index)?.map(Risk::word),
        gates: gates.collect(),
        waivers,
    })
}

/// A milestone's risk at the commit whose configuration holds, where it is a lower one now: a branch that lowers its own risk asks
/// less of itself.
pub(crate) fn lowered_from(session: &Session<'_>, index: usize) -> Result<Option<Risk>> {
    let workspace = session.workspace;
    let Some(base) = &session.signers.base else { return Ok(None) };
    let loaded = workspace.document(index);
    let before = files_at(workspace, base, &[loaded.path.as_str()])?.pop().flatten();
    let before = before.and_then(|bytes| stated_risk(&parse(&String::from_utf8_lossy(&bytes)).document));
    Ok(before.filter(|before| *before > risk(workspace, index)))
}

/// Initiatives that the gates name and that are not there.
pub(crate) fn misspelt(workspace: &Workspace, gates: &GatesConfig) -> Vec<String> {
    let unknown = unknown_initiatives(gates, workspace);
    if unknown.is_empty() {
        return Vec::new();
    }
    let mut folders: Vec<&str> = workspace
        .portfolio
        .milestones()
        .map(|(_, document)| document.folder().rsplit('/').next().unwrap_or_default())
        .filter(|folder| !folder.is_empty())
        .collect();
    folders.sort_unstable();
    folders.dedup();
    let told = |name: &str| {
        let last = name.trim_matches('/').rsplit('/').next().unwrap_or(name);
        let meant = nearest(last, folders.iter().copied())
            .map_or_else(String::new, |folder| format!(", did you mean `{folder}`?"));
        format!("`[gates.initiatives.{name}]` names a folder in which no milestone lies{meant}")
    };
    unknown.into_iter().map(told).collect()
}
