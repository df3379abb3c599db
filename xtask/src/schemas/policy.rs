//! `policy explain`.

use schemars::JsonSchema;

/// What is asked of milestones.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Policy {
    /// The commit whose configuration holds; null for the work tree.
    base: Option<String>,
    milestones: Vec<Milestone>,
    /// What is amiss with the configuration's own words.
    warnings: Vec<String>,
}

/// What is asked of one milestone.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Milestone {
    id: String,
    path: String,
    /// Low, Medium or High.
    risk: String,
    /// Whether its document states that risk.
    stated: bool,
    /// Its risk at `base`, where that was a higher one.
    lowered_from: Option<String>,
    gates: Vec<Gate>,
    /// What was waived, by whom, why and until when.
    waivers: Vec<String>,
}

/// One key of the gates.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Gate {
    /// The key, as in `milepost.toml`.
    gate: String,
    value: String,
    default: String,
    /// The table that says so; null for the default.
    table: Option<String>,
    /// What the work tree would make it, where that differs.
    proposed: Option<String>,
    /// How the item stands that it adds.
    standing: Option<String>,
}
