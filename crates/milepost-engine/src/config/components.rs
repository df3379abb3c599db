//! `[components.NAME]`: parts of the project that a document names under Affects and Requires Updates.

use milepost_portfolio::nearest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Config,
    mistake::{Mistake, globs_of, place},
};

/// A part of the project that other work may concern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ComponentConfig {
    /// Globs of its files: one of them has to change where a document requires an update of it.
    pub paths: Vec<String>,
    /// Checks and suites of this file that tell whether it works still.
    pub checks: Vec<String>,
}

/// The first mistake of the components.
pub(super) fn component_mistake(config: &Config, text: &str) -> Option<Mistake> {
    config.components.iter().find_map(|(name, component)| {
        let table = ["components", name.as_str()];
        let mistake = |path: &[&str], message: String, hint: Option<String>| Mistake {
            span: place(text, path),
            message,
            hint,
        };
        if !name.chars().any(char::is_alphanumeric) {
            let message = format!("`{name}` is no name that a document could write");
            return Some(mistake(&table, message, Some("give it letters or digits".to_owned())));
        }
        if component.paths.is_empty() && component.checks.is_empty() {
            let message = format!("the component `{name}` has neither paths nor checks");
            let hint = "say in `checks` what tells that it works, and in `paths` where it lies";
            return Some(mistake(&table, message, Some(hint.to_owned())));
        }
        let known = || config.checks.keys().chain(config.suites.keys()).map(String::as_str);
        let unknown = component.checks.iter().position(|check| !known().any(|name| name == check));
        let unknown = unknown.map(|at| {
            let check = &component.checks[at];
            let (message, hint) = if config.metrics.contains_key(check) {
                let message = format!("`{check}` is a metric; a component has checks and suites");
                (message, Some("name it in an item of the document".to_owned()))
            } else {
                let near = nearest(check, known()).map(|near| format!("did you mean `{near}`?"));
                let add = || format!("add `[checks.{check}]` with the command that decides it");
                (format!("`{check}` is no check or suite of this file"), Some(near.unwrap_or_else(add)))
            };
            mistake(&[&table[..], &["checks", &at.to_string()]].concat(), message, hint)
        });
        unknown.or_else(|| globs_of("paths", &component.paths, &table, text))
    })
}
