//! `[steps]`

use std::collections::BTreeMap;

use milepost_runner::{Network, TierWish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the commands under Implementation Steps get and may reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct StepsConfig {
    /// Seconds after which one command is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// Variables that they get besides the allowed ones.
    pub env: BTreeMap<String, String>,
    /// The tier of their sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What they may reach of the network; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that they may read besides those of `[sandbox]`.
    pub read: Vec<String>,
    /// Files and folders outside of the project that they may change besides those of `[sandbox]`.
    pub caches: Vec<String>,
}
