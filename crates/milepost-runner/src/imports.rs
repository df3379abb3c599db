//! The reports of a run, and only of that run.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use milepost_gate::{Coverage, TestId, TestRun};
use milepost_system::{Metadata, System};

use crate::{
    covered_files::place_files,
    glob::expand,
    reports::{COVERAGE_FORMATS, parse_coverage, parse_tests},
    run::RunContext,
    spec::{CheckSpec, ReportSource},
};

/// The path of a report that is the output of the command itself.
const OUTPUT: &str = "-";

/// The clock of files is up to one tick of the kernel (10 ms) behind ours.
const TICK_NS: i128 = 20_000_000;

/// What stood at the places of the reports before a run.
pub(crate) struct Before {
    files: BTreeMap<PathBuf, Metadata>,
    now_ns: i128,
}

/// What the reports of a run say.
#[derive(Default)]
pub(crate) struct Imported {
    /// All tests of all reports.
    pub(crate) tests: Option<TestRun>,
    /// The coverage of all reports.
    pub(crate) coverage: Option<Coverage>,
    /// What is wrong with the reports.
    pub(crate) flaws: Vec<String>,
}

/// Where reports may lie: in the project, in the repository around it, and in what the check may fill besides.
fn report_places(context: &RunContext<'_>, spec: &CheckSpec) -> Vec<PathBuf> {
    let real = |path: &PathBuf| context.system.canonicalize(path).ok();
    let named = std::iter::once(&context.root).chain(&context.reports_in).chain(&spec.sandbox.caches);
    named.filter_map(real).collect()
}

/// The bytes of a report. We can read what the check cannot: a link of its making must not have us read that for it.
fn read_inside(system: &dyn System, places: &[PathBuf], path: &Path) -> std::io::Result<Vec<u8>> {
    let real = system.canonicalize(path)?;
    if places.iter().any(|place| real.starts_with(place)) {
        return system.read(&real);
    }
    Err(std::io::Error::other("it lies outside of the project, and in no folder that `caches` names"))
}

/// A name of a file, or one that begins with it, as seen from the root of the project: some tools write it whole, and it is to be the
/// same wherever the project lies.
fn inside<'n>(roots: &[String], name: &'n str) -> &'n str {
    roots.iter().find_map(|root| name.strip_prefix(root.as_str())).unwrap_or(name)
}

impl Before {
    /// Looks at the places of the reports.
    pub(crate) fn look(system: &dyn System, cwd: &Path, sources: &[ReportSource]) -> Self {
        let files = sources.iter().filter(|source| source.path != OUTPUT);
        let files = files.flat_map(|source| expand(system, cwd, &source.path));
        let files = files.filter_map(|path| system.metadata(&path).ok().map(|facts| (path, facts)));
        Self { files: files.collect(), now_ns: system.now().as_nanosecond() }
    }

    /// Reads what the run has written. A report that stands as it stood before is not of this run: it says nothing
    /// about it, however good it is. Nor is one that was copied from elsewhere with its old time.
    pub(crate) fn import(
        &self,
        context: &RunContext<'_>,
        spec: &CheckSpec,
        output: &dyn Fn() -> std::io::Result<Vec<u8>>,
    ) -> Imported {
        let (system, cwd, sources) = (context.system, spec.cwd.as_path(), &spec.reports);
        let places = report_places(context, spec);
        let roots = [&context.root, &spec.cwd].map(|root| format!("{}/", root.display()));
        let mut imported = Imported::default();
        let mut cases: Option<(Vec<_>, Vec<String>)> = None;
        let mut files: Option<(Vec<_>, Vec<String>)> = None;
        for source in sources {
            let mut contents = Vec::new();
            if source.path == OUTPUT {
                contents.push((PathBuf::from(OUTPUT), output()));
            } else {
                let written = expand(system, cwd, &source.path).into_iter().filter(|path| {
                    let now = system.metadata(path).ok();
                    let new = now.is_some_and(|now| now.modified_ns + TICK_NS >= self.now_ns);
                    new && now != self.files.get(path).copied()
                });
                contents.extend(written.map(|path| {
                    let bytes = read_inside(system, &places, &path);
                    (path, bytes)
                }));
            }
            if contents.is_empty() {
                imported.flaws.push(format!("report `{}` was not written by this run", source.path));
            }
            for (path, bytes) in contents {
                let shown = path.strip_prefix(cwd).unwrap_or(&path).display().to_string();
                let read = bytes.map_err(|error| error.to_string());
                let flaw = if COVERAGE_FORMATS.iter().any(|(name, _)| *name == source.format) {
                    let parsed =
                        read.and_then(|b| parse_coverage(&source.format, &b).map_err(|e| e.to_string()));
                    let placed =
                        parsed.and_then(|coverage| place_files(system, &context.root, cwd, coverage));
                    placed.map(|coverage| {
                        let (all, notes) = files.get_or_insert_default();
                        all.extend(coverage.files);
                        notes.extend(coverage.notes);
                    })
                } else {
                    let parsed =
                        read.and_then(|b| parse_tests(&source.format, &b).map_err(|e| e.to_string()));
                    parsed.map(|mut run| {
                        for case in &mut run.cases {
                            case.id = TestId::from(inside(&roots, case.id.as_str()).to_owned());
                            case.file = case.file.as_deref().map(|file| inside(&roots, file).to_owned());
                        }
                        let (all, notes) = cases.get_or_insert_default();
                        all.extend(run.cases);
                        notes.extend(run.notes);
                    })
                };
                imported.flaws.extend(flaw.err().map(|error| format!("report `{shown}`: {error}")));
            }
        }
        imported.tests = cases.map(|(cases, notes)| TestRun::new(cases, notes));
        imported.coverage = files.map(|(files, notes)| Coverage::of(files, notes));
        imported
    }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_report_names_the_same_wherever_the_project_lies() {
        let roots = ["/home/dev/shop/".to_owned(), "/home/dev/shop/web/".to_owned()];
        assert_eq!(inside(&roots, "/home/dev/shop/tests/a.test.js/adds up"), "tests/a.test.js/adds up");
        assert_eq!(inside(&roots, "/home/dev/shopping/a.js"), "/home/dev/shopping/a.js");
        assert_eq!(inside(&roots, "tests/a.js"), "tests/a.js");
    }
}
