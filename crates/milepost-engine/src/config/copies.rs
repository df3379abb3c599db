//! `[copies]`: the copies in which it is tried whether a check fails.

use milepost_runner::{Network, TierWish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What makes a copy of the project ready, in which `must-fail-with` is tried. Nothing that Git ignores is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CopiesConfig {
    /// What is run in it, by strict bash: dependencies, a build. Once before the change and once after it.
    pub prepare: Option<String>,
    /// Seconds after which it is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// The tier of its sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What it may reach of the network; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that it may read besides those of `[sandbox]`.
    pub read: Vec<String>,
    /// Files and folders outside of the copy that it may change besides those of `[sandbox]`.
    pub caches: Vec<String>,
}
