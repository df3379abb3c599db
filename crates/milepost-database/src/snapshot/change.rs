//! One difference between two schemas.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use super::{Object, ObjectId, Weight};

/// A fact that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactChange {
    /// The name of the fact.
    pub fact: String,
    /// What it was; nothing when there was no such fact.
    pub before: Option<String>,
    /// What it is now; nothing when there is no such fact.
    pub after: Option<String>,
}

/// What happened to an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum What {
    /// It is new.
    Added {
        /// What is known of it.
        facts: BTreeMap<String, String>,
    },
    /// It is gone.
    Removed {
        /// What was known of it.
        facts: BTreeMap<String, String>,
    },
    /// It is another.
    Altered {
        /// What is not what it was.
        facts: Vec<FactChange>,
    },
}

/// An object that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The object.
    #[serde(flatten)]
    pub id: ObjectId,
    /// Whether it matters.
    pub weight: Weight,
    /// What happened to it.
    #[serde(flatten)]
    pub what: What,
}

impl Change {
    /// The change from one state of an object to another, where there is one.
    pub(super) fn between(id: &ObjectId, before: Option<&Object>, after: Option<&Object>) -> Option<Self> {
        let what = match (before, after) {
            (None, None) => return None,
            (None, Some(after)) => What::Added { facts: after.facts.clone() },
            (Some(before), None) => What::Removed { facts: before.facts.clone() },
            (Some(before), Some(after)) => {
                let facts = fact_changes(&before.facts, &after.facts);
                if facts.is_empty() {
                    return None;
                }
                What::Altered { facts }
            }
        };
        Some(Self { id: id.clone(), weight: id.kind.weight(), what })
    }
}

fn fact_changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<FactChange> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let changes = names.into_iter().map(|fact| FactChange {
        fact: fact.clone(),
        before: before.get(fact).cloned(),
        after: after.get(fact).cloned(),
    });
    changes.filter(|change| change.before != change.after).collect()
}

/// `+ column users.phone: type varchar(20)`, `- index …`, `~ column …`, with the lines of longer facts below.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.what {
            What::Added { .. } => '+',
            What::Removed { .. } => '-',
            What::Altered { .. } => '~',
        };
        write!(f, "{sign} {}", self.id)?;
        if self.weight == Weight::Physical {
            f.write_str(" (layout only)")?;
        }
        match &self.what {
            What::Added { facts } | What::Removed { facts } => write_facts(f, facts),
            What::Altered { facts } => {
                f.write_str(":")?;
                facts.iter().enumerate().try_for_each(|(at, change)| write_change(f, at, change))
            }
        }
    }
}

fn write_facts(f: &mut fmt::Formatter<'_>, facts: &BTreeMap<String, String>) -> fmt::Result {
    let (short, long): (Vec<_>, Vec<_>) = facts.iter().partition(|(_, value)| !value.contains('\n'));
    for (at, (fact, value)) in short.into_iter().enumerate() {
        write!(f, "{} {} {value}", if at == 0 { ":" } else { "," }, words(fact))?;
    }
    for (fact, value) in long {
        write!(f, "\n    {}:", words(fact))?;
        value.lines().try_for_each(|line| write!(f, "\n      {line}"))?;
    }
    Ok(())
}

fn write_change(f: &mut fmt::Formatter<'_>, at: usize, change: &FactChange) -> fmt::Result {
    let fact = words(&change.fact);
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.contains('\n') || after.contains('\n') => {
            write!(f, "\n    {fact}:")?;
            for line in TextDiff::from_lines(before, after).iter_all_changes() {
                let sign = match line.tag() {
                    ChangeTag::Equal => ' ',
                    ChangeTag::Insert => '+',
                    ChangeTag::Delete => '-',
                };
                write!(f, "\n    {sign} {}", line.value().trim_end_matches('\n'))?;
            }
            Ok(())
        }
        (before, after) => {
            let shown =
                |value: &Option<String>| value.as_ref().map_or("none".to_owned(), |text| format!("`{text}`"));
            write!(f, "{} {fact} {} -> {}", if at == 0 { "" } else { "," }, shown(before), shown(after))
        }
    }
}

fn words(fact: &str) -> String {
    fact.replace('_', " ")
}
