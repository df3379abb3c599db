//! Comments that allow a hazard with a reason.

use milepost_document::Span;

use crate::{Finding, Migration, Said, Script, Side, rule, rules};

const WORD: &str = "milepost-ignore";

struct Ignore {
    side: Side,
    span: Span,
    rule: String,
    has_reason: bool,
    covers: Span,
    used: bool,
}

/// Takes out the findings that a comment allows, and adds one for each comment that allows nothing or says no reason.
pub(crate) fn apply(migration: &Migration, findings: Vec<Finding>) -> Vec<Finding> {
    let mut ignores: Vec<Ignore> =
        migration.scripts().flat_map(|(side, script)| of_script(side, script)).collect();
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut allowed = false;
        for ignore in &mut ignores {
            if ignore.side == finding.side
                && ignore.rule == finding.rule
                && ignore.covers.start <= finding.span.start
                && finding.span.start <= ignore.covers.end
            {
                ignore.used = true;
                // Without a reason it allows nothing, and is told.
                allowed |= ignore.has_reason;
            }
        }
        if !allowed {
            kept.push(finding);
        }
    }
    for ignore in ignores {
        let said = if rule(&ignore.rule).is_none() {
            Said::new(
                format!("`{WORD}` names no rule: `{}`", ignore.rule),
                format!("write `-- {WORD} RULE: reason` with the id of a rule"),
            )
        } else if !ignore.has_reason {
            Said::new(
                format!("`{WORD} {}` says no reason and allows nothing", ignore.rule),
                format!("write why it is right here: `-- {WORD} {}: reason`", ignore.rule),
            )
        } else if !ignore.used {
            Said::new(
                format!("`{WORD} {}` allows nothing: there is no such finding", ignore.rule),
                "take the comment out",
            )
        } else {
            continue;
        };
        kept.push(said.placed(&rules::UNUSED_IGNORE, ignore.side, ignore.span));
    }
    kept
}

fn of_script(side: Side, script: &Script) -> Vec<Ignore> {
    let mut found = Vec::new();
    for comment in &script.comments {
        let text = script.text_of(*comment);
        let inner = text.trim_start_matches(['-', '/', '*', '#']).trim_end_matches(['*', '/']).trim();
        let Some(rest) = inner.strip_prefix(WORD) else { continue };
        let (rule, reason) = rest.split_once(':').unwrap_or((rest, ""));
        found.push(Ignore {
            side,
            span: *comment,
            rule: rule.trim().to_owned(),
            has_reason: !reason.trim().is_empty(),
            covers: covers(script, *comment),
            used: false,
        });
    }
    found
}

/// The statement in which a comment stands, or at the end of whose line it stands; else the next one.
fn covers(script: &Script, comment: Span) -> Span {
    let inside = script.statements.iter().find(|one| one.span.contains(Span::at(comment.start)));
    let behind = || {
        script.statements.iter().rev().find(|one| {
            one.span.end <= comment.start
                && !script.text_of(Span::new(one.span.end, comment.start)).contains('\n')
        })
    };
    let next = || script.statements.iter().find(|one| one.span.start >= comment.end);
    inside.or_else(behind).or_else(next).map_or(comment, |one| one.span)
}
