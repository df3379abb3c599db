use std::collections::BTreeMap;

use milepost_gate::{Coverage, FileCoverage, Ratio};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::report_error::ReportError;

/// Reads Cobertura's XML, as coverage.py, istanbul, gcovr and others write it. Sums are made from the lines of the classes, and
/// where a class lists none, from those of its methods. A line counts once for each file. The folders of `source` are those from
/// which the files are named.
///
/// # Errors
/// XML that is broken or ends early; another root; no class at all.
pub(super) fn parse(bytes: &[u8]) -> Result<Coverage, ReportError> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    let mut open: Vec<String> = Vec::new();
    let mut class: Option<(String, File)> = None;
    let mut method: Option<(String, bool)> = None;
    let mut roots: Vec<String> = Vec::new();
    let at = |position: u64| {
        let end = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
        text.as_bytes()[..end].split(|&byte| byte == b'\n').count()
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let malformed =
                    |what: String| ReportError::Malformed { line: at(reader.buffer_position()), what };
                let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
                if open.is_empty() && name != "coverage" {
                    let what = format!("the root is `{name}`, not `coverage`");
                    return Err(ReportError::NotThisFormat { format: "cobertura", what });
                }
                match name.as_str() {
                    "class" => {
                        let path = attribute(&element, "filename")
                            .ok_or_else(|| malformed("a `class` without a `filename`".to_owned()))?;
                        let path = path.strip_prefix("./").unwrap_or(&path).replace('\\', "/");
                        class = Some((path, File::default()));
                    }
                    "method" => {
                        let name = attribute(&element, "name").unwrap_or_default();
                        let signature = attribute(&element, "signature").unwrap_or_default();
                        let hit = attribute(&element, "hits").is_some_and(|hits| hits != "0");
                        method = Some((format!("{name}{signature}"), hit));
                    }
                    "line" => {
                        let Some((_, file)) = &mut class else {
                            return Err(malformed("a `line` outside of a `class`".to_owned()));
                        };
                        let line = Line::read(&element)
                            .ok_or_else(|| malformed("a `line` without a `number` and `hits`".to_owned()))?;
                        if let Some((_, hit)) = &mut method {
                            *hit |= line.hit;
                            line.add(&mut file.in_methods);
                        } else {
                            line.add(&mut file.lines);
                        }
                    }
                    _ => {}
                }
                open.push(name);
            }
            Ok(Event::End(_)) => match open.pop().as_deref() {
                Some("method") => {
                    if let (Some((name, hit)), Some((_, file))) = (method.take(), &mut class) {
                        *file.functions.entry(name).or_default() |= hit;
                    }
                }
                Some("class") => {
                    if let Some((path, file)) = class.take() {
                        files.entry(path).or_default().merge(file);
                    }
                }
                _ => {}
            },
            Ok(Event::Text(words)) if open.last().is_some_and(|name| name == "source") => {
                let root = String::from_utf8_lossy(&words).trim().replace('\\', "/");
                if !root.is_empty() && !roots.contains(&root) {
                    roots.push(root);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                return Err(ReportError::Malformed {
                    line: at(reader.error_position()),
                    what: error.to_string(),
                });
            }
        }
    }
    if !open.is_empty() {
        let missing = format!("{} elements are not closed", open.len());
        return Err(ReportError::Truncated { line: text.lines().count().max(1), missing });
    }
    if files.is_empty() {
        let what = "it holds no class".to_owned();
        return Err(ReportError::NotThisFormat { format: "cobertura", what });
    }
    let files = files.into_iter().map(|(path, file)| file.coverage(path)).collect();
    Ok(Coverage { roots, ..Coverage::of(files, Vec::new()) })
}

/// Whether each line was hit, and its branches.
type Lines = BTreeMap<u32, (bool, Option<Ratio>)>;

#[derive(Default)]
struct File {
    lines: Lines,
    in_methods: Lines,
    functions: BTreeMap<String, bool>,
}

impl File {
    fn merge(&mut self, mut other: Self) {
        if other.lines.is_empty() {
            other.lines = other.in_methods;
        }
        for (number, (hit, branches)) in other.lines {
            Line { number, hit, branches }.add(&mut self.lines);
        }
        for (name, hit) in other.functions {
            *self.functions.entry(name).or_default() |= hit;
        }
    }

    fn coverage(self, path: String) -> FileCoverage {
        let ratio = |hits: &mut dyn Iterator<Item = bool>| {
            hits.fold(Ratio::default(), |sum, hit| sum.plus(Ratio::new(u64::from(hit), 1)))
        };
        FileCoverage {
            path,
            lines: ratio(&mut self.lines.values().map(|(hit, _)| *hit)),
            branches: self.lines.values().filter_map(|(_, branches)| *branches).reduce(Ratio::plus),
            functions: (!self.functions.is_empty()).then(|| ratio(&mut self.functions.into_values())),
            hits: self.lines.into_iter().map(|(number, (hit, _))| (number, hit)).collect(),
        }
    }
}

struct Line {
    number: u32,
    hit: bool,
    branches: Option<Ratio>,
}

impl Line {
    fn read(element: &BytesStart<'_>) -> Option<Self> {
        let number = attribute(element, "number")?.trim().parse().ok()?;
        let hits = attribute(element, "hits")?;
        let hits: u64 = hits.trim().parse().ok()?;
        let branches = attribute(element, "condition-coverage").and_then(|text| conditions(&text));
        Some(Self { number, hit: hits > 0, branches })
    }

    /// A line of several classes of one file, such as of a template's instances, is hit when any of them hits it.
    fn add(self, lines: &mut Lines) {
        let known = lines.entry(self.number).or_insert((false, None));
        known.0 |= self.hit;
        known.1 = match (known.1, self.branches) {
            (Some(a), Some(b)) => Some(Ratio::new(a.hit.max(b.hit), a.total.max(b.total))),
            (a, b) => a.or(b),
        };
    }
}

/// `50% (1/2)`
fn conditions(text: &str) -> Option<Ratio> {
    let (hit, total) = text.split_once('(')?.1.split_once(')')?.0.split_once('/')?;
    let (hit, total) = (hit.trim().parse().ok()?, total.trim().parse().ok()?);
    (hit <= total).then(|| Ratio::new(hit, total))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|one| one.key.local_name().as_ref() == name.as_bytes())?;
    let text = String::from_utf8_lossy(&found.value).into_owned();
    Some(quick_xml::escape::unescape(&text).map_or_else(|_| text.clone(), std::borrow::Cow::into_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_py_and_istanbul_write_it() {
        let python = parse(include_bytes!("../../tests/reports/cobertura/coverage-py.xml")).unwrap();
        assert_eq!((python.lines, python.branches), (Ratio::new(6, 8), Some(Ratio::new(3, 4))));
        assert_eq!(python.files[1].path, "cart.py");
        assert_eq!(python.roots, ["/home/dev/shop/shop"]);
        assert_eq!(python.files[1].hits.get(&3), Some(&false));
        let script = parse(include_bytes!("../../tests/reports/cobertura/vitest.xml")).unwrap();
        assert_eq!((script.lines, script.functions), (Ratio::new(2, 4), Some(Ratio::new(2, 3))));
        assert_eq!(script.files[0].path, "src/cart.js");
    }

    #[test]
    fn lines_that_only_methods_list_count_and_classes_of_one_file_are_one() {
        let text = r#"<coverage><packages><package><classes>
            <class name="A" filename="a.java"><methods><method name="m"><lines><line number="1" hits="1"/></lines></method></methods></class>
            <class name="B" filename="a.java"><lines><line number="1" hits="0"/><line number="2" hits="0"/></lines></class>
            </classes></package></packages></coverage>"#;
        let found = parse(text.as_bytes()).unwrap();
        assert_eq!((found.lines, found.files.len()), (Ratio::new(1, 2), 1));
    }

    #[test]
    fn cut_and_other_documents_are_errors() {
        let whole = include_bytes!("../../tests/reports/cobertura/vitest.xml");
        assert!(parse(&whole[..whole.len() / 2]).is_err());
        assert!(matches!(parse(b"<testsuite/>"), Err(ReportError::NotThisFormat { .. })));
        assert!(matches!(parse(b"<coverage/>"), Err(ReportError::NotThisFormat { .. })));
    }
}
