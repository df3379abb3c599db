//! JSON Schemas of what the commands print with `--json`: one for each format, under `docs/schemas/v1`.
//!
//! The types here are the published contract. They are apart from the types that the program prints, so that a change
//! there which a reader would notice is seen: the tests hold the real output of every command against these schemas.

#![expect(
    dead_code,
    clippy::struct_field_names,
    reason = "only the schemas of these types are used, and their fields are called as in the JSON"
)]

mod evidence;
mod forecast;
mod graph;
mod hazards;
mod import;
mod items;
mod keys;
mod metrics;
mod milestones;
mod notes;
mod policy;
mod rehearsal;
mod rollback;
mod rollback_literal;
mod setup;
mod steps;
mod tests;
mod time;
mod triggers;
mod trust;
mod work;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

/// A format's name, what it is of, and its fields.
struct Format {
    name: &'static str,
    title: &'static str,
    schema: fn(SchemaGenerator) -> schemars::Schema,
}

const fn format<T: JsonSchema>(name: &'static str, title: &'static str) -> Format {
    Format { name, title, schema: SchemaGenerator::into_root_schema_for::<T> }
}

/// Every format, by name.
const FORMATS: &[Format] = &[
    format::<work::Transition>("adopt", "milepost adopt"),
    format::<notes::Noted>("answer", "milepost answer"),
    format::<work::Transition>("archive", "milepost archive"),
    format::<notes::Noted>("ask", "milepost ask"),
    format::<milestones::Findings>("audit", "milepost audit"),
    format::<milestones::Baseline>("baseline", "milepost lint|audit --write-baseline"),
    format::<work::Transition>("block", "milepost block"),
    format::<work::Transition>("cancel", "milepost cancel"),
    format::<work::Transition>("complete", "milepost complete"),
    format::<notes::Noted>("decide", "milepost decide"),
    format::<work::Transition>("defer", "milepost defer"),
    format::<graph::PlanDiff>("diff-plan", "milepost diff-plan"),
    format::<milestones::Doctor>("doctor", "milepost doctor"),
    format::<time::Done>("done", "milepost done"),
    format::<work::Error>("error", "any command that fails"),
    format::<work::Event>("event", "a line of milepost verify --reporter json"),
    format::<items::Explain>("explain", "milepost explain"),
    format::<forecast::Forecast>("forecast", "milepost forecast"),
    format::<graph::Graph>("graph", "milepost graph"),
    format::<hazards::Hazards>("hazards", "milepost hazards"),
    format::<work::Hook>("hook", "milepost hook"),
    format::<import::Import>("import", "milepost import"),
    format::<setup::Init>("init", "milepost init"),
    format::<setup::Extras>("init-extras", "milepost init --git --agents"),
    format::<keys::Machine>("key-certify", "milepost key certify"),
    format::<keys::Revocation>("key-revoke", "milepost key revoke"),
    format::<keys::Machine>("key-rotate", "milepost key rotate"),
    format::<keys::Machine>("key-show", "milepost key show"),
    format::<notes::Noted>("learn", "milepost learn"),
    format::<evidence::Export>("ledger-export", "milepost ledger export"),
    format::<evidence::Collection>("ledger-gc", "milepost ledger gc"),
    format::<evidence::Import>("ledger-import", "milepost ledger import"),
    format::<evidence::Log>("ledger-log", "milepost ledger log"),
    format::<evidence::Record>("ledger-show", "milepost ledger show"),
    format::<evidence::Verification>("ledger-verify", "milepost ledger verify"),
    format::<milestones::Findings>("lint", "milepost lint"),
    format::<time::Log>("log", "milepost log"),
    format::<metrics::Metrics>("metrics", "milepost metrics"),
    format::<work::Merge>("merge-driver", "milepost merge-driver"),
    format::<graph::Renamed>("mv", "milepost mv"),
    format::<milestones::New>("new", "milepost new"),
    format::<milestones::Next>("next", "milepost next"),
    format::<policy::Policy>("policy-explain", "milepost policy explain"),
    format::<work::Transition>("ready", "milepost ready"),
    format::<rehearsal::Rehearse>("rehearse", "milepost rehearse"),
    format::<work::Transition>("reopen", "milepost reopen"),
    format::<time::Report>("report", "milepost report time"),
    format::<rollback::Rollback>("rollback", "milepost rollback"),
    format::<rollback_literal::Literal>("rollback-literal", "milepost rollback --literal"),
    format::<rollback::RollbackPlan>("rollback-plan", "milepost rollback --dry-run"),
    format::<steps::Steps>("run", "milepost run"),
    format::<milestones::Rule>("rule", "milepost explain --rule"),
    format::<graph::Search>("search", "milepost search"),
    format::<items::Show>("show", "milepost show"),
    format::<work::Signatures>("signoff", "milepost signoff"),
    format::<work::Transition>("start", "milepost start"),
    format::<milestones::Status>("status", "milepost status"),
    format::<notes::Noted>("supersede", "milepost supersede"),
    format::<milestones::Sync>("sync", "milepost sync"),
    format::<tests::Acknowledged>("tests-acknowledge", "milepost tests acknowledge"),
    format::<tests::Diff>("tests-diff", "milepost tests diff"),
    format::<tests::Flaky>("tests-flaky", "milepost tests flaky"),
    format::<tests::Revoked>("tests-revoke", "milepost tests revoke"),
    format::<time::Track>("track", "milepost track"),
    format::<time::Suggestions>("track-suggest", "milepost track suggest"),
    format::<trust::Trust>("trust", "milepost trust"),
    format::<trust::Grants>("trust-list", "milepost trust list"),
    format::<trust::Revoked>("trust-revoke", "milepost trust revoke"),
    format::<work::Transition>("unblock", "milepost unblock"),
    format::<work::Verify>("verify", "milepost verify"),
    format::<work::Build>("version", "milepost --version"),
    format::<work::Signatures>("waive", "milepost waive"),
    format::<items::Why>("why", "milepost why"),
];

/// The files, by name, with their text.
pub(crate) fn schemas() -> Vec<(String, String)> {
    FORMATS.iter().map(|format| (format!("{}.schema.json", format.name), text(format))).collect()
}

fn text(format: &Format) -> String {
    let generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    let mut schema = (format.schema)(generator).to_value();
    schema["title"] = json!(format!("milepost.{}/1: {}", format.name, format.title));
    schema["properties"]["format"] = json!({ "const": format!("milepost.{}/1", format.name) });
    let mut always = vec!["format"];
    // The lines of a stream have no exit code; the report that ends it has.
    if format.name != "event" {
        schema["properties"]["exit"] = json!({
            "description": "The exit code of the command.",
            "type": "integer",
            "minimum": 0,
            "maximum": 255,
        });
        always.push("exit");
    }
    let mut required: Vec<Value> = always.into_iter().map(Value::from).collect();
    required.extend(schema["required"].as_array().cloned().unwrap_or_default());
    schema["required"] = Value::Array(required);
    format!("{schema:#}\n")
}
