//! Findings that a project knows and has not put right yet.

use std::{collections::BTreeMap, path::Path};

use milepost_lint::Finding;
use milepost_system::System;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{EngineError, Result, Workspace};

/// The format of the file.
const FORMAT: &str = "milepost.known-findings/1";

/// The longest part of a line that is kept for readers, in characters.
const SHOWN: usize = 120;

/// The known findings of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    format: String,
    findings: Vec<Entry>,
}

/// One or more equal findings. Neither its line's number nor its words count, so that it survives what moves around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The rule.
    pub rule: String,
    /// The document.
    pub path: String,
    /// The rule, the path and the line's words, hashed.
    pub fingerprint: String,
    /// The line's words, for readers.
    pub line: String,
    /// How many there are.
    pub count: usize,
}

/// What is left when the known findings are taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The findings that are new.
    pub new: Vec<Finding>,
    /// How many were known.
    pub known: usize,
    /// Entries that are found no more, with the number of those that are gone.
    pub gone: Vec<Entry>,
}

impl Known {
    /// The findings of today.
    pub fn of(workspace: &Workspace, findings: &[Finding]) -> Self {
        let mut entries: BTreeMap<(String, &str, String), Entry> = BTreeMap::new();
        for finding in findings {
            let fingerprint = fingerprint(workspace, finding);
            let key = (finding.path.clone(), finding.rule, fingerprint.clone());
            let entry = entries.entry(key).or_insert_with(|| Entry {
                rule: finding.rule.to_owned(),
                path: finding.path.clone(),
                fingerprint,
                line: line(workspace, finding).chars().take(SHOWN).collect(),
                count: 0,
            });
            entry.count += 1;
        }
        Self { format: FORMAT.to_owned(), findings: entries.into_values().collect() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or is no such list.
    pub fn read(system: &dyn System, path: &Path) -> Result<Self> {
        let bytes = system.read(path).map_err(|error| {
            EngineError::io("read", path, error).hint("`--write-baseline` with the same file makes it")
        })?;
        let known: Self = serde_json::from_slice(&bytes).map_err(|error| {
            EngineError::usage(format!("`{}` is no baseline of findings", path.display()))
                .because(error)
                .hint("`--write-baseline` writes it anew")
        })?;
        if known.format != FORMAT {
            return Err(EngineError::usage(format!(
                "`{}` has the format `{}`, and this version reads `{FORMAT}`",
                path.display(),
                known.format
            ))
            .hint("`--write-baseline` writes it anew"));
        }
        Ok(known)
    }

    /// Writes a file, replacing what was there. Returns how many findings it holds.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, system: &dyn System, path: &Path) -> Result<usize> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        system.write_atomic(path, text.as_bytes()).map_err(|error| EngineError::io("write", path, error))?;
        Ok(self.findings.iter().map(|entry| entry.count).sum())
    }

    /// Takes the known ones out of some findings. An entry is gone when its rule and its document were looked at.
    pub fn compare(
        &self,
        workspace: &Workspace,
        findings: Vec<Finding>,
        looked: impl Fn(&Entry) -> bool,
    ) -> Compared {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &self.findings {
            *left.entry(&entry.fingerprint).or_default() += entry.count;
        }
        let mut compared = Compared { new: Vec::new(), known: 0, gone: Vec::new() };
        for finding in findings {
            match left.get_mut(fingerprint(workspace, &finding).as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    compared.known += 1;
                }
                _ => compared.new.push(finding),
            }
        }
        for entry in self.findings.iter().filter(|entry| looked(entry)) {
            let count = left.insert(&entry.fingerprint, 0).unwrap_or_default();
            if count > 0 {
                compared.gone.push(Entry { count, ..entry.clone() });
            }
        }
        compared
    }
}

/// What a finding is known by: its rule, its document and the words of its line, as hexadecimal digits.
pub fn fingerprint(workspace: &Workspace, finding: &Finding) -> String {
    fingerprint_of(&[finding.rule, &finding.path, line(workspace, finding)])
}

/// What some words are known by, as hexadecimal digits.
pub fn fingerprint_of(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in words {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize()[..8].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The words of the line on which a finding begins.
fn line<'w>(workspace: &'w Workspace, finding: &Finding) -> &'w str {
    let Some(index) = workspace.portfolio.find(&finding.path) else { return "" };
    let document = workspace.document(index).document();
    let lines = document.lines();
    lines.span(&document.source, lines.line(finding.span.start)).map_or("", |line| document.text(line).trim())
}
