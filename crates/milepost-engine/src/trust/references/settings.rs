//! Settings of package managers that choose which shell runs a script, and what it loads first.

use std::path::Path;

use super::collect::Collector;

/// Files with such settings. Only the settings below are looked at: the rest may hold tokens, and is no code.
const FILES: [&str; 4] = [".npmrc", "pnpm-workspace.yaml", ".yarnrc", ".yarnrc.yml"];

/// Their names, in lower case, without what divides their words.
const SETTINGS: [&str; 10] = [
    "configdependencies",
    "globalpnpmfile",
    "ignorescripts",
    "nodeoptions",
    "onloadscript",
    "pnpmfile",
    "plugins",
    "scriptshell",
    "shellemulator",
    "yarnpath",
];

/// Covers the settings in the files from this folder up to the root, and the files that they name.
pub(super) fn follow(collector: &mut Collector<'_>, folder: &Path) {
    for folder in collector.upwards(folder) {
        for file in FILES {
            let path = folder.join(file);
            let Some(bytes) = collector.bytes(&path) else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for line in text.lines() {
                let Some((name, value)) = line.split_once(['=', ':', ' ']) else { continue };
                let plain: String = name.trim().chars().filter(char::is_ascii_alphanumeric).collect();
                if !SETTINGS.contains(&plain.to_ascii_lowercase().as_str()) {
                    continue;
                }
                if collector.add(&path, Some(name.trim()), Some(value.trim().as_bytes())) {
                    for word in
                        value.split([' ', '=', '"', '\'', ',', '[', ']']).filter(|word| word.contains('/'))
                    {
                        collector.file(word, std::slice::from_ref(&folder));
                    }
                }
            }
        }
    }
}
