//! Version 1 of the JSON of every command.
//!
//! Each document is one object whose `format` names command and version, such as `milepost.status/1`. Fields are only
//! ever added within a version. The stream of `verify` is one object a line, each with `format` `milepost.event/1`.

use std::{borrow::Cow, fmt::Write as _};

use milepost_engine::{
    Workspace,
    document::Severity,
    exit::Exit,
    hazards::{HazardFinding, HazardReport},
    ledger::{Record, Trust},
    lint::{Finding, Grade},
    runner::{Event, Source},
    verify::VerifyEvent,
};
use serde::Serialize;
use serde_json::{Value, json};

/// The version of these formats.
pub const VERSION: u32 = 1;

/// A document of a command: its data, under its name. Data that is no object stands under `data`.
///
/// # Errors
/// When the data has no JSON form.
pub fn document(command: &str, exit: Exit, data: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut object = serde_json::Map::new();
    object.insert("format".to_owned(), json!(format!("milepost.{command}/{VERSION}")));
    object.insert("exit".to_owned(), json!(exit.code()));
    match serde_json::to_value(data)? {
        Value::Object(fields) => object.extend(fields),
        other => {
            object.insert("data".to_owned(), other);
        }
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(object))?;
    text.push('\n');
    Ok(contained(&text))
}

/// JSON in which what could steer a terminal is escaped: it is the same JSON, and somebody may look at it.
fn contained(text: &str) -> String {
    if matches!(crate::contained(text), Cow::Borrowed(_)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(crate::contained(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_)) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// A document on one line, for the end of a stream.
///
/// # Errors
/// When the text is no JSON.
pub fn one_line(document: &str) -> Result<String, serde_json::Error> {
    let value: Value = serde_json::from_str(document)?;
    Ok(contained(&format!("{value}\n")))
}

/// What went wrong, under `milepost.error/1`.
pub fn error(message: &str, reasons: &[String], hints: &[String], exit: Exit) -> String {
    let value = json!({
        "format": format!("milepost.error/{VERSION}"),
        "exit": exit.code(),
        "meaning": exit.meaning(),
        "message": message,
        "reasons": reasons,
        "hints": hints,
    });
    contained(&format!("{value:#}\n"))
}

/// One line of the event stream; `None` for events that it leaves out. `labels` are those of the commands that run.
pub fn event(event: &VerifyEvent<'_>) -> Option<String> {
    let mut value = match event {
        VerifyEvent::Planned { document, to_run, fresh } => json!({
            "event": "planned",
            "document": document,
            "fresh": fresh,
            "toRun": to_run
                .iter()
                .map(|(label, expected)| json!({
                    "label": label,
                    "expectedMs": expected.map(|time| time.as_millis() as u64),
                }))
                .collect::<Vec<_>>(),
        }),
        VerifyEvent::Run(event) => run(event)?,
        VerifyEvent::Measuring { check, progress } => json!({
            "event": "measuring",
            "check": check,
            "pairs": progress.pairs,
            "cap": progress.cap,
            "text": progress.words,
        }),
    };
    value["format"] = json!(format!("milepost.event/{VERSION}"));
    Some(contained(&format!("{value}\n")))
}

fn run(event: &Event<'_>) -> Option<Value> {
    Some(match event {
        Event::WaveStarted { checks } => json!({ "event": "wave", "checks": checks }),
        Event::Started { check, attempt } => {
            json!({ "event": "started", "check": check, "attempt": attempt })
        }
        Event::Output { check, source, bytes, at } => json!({
            "event": "output",
            "check": check,
            "stream": if matches!(source, Source::Stdout) { "stdout" } else { "stderr" },
            "text": String::from_utf8_lossy(bytes),
            "atMs": at.as_millis() as u64,
        }),
        Event::Progress { .. } => return None,
        Event::Separating { checks, why } => json!({ "event": "separating", "checks": checks, "why": why }),
        Event::Finished { check, outcome } => {
            let counts = outcome.observed.tests.counts();
            json!({
                "event": "finished",
                "check": check,
                "verdict": outcome.verdict.name(),
                "reason": outcome.verdict.reason(),
                "durationMs": outcome.duration.as_millis() as u64,
                "attempts": outcome.attempts.len(),
                "tests": counts.map(|counts| json!({
                    "ran": counts.ran,
                    "passed": counts.passed,
                    "failed": counts.failed,
                    "skipped": counts.skipped,
                    "flaky": counts.flaky,
                })),
            })
        }
    })
}

/// Findings with their places as lines and columns from 1, beside the bytes.
pub fn findings(workspace: &Workspace, findings: &[Finding]) -> Value {
    let severity = |severity| match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let grade = |grade| match grade {
        Grade::Suggestion => "suggestion",
        Grade::NeedsReview => "needs-review",
        Grade::Safe => "safe",
    };
    let place = |path: &str, span: milepost_engine::document::Span| {
        let position = |offset| {
            workspace.portfolio.find(path).map(|index| {
                let found = workspace.document(index).document().position(offset);
                json!({ "line": found.line, "column": found.column })
            })
        };
        json!({
            "path": path,
            "start": position(span.start),
            "end": position(span.end),
            "bytes": [span.start, span.end],
        })
    };
    let one = |finding: &Finding| {
        json!({
            "rule": finding.rule,
            "severity": severity(finding.severity),
            "place": place(&finding.path, finding.span),
            "message": finding.message,
            "hint": finding.hint,
            "related": finding.related.iter().map(|other| {
                json!({ "place": place(&other.path, other.span), "text": other.text })
            }).collect::<Vec<_>>(),
            "fix": finding.fix.as_ref().map(|fix| json!({
                "title": fix.title,
                "grade": grade(fix.grade),
                "edits": fix.edits.iter().flat_map(|(path, set)| set.edits().iter().map(move |edit| {
                    json!({ "path": path, "bytes": [edit.span.start, edit.span.end], "text": edit.text })
                })).collect::<Vec<_>>(),
            })),
        })
    };
    Value::Array(findings.iter().map(one).collect())
}

/// What is dangerous in migrations.
pub fn hazards(report: &HazardReport) -> Value {
    let severity = |severity| match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let one = |finding: &HazardFinding| {
        json!({
            "rule": finding.rule,
            "classes": finding.classes,
            "severity": severity(finding.severity),
            "way": finding.side,
            "place": {
                "path": finding.path,
                "start": { "line": finding.start.line, "column": finding.start.column },
                "end": { "line": finding.end.line, "column": finding.end.column },
                "bytes": [finding.span.start, finding.span.end],
            },
            "message": finding.message,
            "instead": finding.instead,
        })
    };
    json!({
        "migrations": report.migrations,
        "files": report.scripts.iter().map(|script| json!({
            "path": script.path,
            "engine": script.engine,
            "statements": script.statements,
        })).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(one).collect::<Vec<_>>(),
        "programs": report.programs,
        "engine_guessed": report.guessed > 0,
    })
}

/// A record with what its signature is worth.
pub fn record(record: &Record, trust: &Trust) -> Value {
    let (level, signer, refusal) = match trust {
        Trust::Believed { level, signer } => (Some(level.to_string()), signer.clone(), None),
        Trust::Refused(refusal) => (None, None, Some(refusal.to_string())),
    };
    json!({
        "digest": record.digest.to_string(),
        "kind": record.kind().name(),
        "path": record.path,
        "recorded": record.link.recorded,
        "height": record.link.height,
        "prev": record.link.prev.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "level": level,
        "signer": signer,
        "refusal": refusal,
        "predicate": record.predicate.to_value().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_name_their_format() {
        let text = document("status", Exit::Ok, &json!({ "milestones": [] })).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value, json!({ "format": "milepost.status/1", "exit": 0, "milestones": [] }));
        let list = document("next", Exit::Ok, &["a"]).unwrap();
        assert!(list.contains("\"data\": [\n    \"a\""));
    }

    #[test]
    fn events_are_single_lines() {
        let text = event(&VerifyEvent::Run(Event::Output {
            check: 0,
            source: Source::Stdout,
            bytes: b"one\ntwo\n\xff",
            at: std::time::Duration::from_millis(3),
        }))
        .unwrap();
        assert_eq!(text.lines().count(), 1);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["format"], "milepost.event/1");
        assert_eq!(value["text"], "one\ntwo\n\u{fffd}");
    }
}
