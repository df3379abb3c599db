//! Scripts of `package.json` behind `npm`, `pnpm`, `yarn`, `bun` and what runs them in many packages.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{
    collect::{Collector, normal},
    settings,
};

const MANIFEST: &str = "package.json";
/// Scripts that an installation runs by itself.
const BY_INSTALLING: [&str; 7] =
    ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

/// Covers the scripts that a command names, with those before and after each. A word that is not the name of the
/// script but of another one covers that too: asking once more costs less than running what nobody saw.
pub(super) fn follow(
    collector: &mut Collector<'_>,
    program: &str,
    words: &[Option<String>],
    folders: &[PathBuf],
    depth: usize,
) {
    if !matches!(program, "npm" | "pnpm" | "yarn" | "bun" | "turbo" | "nx" | "lerna" | "wireit") {
        return;
    }
    let words: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
    let mut wanted: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
    if words.iter().any(|word| matches!(*word, "t" | "tst")) {
        wanted.push("test");
    }
    let installs = |word: &&str| matches!(*word, "install" | "i" | "ci" | "add" | "it" | "cit" | "rebuild");
    if words.iter().any(installs) || (program == "yarn" && wanted.is_empty()) {
        wanted.extend(BY_INSTALLING);
    }
    for folder in folders {
        settings::follow(collector, folder);
    }
    for manifest in manifests(collector, program, &words, folders) {
        settings::follow(collector, manifest.parent().unwrap_or(Path::new("/")));
        let Some(bytes) = collector.bytes(&manifest) else { continue };
        let folder = manifest.parent().unwrap_or(Path::new("/")).to_owned();
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else {
            // What cannot be read here may still be read by the tool.
            collector.add(&manifest, None, Some(&bytes));
            continue;
        };
        for name in &wanted {
            for name in [format!("pre{name}"), (*name).to_owned(), format!("post{name}")] {
                let Some(text) = value["scripts"][&name].as_str() else { continue };
                if collector.add(&manifest, Some(&name), Some(text.as_bytes())) {
                    collector.shell(text, &folder, depth + 1);
                }
            }
        }
    }
    if matches!(program, "turbo" | "nx" | "lerna") {
        for name in ["turbo.json", "nx.json", "lerna.json"] {
            collector.file(name, folders);
        }
    }
}

/// The manifests that may be meant: the nearest one above each folder, those in folders that words name, and all of
/// the project where the command speaks of many or of one by its name.
fn manifests(collector: &Collector<'_>, program: &str, words: &[&str], folders: &[PathBuf]) -> Vec<PathBuf> {
    let system = collector.workspace.system.as_ref();
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let above = collector.upwards(folder).into_iter().map(|folder| folder.join(MANIFEST));
        found.extend(above.into_iter().find(|manifest| system.is_file(manifest)));
        let values = words.iter().map(|word| word.split_once('=').map_or(*word, |(_, value)| value));
        found.extend(
            values.map(|value| normal(&folder.join(value)).join(MANIFEST)).filter(|manifest| {
                manifest.starts_with(&collector.workspace.root) && system.is_file(manifest)
            }),
        );
    }
    let speaks_of_many = |word: &&str| {
        let name = word.split('=').next().unwrap_or(word);
        matches!(
            name,
            "-r" | "-F" | "-w" | "-ws" | "workspace" | "workspaces" | "recursive" | "foreach" | "multi"
        ) || matches!(name, "--filter" | "--recursive" | "--workspace" | "--workspaces" | "--workspace-root")
    };
    if words.iter().any(speaks_of_many) || matches!(program, "turbo" | "nx" | "lerna" | "wireit") {
        let files = collector.workspace.portfolio.files().iter();
        let manifests = files.filter(|file| file.rsplit('/').next() == Some(MANIFEST));
        found.extend(manifests.map(|file| collector.workspace.root.join(file)));
    }
    found.sort();
    found.dedup();
    found
}
