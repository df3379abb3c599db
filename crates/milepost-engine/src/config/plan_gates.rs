//! What is asked of the plan itself: its files and its settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the scope of a plan decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeGate {
    /// Nothing; there is no such item.
    #[default]
    Off,
    /// It is an item that nothing waits for.
    Told,
    /// `complete` refuses what contradicts the plan: a path out of scope that was touched, a new file that is missing.
    Block,
    /// `complete` refuses also files that no plan names, and files of the plan that were left alone.
    Strict,
}

impl ScopeGate {
    /// As it is written in `milepost.toml`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Told => "told",
            Self::Block => "block",
            Self::Strict => "strict",
        }
    }
}

/// What the settings under Configuration Changes decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConfigurationGate {
    /// Nothing; there is no such item.
    #[default]
    Off,
    /// It is an item that nothing waits for.
    Told,
    /// `complete` refuses where a setting is nowhere.
    Block,
}

impl ConfigurationGate {
    /// As it is written in `milepost.toml`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Told => "told",
            Self::Block => "block",
        }
    }
}

/// Where the project keeps its settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SettingsConfig {
    /// Globs of files, from the project's root, besides the usual ones: `.env.example` and its like, compose files, workflows
    /// of CI. Files that hold real values, such as `.env`, are never read.
    pub files: Vec<String>,
}
