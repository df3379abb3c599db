//! The documents and repositories that are measured, made anew for each run and the same in each.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use super::measure::{command, succeed};

/// How large everything is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// Lines of the long document.
    pub(super) lines: usize,
    /// Documents of some 3 KB: one plan of each size, ascending.
    pub(super) documents: &'static [usize],
    /// The most documents that other tools are asked about: some need minutes for more.
    pub(super) documents_of_peers: usize,
    /// Commits of the histories that are looked at, ascending.
    pub(super) commits: &'static [usize],
    /// Files of the repository with checks.
    pub(super) files: usize,
    /// Checks of its milestone.
    pub(super) checks: usize,
    /// Megabytes of the large documents, ascending.
    pub(super) megabytes: &'static [usize],
}

impl Sizes {
    /// What the numbers of the manual are for.
    pub(super) const FULL: Self = Self {
        lines: 5_000,
        documents: &[1_000, 10_000, 100_000],
        documents_of_peers: 10_000,
        commits: &[1_000, 10_000],
        files: 10_000,
        checks: 200,
        megabytes: &[1, 10, 100],
    };
    /// A tenth of it.
    pub(super) const QUICK: Self = Self {
        lines: 5_000,
        documents: &[1_000],
        documents_of_peers: 1_000,
        commits: &[1_000],
        files: 1_000,
        checks: 20,
        megabytes: &[1, 10],
    };
}

/// How many documents of a plan stand in one folder.
const PER_FOLDER: usize = 20;

/// A milestone of about `lines` lines: sections as people write them, again and again.
pub(super) fn long_document(lines: usize) -> String {
    let mut text = head(1, "A long way", "🔄 In Progress");
    let mut part = 0;
    let mut count = text.lines().count();
    while count < lines {
        part += 1;
        let before = text.len();
        section(&mut text, part);
        count += text[before..].lines().count();
    }
    text
}

/// A milestone of at least `bytes` bytes.
pub(super) fn large_document(bytes: usize) -> String {
    let mut text = head(1, "A large one", "🔄 In Progress");
    let mut part = 0;
    while text.len() < bytes {
        part += 1;
        section(&mut text, part);
    }
    text
}

/// Writes a plan of `count` milestones of some 3 KB in folders, each folder with a README that lists its own.
pub(super) fn write_plan(root: &Path, count: usize) -> io::Result<()> {
    for folder in 0..count.div_ceil(PER_FOLDER) {
        let path = root.join(format!("plans/initiative-{folder:04}"));
        fs::create_dir_all(&path)?;
        let here = PER_FOLDER.min(count - folder * PER_FOLDER);
        for number in 1..here {
            fs::write(path.join(format!("milestone-{number:02}.md")), small_document(folder, number))?;
        }
        fs::write(path.join("README.md"), initiative(folder, here))?;
    }
    Ok(())
}

/// Writes documents of some 3 KB until they hold so many bytes, flat in one folder for each thousand.
pub(super) fn write_many(root: &Path, bytes: usize) -> io::Result<()> {
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        let folder = root.join(format!("plans/part-{:03}", number / 1_000));
        if number % 1_000 == 0 {
            fs::create_dir_all(&folder)?;
        }
        let text = small_document(number / 1_000, number % 1_000 + 1);
        fs::write(folder.join(format!("milestone-{}.md", number % 1_000 + 1)), &text)?;
        written += text.len();
        number += 1;
    }
    Ok(())
}

/// Writes a tree of `count` small files.
pub(super) fn write_files(root: &Path, count: usize) -> io::Result<()> {
    for folder in 0..count.div_ceil(100) {
        let path = root.join(format!("src/part-{folder:03}"));
        fs::create_dir_all(&path)?;
        for file in 0..100.min(count - folder * 100) {
            fs::write(path.join(format!("file-{file:02}.txt")), format!("{folder} {file}\n"))?;
        }
    }
    Ok(())
}

/// A milestone whose criteria are `count` commands, each another one and each trivial.
pub(super) fn checks_document(count: usize) -> String {
    let mut text = head(1, "Many checks", "🔄 In Progress");
    text.push_str("\n## Success Criteria\n\n");
    for number in 1..=count {
        let _ =
            writeln!(text, "- [ ] Number {number} is itself <!-- milepost: run \"{}\" -->", trivial(number));
    }
    text
}

/// A command that does nothing and is like no other.
pub(super) fn trivial(number: usize) -> String {
    format!("test {number} -eq {number}")
}

/// A milestone of some 3 KB.
pub(super) fn small_document(folder: usize, number: usize) -> String {
    let status = ["⏳ Planned", "✅ Completed", "🔄 In Progress"][number % 3];
    let mut text = format!(
        "---\ntype: milestone\naudience: [developers]\nscope: project-specific\nlast-updated: 2026-01-05\nstatus: {}\n\
         related-docs:\n  - README.md\n---\n\n",
        ["planned", "completed", "in-progress"][number % 3]
    );
    text.push_str(&head(number, &format!("Part {number} of {folder}"), status));
    let ticked = if number % 3 == 1 { 'x' } else { ' ' };
    let _ = write!(
        text,
        "\n---\n\n## Objectives\n\n1. **Reading**: The reader of part {number} takes every form that is in use\n\
         2. **Writing**: What was read is written without a loss\n\n---\n\n## Scope & Deliverables\n\n### In Scope\n\n\
         - The reader and the writer of part {number}\n- Their tests\n\n### Out of Scope\n\n- The index (a later part)\n\n\
         ### Deliverables\n\n- [{ticked}] The reader in `src/part_{number}/reader.rs`\n\
         - [{ticked}] The writer in `src/part_{number}/writer.rs`\n- [{ticked}] Documentation of both\n\n---\n\n\
         ## Dependencies\n\n### Prerequisites\n\n- [{ticked}] The [plan](README.md) is agreed\n\n### Blockers\n\n\
         - None currently identified\n\n---\n\n## Testing Strategy\n\n#### Unit Tests\n\n```bash\ncargo test -p part-{number}\n\
         ```\n\n**Coverage Target**: 90%+\n\n**Key Test Cases**:\n\n- [{ticked}] An empty file is read\n\
         - [{ticked}] A file of two gigabytes is refused\n- [{ticked}] A loss is told, with its place\n\n\
         ### Verification Checklist\n\n#### Post-Implementation\n\n- [{ticked}] All tests passing: `cargo test -p part-{number}`\n\
         - [{ticked}] No lint: `cargo clippy -p part-{number} -- -D warnings`\n- [{ticked}] Documentation updated\n\n---\n\n\
         ## Success Criteria\n\n- [{ticked}] All deliverables completed\n- [{ticked}] All tests passing\n\
         - [{ticked}] No performance degradation\n\n---\n\n## Rollback Plan\n\n### When to Rollback\n\n\
         - A document loses a byte\n- Reading takes more than twice as long\n\n### Rollback Procedure\n\n```bash\n\
         # Step 1: Take the change back\ngit revert --no-edit HEAD\n# Step 2: Look at the result\ncargo test -p part-{number}\n\
         ```\n\n---\n\n## Task Breakdown\n\n| Task | Estimated | Actual | Status |\n|------|-----------|--------|--------|\n\
         | Reader | 4 hours | 5 hours | {status} |\n| Writer | 3 hours | - | {status} |\n| Tests | 2 hours | - | {status} |\n\n\
         ## Design Decisions\n\n1. **Offsets**: Places are offsets of bytes, since characters are dear to count and lines are \
         not all alike; who shows them to people turns them into lines and columns there, once for each finding.\n\
         2. **Losses**: What cannot be read stays in the text as it was, is named with its place, and never stops the reading \
         of the rest: a plan of which one line is wrong is still a plan, and whoever wrote it wants to see all the other lines.\n\
         3. **Files**: One file is written in one piece, by a new one beside it that takes its name when it is whole.\n\n\
         ## Open Questions\n\n- Is the index a part of the writer, or does it stand alone? Both were tried in a sketch; the \
         first is shorter, the second can be thrown away and be made again.\n\n## Related Documentation\n\n\
         - [The initiative](README.md)\n\n---\n\n**Last Updated**: 2026-01-05\n**Status**: {status}\n"
    );
    text
}

fn initiative(folder: usize, here: usize) -> String {
    let mut text = format!(
        "# Initiative {folder}\n\n## Overview\n\nParts of a whole.\n\n## Progress\n\n| Milestone | Status |\n|---|---|\n"
    );
    for number in 1..here {
        let status = ["⏳ Planned", "✅ Completed", "🔄 In Progress"][number % 3];
        let _ = writeln!(text, "| [Milestone {number}](milestone-{number:02}.md) | {status} |");
    }
    text
}

fn head(number: usize, name: &str, status: &str) -> String {
    format!(
        "# Milestone {number}: {name}\n\n## Overview\n\nOne thing is better than it was.\n\n**Risk Level**: 🟢 Low\n\
         **Estimated Effort**: 9 hours\n**Status**: {status}\n"
    )
}

fn section(text: &mut String, part: usize) {
    let _ = write!(
        text,
        "\n---\n\n## Part {part}\n\nWhat this part is for, in two lines of prose that hold no label at all, and\n\
         a `code span` beside a [link](part.md#part-{part}) to somewhere.\n\n### Deliverables\n\n\
         - [ ] The reader of part {part}, in `src/part_{part}/reader.rs`\n- [x] The writer\n  - [ ] of small files\n\
         \x20 - [ ] of large ones\n- [ ] Documentation updated\n\n### Testing Strategy\n\n#### Unit Tests\n\n```bash\n\
         cargo test -p part-{part}\n```\n\n**Coverage Target**: 90%+\n\n**Key Test Cases**:\n\n- [ ] An empty file is read\n\
         - [ ] A huge file is refused\n\n### Success Criteria\n\n- [ ] All tests of part {part} pass: `cargo test -p part-{part}`\n\
         - [ ] No lint: `cargo clippy -p part-{part}`\n\n| Task | Estimated | Actual |\n|------|-----------|--------|\n\
         | Reader | 4 hours | - |\n| Writer | 3 hours | - |\n"
    );
}

/// Commits everything in a new repository.
pub(super) fn commit_all(root: &Path) -> Result<(), String> {
    new_repository(root)?;
    for args in [&["add", "--all"][..], &["commit", "--quiet", "--message", "Everything"]] {
        succeed(command("git").current_dir(root).args(args))?;
    }
    Ok(())
}

fn new_repository(root: &Path) -> Result<(), String> {
    for args in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["config", "user.email", "bench@example.org"],
        &["config", "user.name", "Bench"],
        &["config", "commit.gpgsign", "false"],
        &["config", "gc.auto", "0"],
    ] {
        succeed(command("git").current_dir(root).args(args))?;
    }
    Ok(())
}

/// Makes a repository of so many commits, an hour apart, each of which writes one of 200 milestones: its boxes are
/// ticked and opened in turns.
pub(super) fn write_history(root: &Path, commits: usize) -> Result<(), String> {
    const DOCUMENTS: usize = 200;
    let failed = |error: io::Error| format!("{}: {error}", root.display());
    fs::create_dir_all(root).map_err(failed)?;
    new_repository(root)?;
    let mut stream = String::new();
    for commit in 0..commits {
        let (round, document) = (commit / DOCUMENTS, commit % DOCUMENTS);
        let (folder, number) = (document / PER_FOLDER, document % PER_FOLDER + 1);
        let text = small_document(folder, number);
        let text = if round % 2 == 1 { text.replace("- [ ]", "- [x]") } else { text };
        let text = text + &format!("\n<!-- round {round} -->\n");
        let (time, said) = (1_700_000_000 + 3_600 * commit, format!("Round {round} of {document}"));
        let _ = write!(
            stream,
            "commit refs/heads/main\ncommitter Bench <bench@example.org> {time} +0000\ndata {}\n{said}\n\
             M 100644 inline plans/initiative-{folder:04}/milestone-{number:02}.md\ndata {}\n{text}\n",
            said.len(),
            text.len(),
        );
    }
    let file = root.join(".git/stream");
    fs::write(&file, stream).map_err(failed)?;
    let input = fs::File::open(&file).map_err(failed)?;
    succeed(command("git").current_dir(root).args(["fast-import", "--quiet"]).stdin(input))?;
    fs::remove_file(&file).map_err(failed)?;
    succeed(command("git").current_dir(root).args(["reset", "--quiet", "--hard", "main"]))?;
    Ok(())
}

/// Writes one file with the folders above it.
pub(super) fn write(path: PathBuf, text: impl AsRef<[u8]>) -> Result<PathBuf, String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_the_sizes_that_are_said() {
        let small = small_document(3, 7).len();
        assert!((2_700..3_500).contains(&small), "{small}");
        let lines = long_document(5_000).lines().count();
        assert!((5_000..5_050).contains(&lines), "{lines}");
        let parsed = milepost_document::parse(&checks_document(200));
        assert_eq!(parsed.document.items.len(), 200);
        assert!(parsed.problems.is_empty());
    }
}
