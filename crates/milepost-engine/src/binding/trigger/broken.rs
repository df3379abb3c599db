//! Entries that say what fails: a check, a suite, a build.

use super::{
    Trigger, watched,
    words::{WordList, Words, spaced},
};
use crate::{
    binding::{Bound, Check, RunId, command, phrase},
    config::Config,
};

/// Names of checks that every sentence about any check has in it.
static COMMON_NAMES: WordList = WordList::new(|| Words::of("all check checks suite suites test tests"));

/// What is said to fail: a check or suite by its name, else a build, a linter, a type check or a migration by what runs it.
pub(super) fn broken(config: &Config, words: &[&str], bound: &mut Bound) -> Option<Trigger> {
    if let Some(trigger) = named(config, words, &[], bound) {
        return Some(trigger);
    }
    let run = |run: RunId| Trigger::Broken(Box::new(Check::Run(run)));
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let check = if has(&["build", "compil"]) {
        phrase::same_as(config, bound, "build", phrase::is_build)
    } else if has(&["lint"]) {
        phrase::same_as(config, bound, "lint", phrase::is_lint)
    } else if has(&["typecheck", "typescript"]) || words.iter().any(|word| matches!(*word, "type" | "types"))
    {
        phrase::same_as(config, bound, "typecheck", phrase::is_type_check)
    } else if has(&["migrat"]) {
        let by_name = config.checks.keys().find(|name| name.contains("migrat"));
        return by_name
            .and_then(|name| command::run_by_name(config, name, bound))
            .map(run)
            .or_else(|| Some(watched("no check of `milepost.toml` migrates: add `[checks.migration]`")));
    } else {
        return None;
    };
    Some(match check {
        Check::Unbound { reason, .. } => Trigger::Watched(reason),
        check => Trigger::Broken(Box::new(check)),
    })
}

/// The check or suite whose name stands among the words and has all `parts` in it; the longest, where there are several.
pub(super) fn named(config: &Config, words: &[&str], parts: &[&str], bound: &mut Bound) -> Option<Trigger> {
    let sentence = spaced(&words.join(" "));
    let is_meant = |name: &&String| {
        let name = spaced(name);
        sentence.contains(&name)
            && parts.iter().all(|part| name.contains(&spaced(part)))
            && !name.split_whitespace().all(|word| COMMON_NAMES.has(word))
    };
    let name =
        config.checks.keys().chain(config.suites.keys()).filter(is_meant).max_by_key(|name| name.len())?;
    command::run_by_name(config, name, bound).map(|run| Trigger::Broken(Box::new(Check::Run(run))))
}
