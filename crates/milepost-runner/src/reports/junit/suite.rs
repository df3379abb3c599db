use milepost_gate::{TestCase, TestId, TestStatus};

use super::attributes::{Attributes, Notes, milliseconds};

/// One open element.
pub(super) enum Frame {
    Suite(Suite),
    Case(Box<Case>),
    /// The text of a failure or of a skipped element.
    Reason(String),
    Other,
}

/// All that was read so far.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) cases: Vec<TestCase>,
    pub(super) notes: Notes,
}

/// An open suite, with what it declares and what was found in it and below.
pub(super) struct Suite {
    name: Option<String>,
    path: Vec<String>,
    file: Option<String>,
    declared: Option<u64>,
    declared_failures: u64,
    found: u64,
    found_failures: u64,
    /// The message of a failure that stands beside the cases.
    pub(super) own_failure: Option<String>,
}

/// An open case.
pub(super) struct Case {
    id: TestId,
    name: String,
    file: Option<String>,
    duration_ms: Option<u64>,
    message: Option<String>,
    pub(super) failed: bool,
    pub(super) skipped: bool,
    pub(super) again: bool,
}

impl Suite {
    /// The outermost element: its name is the tool's and stays out of ids.
    pub(super) fn root(attributes: &Attributes) -> Self {
        Self {
            name: None,
            path: Vec::new(),
            file: None,
            declared: attributes.count("tests"),
            declared_failures: failures(attributes),
            found: 0,
            found_failures: 0,
            own_failure: None,
        }
    }

    /// A suite inside what is open.
    pub(super) fn named(attributes: &Attributes, stack: &[Frame]) -> Self {
        let name = attributes.text("name").map(str::to_owned);
        let file = file_of(attributes, name.as_deref(), None);
        let mut path = path_of(stack);
        path.extend(name.clone());
        Self { name, path, file, ..Self::root(attributes) }
    }
}

impl Case {
    /// A case inside what is open.
    pub(super) fn new(attributes: &Attributes, stack: &[Frame], notes: &mut Notes) -> Self {
        let name = attributes.text("name").unwrap_or_else(|| {
            notes.add("a `testcase` without a name is called `(unnamed)`");
            "(unnamed)"
        });
        let class = attributes.text("classname").or_else(|| attributes.text("class"));
        let suite_file = stack.iter().rev().find_map(|frame| match frame {
            Frame::Suite(suite) => suite.file.clone(),
            _ => None,
        });
        let mut case = Self {
            id: TestId::new(&path_of(stack), class, name),
            name: name.to_owned(),
            file: file_of(attributes, class, suite_file),
            duration_ms: attributes.get("time").and_then(|time| milliseconds(time, notes)),
            message: None,
            failed: attributes.text("failure").or_else(|| attributes.text("error")).is_some(),
            skipped: false,
            again: false,
        };
        for word in [attributes.text("status"), attributes.text("result")].into_iter().flatten() {
            case.read_status(word, notes);
        }
        case
    }

    /// Keeps the first message.
    pub(super) fn message(&mut self, attributes: &Attributes) {
        if self.message.is_none() {
            self.message = attributes.text("message").map(shorten);
        }
    }

    /// A word that is not known to mean that the test passed is not a pass.
    fn read_status(&mut self, word: &str, notes: &mut Notes) {
        match word.to_ascii_lowercase().as_str() {
            "run" | "pass" | "passed" | "ok" | "success" | "successful" | "completed" | "fixed" => {}
            "fail" | "failed" | "failure" | "error" | "errored" | "broken" | "regression" => {
                self.failed = true;
            }
            "skip" | "skipped" | "notrun" | "disabled" | "ignored" | "suppressed" | "pending" | "todo" => {
                self.skipped = true;
            }
            _ => {
                notes.add(format!("the status `{word}` is not known and was read as failed"));
                self.failed = true;
            }
        }
    }

    fn status(&self) -> TestStatus {
        if self.failed {
            TestStatus::Failed
        } else if self.again {
            TestStatus::Flaky
        } else if self.skipped {
            TestStatus::Skipped
        } else {
            TestStatus::Passed
        }
    }
}

impl Tree {
    /// Closes an element that was taken off the stack.
    pub(super) fn close(&mut self, frame: Frame, stack: &mut [Frame]) {
        match frame {
            Frame::Other => {}
            Frame::Reason(text) => {
                if let Some(Frame::Case(case)) = stack.last_mut()
                    && case.message.is_none()
                    && !text.trim().is_empty()
                {
                    case.message = Some(shorten(text.trim()));
                }
            }
            Frame::Case(case) => {
                let status = case.status();
                count(stack, 1, u64::from(status == TestStatus::Failed));
                let Case { id, file, duration_ms, message, .. } = *case;
                self.cases.push(TestCase { id, status, file, duration_ms, message });
            }
            Frame::Suite(suite) => self.close_suite(suite, stack),
        }
    }

    fn close_suite(&mut self, suite: Suite, stack: &mut [Frame]) {
        let shown = suite.name.as_deref().unwrap_or("testsuites");
        if let Some(declared) = suite.declared.filter(|declared| *declared > suite.found) {
            self.notes.add(format!("`{shown}` declares {declared} tests and lists {}", suite.found));
        }
        let mut failures = suite.found_failures;
        let missing = suite.declared_failures > 0 && suite.found_failures == 0;
        if suite.own_failure.is_some() || missing {
            let message = suite.own_failure.unwrap_or_else(|| {
                format!("{} failures are declared and none is listed", suite.declared_failures)
            });
            self.notes.add(format!("`{shown}` failed outside of its cases"));
            self.cases.push(TestCase {
                id: TestId::new(&suite.path, None, "(suite)"),
                status: TestStatus::Failed,
                file: suite.file,
                duration_ms: None,
                message: Some(shorten(&message)).filter(|message| !message.is_empty()),
            });
            failures += 1;
        }
        count(stack, suite.found, failures);
    }
}

/// Adds what was found to the nearest open suite.
fn count(stack: &mut [Frame], cases: u64, failures: u64) {
    let nearest = stack.iter_mut().rev().find_map(|frame| match frame {
        Frame::Suite(suite) => Some(suite),
        _ => None,
    });
    if let Some(suite) = nearest {
        suite.found += cases;
        suite.found_failures += failures;
    }
}

/// The names of all that is open: suites, and cases that hold cases.
fn path_of(stack: &[Frame]) -> Vec<String> {
    stack
        .iter()
        .filter_map(|frame| match frame {
            Frame::Suite(suite) => suite.name.clone(),
            Frame::Case(case) => Some(case.name.clone()),
            _ => None,
        })
        .collect()
}

fn failures(attributes: &Attributes) -> u64 {
    attributes.count("failures").unwrap_or(0).saturating_add(attributes.count("errors").unwrap_or(0))
}

/// The file that an element states, or else a name that is one by its looks, or else the one around it.
fn file_of(attributes: &Attributes, name: Option<&str>, around: Option<String>) -> Option<String> {
    const ENDINGS: [&str; 16] = [
        "js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx", "py", "rb", "php", "go", "rs", "java", "kt",
        "feature",
    ];
    let looks_like_file = |name: &&str| {
        !name.contains(char::is_whitespace)
            && name
                .rsplit_once('.')
                .is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending))
    };
    attributes
        .text("file")
        .or_else(|| attributes.text("filepath"))
        .or_else(|| name.filter(looks_like_file))
        .map(|file| file.strip_prefix("./").unwrap_or(file).replace('\\', "/"))
        .or(around)
}

/// At most about two thousand bytes of a message.
fn shorten(message: &str) -> String {
    const LONGEST: usize = 2000;
    if message.len() <= LONGEST {
        return message.to_owned();
    }
    let end = (0..=LONGEST).rev().find(|&at| message.is_char_boundary(at)).unwrap_or(0);
    format!("{}…", &message[..end])
}
