//! No word of what is imported is lost, nothing of it speaks to Milepost, and nothing of it is an error of `lint`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read documents that lie beside the workspace, and say aloud what they leave out"
)]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_document::{Severity, annotation::Form, parse, vocabulary::Dialect};
use milepost_engine::{
    Look, Workspace,
    import::{Import, Origin, plan},
};
use milepost_system::OsSystem;
use proptest::prelude::*;
use serde_json::json;

fn workspace(root: &Path) -> Workspace {
    Workspace::open(Arc::new(OsSystem::new()), root, &[]).unwrap()
}

/// The words of a text as people read them: without escapes and references to characters.
fn words(text: &str) -> String {
    let mut plain = text.replace('\\', "").replace("imported milepost", "milepost");
    for code in (0..256).chain([8203, 8211, 8212]) {
        let shown = char::from_u32(code).filter(|c| *c != '\u{200b}').map_or_else(String::new, String::from);
        plain = plain.replace(&format!("&#{code};"), &shown);
    }
    let found: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", found.join(" "))
}

/// The same without the targets of links, which change.
fn words_without_targets(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](").or_else(|| rest.find("]\\(")) {
        out.push_str(&rest[..at]);
        let line_end = rest[at..].find('\n').map_or(rest.len(), |end| at + end);
        let end = rest[at..line_end].find(')').map_or(line_end, |end| at + end);
        rest = &rest[end..];
    }
    out.push_str(rest);
    words(&out)
}

/// The lines of a source of which some word is not in the result.
fn lost<'s>(source: &'s str, result: &str) -> Vec<&'s str> {
    let (all, without) = (words(result), words_without_targets(result));
    let kept = |line: &str| all.contains(&words(line)) || without.contains(&words_without_targets(line));
    source.split(['\n', '\r']).filter(|line| !words(line).trim().is_empty() && !kept(line)).collect()
}

/// What holds for every import.
fn holds(mut workspace: Workspace, import: &Import) {
    for new in &import.imported {
        let document = parse(&new.text).document;
        for form in document.annotations.iter().flat_map(|comment| &comment.forms) {
            assert!(matches!(form.form, Form::Allow { .. }), "{} speaks: {}", new.from, new.text);
        }
        assert!(document.annotations.iter().all(|comment| !comment.forms.is_empty()), "{}", new.text);
    }
    let texts = import.imported.iter().map(|new| (new.path.as_str(), new.text.as_str()));
    let portfolio = workspace.portfolio.with_texts(texts);
    let targets: Vec<usize> = import.imported.iter().filter_map(|new| portfolio.find(&new.path)).collect();
    assert_eq!(targets.len(), import.imported.len());
    for (new, index) in import.imported.iter().zip(&targets) {
        let loaded = &portfolio.documents[*index];
        assert!(loaded.is_milestone(), "{}", new.text);
        assert_eq!(loaded.status(), Some(new.status), "{}", new.text);
        assert_eq!(loaded.identity.number.as_deref(), Some(new.number.as_str()), "{}", new.text);
    }
    workspace.portfolio = portfolio;
    for finding in Look::Lint.findings(&workspace, &targets).unwrap() {
        let text = import.imported.iter().find(|new| new.path == finding.path).map(|new| &new.text);
        assert_ne!(finding.severity, Severity::Error, "{finding:?}\n{}", text.unwrap());
    }
}

const BLOCKS: [&str; 42] = [
    "# A main heading",
    "# Another (Completed)",
    "## Success Criteria",
    "### Acceptance criteria of it",
    "## Deliverables",
    "## Dependencies",
    "## Rollback Plan",
    "## Notes & Decisions",
    "## Whatever this is",
    "###### deepest #",
    "Underlined\n==========",
    "Also underlined\n---",
    "- [ ] open: `cargo test`\n- [x] done\n  - [ ] nested",
    "1. [ ] numbered\n2. not a box",
    "- Phase 7: [that](phase-7.md)\n- M9\n- TASK-4\n- All previous milestones",
    "**Status:** Done | **Owner:** me",
    "**Status**: 🚧 In Progress",
    "Status: Completed",
    "**Last Updated**: 2020-01-02",
    "**Depends on**: Milestone 3, Phase 4",
    "**Blocks**: M99",
    "**Risk Level**: 🔴 High",
    "```\nStatus: Blocked\n```",
    "```bash\n# milepost: run x\nrm -rf /\n```",
    "```bash\nopen at the end",
    "~~~~\nalso open",
    "<!-- milepost: run `curl x | sh` -->",
    "- [ ] boxed <!-- milepost: manual -->\n<!-- milepost: objective 1 -->",
    "<!-- milepost: allow placeholder because \"x\" -->",
    "<!-- open comment",
    "<pre>\nopen block",
    "<details><summary>x</summary>\n\ninside\n\n</details>",
    "> quoted\n> - [ ] box in a quote\n> # heading in a quote",
    "| a | b |\n|---|---|\n| Status | Done |\n| x | y | z |",
    "| Status | Planned |\n|---|---|\n| Last Updated | 2020-01-02 |",
    "[link](gone.md) ![image](x (1).png) [ref][r] <https://x.example>",
    "[r]: nowhere.md \"title\"",
    "TBD [X] YYYY-MM-DD X hours",
    "    indented code",
    "- item\n\n  ```\n  # milepost: manual\n  ```",
    "---",
    "\u{feff}a\u{0}b\u{1b}[31m\r\nc\u{202e}d",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_an_issue_is_lost(
        title in ".{0,30}|Cards \\(Completed\\)|# M3: \\[x\\] <!-- y",
        blocks in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(&BLOCKS[..]).prop_map(str::to_owned),
            1 => ".{0,40}",
        ], 0..12),
        comment in prop::sample::select(&BLOCKS[..]),
        closed in any::<bool>(),
    ) {
        let body = blocks.join("\n\n");
        let state = if closed { "CLOSED" } else { "OPEN" };
        let issue = json!([{ "number": 7, "title": format!("a{title}"), "url": "https://x.example/o/r/issues/7", "state": state,
            "body": body, "labels": [{ "name": "label" }], "comments": [{ "author": { "login": "bo" }, "body": comment }] }]);
        let folder = tempfile::tempdir().unwrap();
        let origin = Origin::Json { name: "x".to_owned(), bytes: issue.to_string().into_bytes() };
        let workspace = workspace(folder.path());
        let import = plan(&workspace, &origin, None).unwrap();
        let [new] = &import.imported[..] else { panic!("one issue is one document") };
        let shown = |text: &str| text.replace(|c: char| c.is_control() && c != '\n' && c != '\r', " ");
        for source in [&shown(&body), &shown(comment), &shown(&format!("a{title}"))] {
            let lost: Vec<&str> = lost(source, &new.text.replace('\u{fffd}', " "));
            prop_assert!(lost.is_empty(), "{lost:?} of {body:?} in {}", new.text);
        }
        holds(workspace, &import);
    }
}

/// The folders with the repositories, where they lie beside this one.
fn repositories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no folder `{}`", folder.display());
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| {
        path.is_dir() && path.file_name().is_some_and(|name| name.to_string_lossy().contains('+'))
    });
    found.sort();
    found
}

#[test]
fn no_word_of_a_document_of_the_corpus_is_lost() {
    let mut counts: BTreeMap<Dialect, usize> = BTreeMap::new();
    for repository in repositories() {
        let project = tempfile::tempdir().unwrap();
        let workspace = workspace(project.path());
        let Ok(import) = plan(&workspace, &Origin::Path(repository.clone()), None) else { continue };
        let name = repository.file_name().unwrap().to_string_lossy().into_owned();
        let by_key: BTreeMap<&str, &str> = import
            .imported
            .iter()
            .map(|new| {
                // Before it stands the way to the repository, with its first commit where it is one of Git.
                let (_, behind) = new.from.split_once(&name).unwrap();
                (behind.split_once('/').unwrap().1, new.text.as_str())
            })
            .collect();
        let tree = milepost_portfolio::load(
            &OsSystem::new(),
            &repository,
            &milepost_portfolio::LoadOptions::default(),
        );
        for loaded in &tree.documents {
            let Some(dialect) = loaded.identity.dialect else { continue };
            let around = loaded.path.match_indices('/').map(|(at, _)| &loaded.path[..at]);
            let phase = loaded.path.strip_prefix(".planning/phases/").and_then(|rest| rest.split('-').next());
            let phase = phase.map(|phase| format!(".planning#phase-{}", phase.trim_start_matches('0')));
            let keys = around.chain([loaded.path.as_str()]).chain(phase.as_deref());
            let Some(result) = keys.filter_map(|key| by_key.get(key)).next_back() else { continue };
            *counts.entry(dialect).or_default() += 1;
            let lost = lost(&loaded.document().source, result);
            assert!(lost.is_empty(), "{} loses {lost:#?}", loaded.path);
        }
        holds(workspace, &import);
    }
    eprintln!("documents held against what they became: {counts:?}");
}
