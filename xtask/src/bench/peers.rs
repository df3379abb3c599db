//! Other tools, installed by their own clients into `target/bench-peers`.

use std::path::{Path, PathBuf};

use super::measure::{command, succeed};

/// Where a tool comes from.
#[derive(Debug, Clone, Copy)]
enum From {
    /// A Debian package, which is only looked for.
    Debian(&'static str),
    /// A crate and its version.
    Crate(&'static str),
    /// An npm package and its version.
    Npm(&'static str),
}

/// A program's name and where it comes from.
const PEERS: &[(&str, From)] = &[
    ("backlog", From::Npm("backlog.md@1.52.0")),
    ("just", From::Crate("just@1.59.0")),
    ("mana", From::Crate("mana-cli@0.3.2")),
    ("mask", From::Crate("mask@0.11.7")),
    ("ninja", From::Debian("ninja-build")),
    ("rg", From::Debian("ripgrep")),
    ("tkt", From::Crate("tkt@0.4.0")),
];

/// The tools that are here.
#[derive(Debug, Clone)]
pub(super) struct Peers {
    folder: PathBuf,
    failed: Vec<(&'static str, String)>,
}

impl Peers {
    /// Installs what is missing when `install` is set; a tool that cannot be had is told in its line of the table.
    pub(super) fn prepare(target: &Path, install: bool) -> Self {
        let mut peers = Self { folder: target.join("bench-peers"), failed: Vec::new() };
        for (name, from) in PEERS {
            if peers.path(name).is_some() {
                continue;
            }
            let why = match from {
                From::Debian(package) => Some(format!("not installed: `apt-get install {package}`")),
                _ if !install => {
                    Some("not installed: `cargo xtask bench` without --quick does it".to_owned())
                }
                From::Crate(package) => peers.cargo(package).err(),
                From::Npm(package) => peers.npm(package).err(),
            };
            if let Some(why) = why {
                peers.failed.push((name, why.replace('|', "/")));
            }
        }
        peers
    }

    /// The program, or why it is not here.
    pub(super) fn find(&self, name: &str) -> Result<PathBuf, String> {
        let why = self.failed.iter().find(|(failed, _)| *failed == name).map(|(_, why)| why.clone());
        self.path(name).ok_or_else(|| why.unwrap_or_else(|| "not installed".to_owned()))
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        let own = [self.folder.join("bin").join(name), self.folder.join("node_modules/.bin").join(name)];
        let system = std::env::var_os("PATH").unwrap_or_default();
        let mut all = own.into_iter().chain(std::env::split_paths(&system).map(|folder| folder.join(name)));
        all.find(|path| path.is_file())
    }

    fn cargo(&self, package: &str) -> Result<String, String> {
        succeed(
            command("cargo")
                .args(["install", "--quiet", "--locked", "--root"])
                .arg(&self.folder)
                .arg(package),
        )
    }

    fn npm(&self, package: &str) -> Result<String, String> {
        std::fs::create_dir_all(&self.folder).map_err(|error| error.to_string())?;
        let args = ["install", "--no-audit", "--no-fund", "--prefix", ".", package];
        succeed(command("npm").current_dir(&self.folder).args(args))
    }
}
