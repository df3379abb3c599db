//! What a command asks of its sandbox, as the configuration says it.

use std::path::{Path, PathBuf};

use milepost_runner::{Network, SandboxSpec, TierWish};
use serde::{Deserialize, Serialize};

use crate::config::SandboxConfig;

/// What a command asks of its sandbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunSandbox {
    /// The tier.
    pub tier: TierWish,
    /// What it may reach of the network.
    pub network: Network,
    /// What it may read besides the usual places, as written.
    pub read: Vec<String>,
    /// What it may change outside of the project besides the usual caches, as written.
    pub caches: Vec<String>,
    /// Whether it may run with less.
    pub allow_lower: bool,
}

impl RunSandbox {
    /// That of `[sandbox]`.
    pub(crate) fn usual(config: &SandboxConfig) -> Self {
        Self {
            tier: config.tier,
            network: config.network,
            read: config.read.clone(),
            caches: config.caches.clone(),
            allow_lower: config.allow_lower,
        }
    }

    /// With what a check says itself.
    pub(super) fn with(
        mut self,
        tier: Option<TierWish>,
        network: Option<Network>,
        read: &[String],
        caches: &[String],
    ) -> Self {
        self.tier = tier.unwrap_or(self.tier);
        self.network = network.unwrap_or(self.network);
        self.read.extend_from_slice(read);
        self.caches.extend_from_slice(caches);
        self
    }

    /// In words, for people who are asked whether they trust a command.
    pub fn words(&self) -> String {
        let list = |what: &str, paths: &[String]| {
            if paths.is_empty() { String::new() } else { format!("; may {what} {}", paths.join(", ")) }
        };
        let (read, change) = (list("also read", &self.read), list("also change", &self.caches));
        format!("sandbox {}, network {}{read}{change}", self.tier.name(), self.network.name())
    }

    /// With paths as the machine knows them: `~` is the home folder, what is not absolute stands in the project.
    pub fn spec(&self, root: &Path, home: Option<&Path>) -> SandboxSpec {
        let place = |path: &String| -> Option<PathBuf> {
            match (path.strip_prefix('~').map(|rest| rest.trim_start_matches('/')), home) {
                (Some(rest), Some(home)) => Some(home.join(rest)),
                (Some(_), None) => None,
                (None, _) => Some(root.join(path)),
            }
        };
        SandboxSpec {
            tier: self.tier,
            network: self.network,
            read: self.read.iter().filter_map(place).collect(),
            caches: self.caches.iter().filter_map(place).collect(),
            allow_lower: self.allow_lower,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_machine() {
        let paths = ["~/data", "fixtures", "/srv/data"].map(str::to_owned).to_vec();
        let sandbox = RunSandbox { read: paths, ..RunSandbox::default() };
        let spec = sandbox.spec(Path::new("/project"), Some(Path::new("/home/ada")));
        assert_eq!(spec.read, ["/home/ada/data", "/project/fixtures", "/srv/data"].map(PathBuf::from));
        let homeless = sandbox.spec(Path::new("/project"), None);
        assert_eq!(homeless.read, ["/project/fixtures", "/srv/data"].map(PathBuf::from));
    }
}
