//! What the commands of a procedure lose that the steps of `rollback` do not.

use crate::{Workspace, facts::Facts, rollback::database, verify::sandbox};

/// The rules that look at the words of a rollback.
const RULES: [&str; 3] = ["checkout-before-undo", "no-database-undo", "resolve-as-undo"];

/// In words, by the rules and by the commands themselves.
pub(super) fn loses(workspace: &Workspace, index: usize, scripts: &[&str]) -> Vec<String> {
    let findings = milepost_lint::lint(&workspace.portfolio, &[index], &Facts::new(workspace));
    let told = findings.into_iter().filter(|finding| RULES.contains(&finding.rule));
    let mut words: Vec<String> = told.map(|finding| finding.message.clone()).collect();
    words.extend(of_git(scripts));
    if let Some(folder) = database::folder(workspace)
        && sandbox::places(workspace).is_given_in_parts(&folder)
    {
        words.push(format!(
            "in `{}` lie keys or credentials, so that the sandbox lets no command make a file beside the database there: SQLite \
             then calls it read-only. Give it a folder of its own",
            folder.display()
        ));
    }
    words.push(
        "nothing looks whether schema and data are as before, and what was written since is not saved"
            .to_owned(),
    );
    words.push("no step of it can be given up once it is done, and the document is told nothing".to_owned());
    words
}

/// What Git's commands do to history, the document and files.
fn of_git(scripts: &[&str]) -> Vec<String> {
    let lines = || scripts.iter().flat_map(|script| script.lines()).map(str::trim);
    let has = |words: &[&str]| lines().find(|line| words.iter().all(|word| line.contains(word)));
    let mut told = Vec::new();
    let mut tell = |found: Option<&str>, what: &str| {
        if let Some(line) = found {
            told.push(format!("`{line}` {what}"));
        }
    };
    let goes_to_a_commit =
        |line: &&str| line.starts_with("git checkout ") && !line.contains(" -- ") && !line.contains(" -b ");
    tell(
        has(&["git reset", "--hard"]),
        "rewrites the history of the branch, and loses what is not committed",
    );
    tell(has(&["git push", "-f"]).or(has(&["git push", "--force"])), "rewrites history for everybody");
    tell(has(&["git rebase"]), "rewrites the history of the branch");
    tell(has(&["git clean"]), "removes files that nobody tracks, for good");
    tell(
        lines().find(goes_to_a_commit),
        "leaves HEAD on no branch, and takes the document itself back, with its status and its records",
    );
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_loses_is_told_by_the_command_that_does_it() {
        let told = of_git(&["# go back\ngit checkout abc123\ngit clean -fd\n", "git reset --hard HEAD~1"]);
        let begins: Vec<_> = told.iter().map(|line| line.split('`').nth(1).unwrap()).collect();
        assert_eq!(begins, ["git reset --hard HEAD~1", "git clean -fd", "git checkout abc123"]);
        assert!(of_git(&["git revert --no-edit HEAD", "git checkout abc -- src", "git push"]).is_empty());
    }
}
