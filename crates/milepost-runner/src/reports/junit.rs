mod attributes;
mod suite;

use milepost_gate::TestRun;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::report_error::ReportError;
use attributes::{Attributes, decode};
use suite::{Case, Frame, Suite, Tree};

/// Elements nested deeper than this are refused: no writer does it, and ids would grow without bound.
const DEEPEST: usize = 256;

/// Reads JUnit XML as it is really written: any root, suites nested at will (their names become a path), numbers and times
/// in any notation, unknown elements passed over. What had to be overlooked is a note of the run; a case is never lost.
///
/// A case has failed when its last attempt did, and is flaky when an earlier one did (`flakyFailure`, `rerunFailure` and
/// their `Error` forms beside no `failure`). A suite that failed outside of its cases, or that declares failures and lists
/// none, gets a failed case of its own, `(suite)`.
///
/// # Errors
/// XML that is broken or ends early, with its line; a document with no element, or with another root and no case.
pub(super) fn parse(bytes: &[u8]) -> Result<TestRun, ReportError> {
    let mut tree = Tree::default();
    let text = decode(bytes, &mut tree.notes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut stack: Vec<Frame> = Vec::new();
    let mut root: Option<String> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let line = || line_at(&text, reader.buffer_position());
                if stack.len() >= DEEPEST {
                    let what = format!("elements are nested deeper than {DEEPEST}");
                    return Err(ReportError::Malformed { line: line(), what });
                }
                let name = local_name(&element);
                let attributes = Attributes::read(&element, &mut tree.notes)
                    .map_err(|what| ReportError::Malformed { line: line(), what })?;
                if stack.is_empty() {
                    match root {
                        None => root = Some(name.clone()),
                        Some(_) => tree.notes.add("more than one root element, all were read"),
                    }
                }
                let frame = open(&name, &attributes, &mut stack, &mut tree);
                stack.push(frame);
            }
            Ok(Event::End(_)) => {
                let Some(frame) = stack.pop() else { continue };
                tree.close(frame, &mut stack);
            }
            Ok(Event::Text(text)) => {
                let text = String::from_utf8_lossy(&text);
                if text.contains('&') {
                    tree.notes.add("an `&` that begins no reference was read as text");
                }
                add_text(&mut stack, &text);
            }
            Ok(Event::CData(text)) => add_text(&mut stack, &String::from_utf8_lossy(&text)),
            Ok(Event::GeneralRef(reference)) => {
                let name = String::from_utf8_lossy(&reference).into_owned();
                add_text(&mut stack, &tree.notes.unescape(&format!("&{name};")));
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let line = line_at(&text, reader.error_position());
                return Err(ReportError::Malformed { line, what: error.to_string() });
            }
        }
    }
    if !stack.is_empty() {
        let missing = format!("{} elements are not closed", stack.len());
        return Err(ReportError::Truncated { line: text.lines().count().max(1), missing });
    }
    let refuse = |what: String| Err(ReportError::NotThisFormat { format: "junit", what });
    match root {
        None => return refuse("it holds no XML element".to_owned()),
        Some(root) if tree.cases.is_empty() && !root.starts_with("testsuite") => {
            return refuse(format!("the root is `{root}` and there is no `testcase`"));
        }
        Some(_) => {}
    }
    Ok(TestRun::new(tree.cases, tree.notes.into_list()))
}

/// What an element opens, given what it stands in.
fn open(name: &str, attributes: &Attributes, stack: &mut [Frame], tree: &mut Tree) -> Frame {
    match (name, stack.last_mut()) {
        ("testsuites", _) => Frame::Suite(Suite::root(attributes)),
        ("testsuite", _) => Frame::Suite(Suite::named(attributes, stack)),
        ("testcase", _) => Frame::Case(Box::new(Case::new(attributes, stack, &mut tree.notes))),
        ("failure" | "error", Some(Frame::Case(case))) => {
            case.failed = true;
            case.message(attributes);
            Frame::Reason(String::new())
        }
        ("skipped" | "disabled" | "ignored", Some(Frame::Case(case))) => {
            case.skipped = true;
            case.message(attributes);
            Frame::Reason(String::new())
        }
        ("flakyfailure" | "flakyerror" | "rerunfailure" | "rerunerror", Some(Frame::Case(case))) => {
            case.again = true;
            case.message(attributes);
            Frame::Reason(String::new())
        }
        ("failure" | "error", Some(Frame::Suite(suite))) => {
            let message = attributes.get("message").unwrap_or_default().to_owned();
            suite.own_failure.get_or_insert(message);
            Frame::Other
        }
        _ => Frame::Other,
    }
}

fn add_text(stack: &mut [Frame], text: &str) {
    const LONGEST: usize = 4096;
    if let Some(Frame::Reason(reason)) = stack.last_mut()
        && reason.len() < LONGEST
    {
        reason.push_str(text);
    }
}

fn local_name(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.local_name().as_ref()).to_ascii_lowercase()
}

/// The line, from 1, of a byte offset.
fn line_at(text: &str, offset: u64) -> usize {
    let end = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    text.as_bytes()[..end].split(|&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests;
