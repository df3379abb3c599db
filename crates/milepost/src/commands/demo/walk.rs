//! The steps of the demo, in the order of a milestone's life.

use milepost_engine::exit::Exit;
use milepost_report::Role;
use milepost_system::ProcessOutput;

use super::{
    sample::{BROKEN_TEST, CLAIMS, DOCUMENT, FIX, PROJECT, TASKS, WORK},
    stage::{Stage, WHO},
};
use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// The namespace of Milepost's signatures, as `ssh-keygen -n` wants it.
const NAMESPACE: &str = milepost_engine::signers::NAMESPACE;

/// The milestone.
const ID: &str = "till/1";

/// Items whose checks are of different kinds.
const EXPLAINED: [&str; 3] = ["the-discount", "all-existing-tests", "stakeholder-acceptance"];

/// One demo: what is printed, and what was not as it should be.
pub(crate) struct Walk<'a> {
    stage: &'a Stage,
    context: &'a Context,
    step: usize,
    surprises: Vec<String>,
    /// The digest of the commands, shown as `$D`.
    digest: String,
}

impl<'a> Walk<'a> {
    /// A walk on a stage.
    pub(crate) fn new(stage: &'a Stage, context: &'a Context) -> Self {
        Self { stage, context, step: 0, surprises: Vec::new(), digest: String::new() }
    }

    /// Walks all steps and returns what was not as it should be: nothing, when all is well. A step on which the others
    /// stand ends the walk when it fails.
    pub(crate) fn walk(mut self) -> Result<Vec<String>> {
        self.project()?;
        let Some(digest) = self.plan()? else { return Ok(self.surprises) };
        let allow = ["--allow-digest", digest.as_str()];
        self.digest.clone_from(&digest);
        if self.begin(&allow)? && self.false_claims(&allow)? && self.finish(&allow)? {
            self.proof()?;
        }
        Ok(self.surprises)
    }

    /// The project as it is before.
    fn project(&mut self) -> Result<()> {
        self.stage.copy(PROJECT)?;
        self.say(
            "A project: a till in Bash, with tests and a plan",
            "It lives in a temporary folder with a key of its own.",
        )?;
        for (path, _) in PROJECT {
            self.print(&format!("  {path}\n"))?;
        }
        self.quiet("git", &["init", "--quiet", "--initial-branch=main", "."])?;
        self.commit("A till")
    }

    /// Reading: lint, explain, trust. Returns the digest of the commands.
    fn plan(&mut self) -> Result<Option<String>> {
        self.say("Is the plan sound?", "`lint` reads the document and runs nothing.")?;
        self.milepost(&["lint", DOCUMENT], Exit::Ok)?;
        self.say(
            "What decides each box?",
            "`explain till/1` shows the check behind every item: a file, tests by id, a signature. Three of them:",
        )?;
        for item in EXPLAINED {
            self.milepost(&["explain", &format!("{ID}#{item}")], Exit::Ok)?;
        }
        self.say(
            "Nothing runs that nobody has read",
            "Without trust in its commands, a document is not run.",
        )?;
        self.milepost(&["verify", ID], Exit::Untrusted)?;
        self.say(
            "Trust",
            "At a terminal, `milepost trust till/1` shows every command and asks. A script names the digest of what it read, $D from here on.",
        )?;
        let output = self.milepost(&["trust", "--digest", DOCUMENT], Exit::Ok)?;
        let digest = output.stdout_text();
        if digest.is_empty() || digest.contains(char::is_whitespace) {
            self.surprises.push(format!("`trust --digest` printed `{digest}`, which is no digest"));
            return Ok(None);
        }
        Ok(Some(digest))
    }

    /// `start`, and the work with its two false claims.
    fn begin(&mut self, allow: &[&str]) -> Result<bool> {
        self.say(
            "Begin",
            "`start` makes a branch, runs the tests as they are, and keeps the results by test.",
        )?;
        let command = [&["start", ID, "--commit"], allow].concat();
        if !self.expect(&command, Exit::Ok)? {
            return Ok(false);
        }
        self.say(
            "Work",
            "The discount is written, the tasks are ticked. On the way an old function breaks, and two more boxes are ticked:",
        )?;
        self.stage.copy(WORK)?;
        let mut text = self.stage.read(DOCUMENT)?;
        for claim in CLAIMS {
            self.print(&format!("  - [x] {claim}\n"))?;
        }
        for ticked in CLAIMS.iter().chain(TASKS) {
            text = text.replace(&format!("- [ ] {ticked}\n"), &format!("- [x] {ticked}\n"));
        }
        self.stage.write(&[(DOCUMENT, &text)])?;
        self.commit("Discounts")?;
        let shown = self.quiet("git", &["show", "--stat", "--format=%h %s", "HEAD"])?;
        self.show(&shown)?;
        Ok(true)
    }

    /// The claims are caught.
    fn false_claims(&mut self, allow: &[&str]) -> Result<bool> {
        self.say("Is it true?", "`verify` runs what the document says and holds the ticks against it.")?;
        let output = self.milepost(&[&["verify", ID], allow].concat(), Exit::Failed)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &output.stderr_text();
        for word in ["refuted", BROKEN_TEST] {
            if !text.contains(word) {
                self.surprises.push(format!("`verify` does not say `{word}`"));
            }
        }
        self.say("A gate reads evidence, never ticks", "`complete` is refused, with every reason.")?;
        self.milepost(&[&["complete", ID], allow].concat(), Exit::Refused)?;
        Ok(true)
    }

    /// The fix, the signature, the completion.
    fn finish(&mut self, allow: &[&str]) -> Result<bool> {
        self.say("Fix", "The old function comes back. Now everything that a command can prove is proven; a person is still to be asked.")?;
        self.stage.copy(FIX)?;
        self.commit("Keep the zero of the cents")?;
        self.milepost(&[&["verify", ID], allow].concat(), Exit::Outstanding)?;
        self.say("A person signs", "With their own SSH key. Nothing else can stand in for it.")?;
        let item = format!("{ID}#stakeholder-acceptance");
        if !self.expect(&["signoff", &item, "--note", "Saw 9.99 with 50% off: 5.00"], Exit::Ok)? {
            return Ok(false);
        }
        self.say("Done, and proven", "`complete` writes every copy of the status, the boxes and the roll-up as one, and an attestation.")?;
        self.expect(&[&["complete", ID, "--commit"], allow].concat(), Exit::Ok)
    }

    /// The proof holds without Milepost.
    fn proof(&mut self) -> Result<()> {
        self.say(
            "Nobody has tampered with the evidence",
            "Records are signed and name each other; any edit shows.",
        )?;
        self.milepost(&["ledger", "verify"], Exit::Ok)?;
        let names = self.stage.names(".milepost/attestations")?;
        let Some(name) = names.first().filter(|_| names.len() == 1) else {
            self.surprises.push(format!("{} attestations were written, not one", names.len()));
            return Ok(());
        };
        let id = name.trim_end_matches(".json").rsplit('-').next().unwrap_or(name).to_owned();
        self.say("The proof stands without Milepost", "The attestation is signed in OpenSSH's own format.")?;
        let folder = self.stage.folder().join("export");
        let folder = folder.to_string_lossy();
        if !self.expect(&["ledger", "export", "--attestation", &id, &folder], Exit::Ok)? {
            return Ok(());
        }
        let signed = self.quiet("bash", &["-c", "cat \"$1\"/*.pae", "bash", &folder])?;
        if self.stage.has("ssh-keygen") {
            let signature =
                self.quiet("bash", &["-c", "ls \"$1\"/*.pae.sig", "bash", &folder])?.stdout_text();
            let signers = ".milepost/allowed_signers";
            let args = ["-Y", "verify", "-f", signers, "-I", WHO, "-n", NAMESPACE, "-s", &signature];
            self.command("ssh-keygen", &args, &format!(" <{}", signature.trim_end_matches(".sig")))?;
            let output = self.stage.run("ssh-keygen", &args, &signed.stdout)?;
            self.show(&output)?;
            self.check("ssh-keygen -Y verify", &output, 0);
        } else {
            self.print("  (`ssh-keygen` is not installed here, so this check is left out)\n")?;
        }
        self.say("Where things stand", "`milepost` alone tells it at any time.")?;
        self.milepost(&["status"], Exit::Ok)?;
        Ok(())
    }

    /// Runs Milepost, shows it, and notes when the exit code is another one.
    fn milepost(&mut self, args: &[&str], exit: Exit) -> Result<ProcessOutput> {
        self.command("milepost", args, "")?;
        let output = self.stage.run("milepost", args, &[])?;
        self.show(&output)?;
        self.check(&format!("milepost {}", args.join(" ")), &output, exit.code().into());
        let told = String::from_utf8_lossy(&output.stdout).contains(&format!("exit {} (", exit.code()));
        if exit != Exit::Ok && !told {
            self.print(&format!("  (exit {}: {})\n", exit.code(), exit.meaning()))?;
        }
        Ok(output)
    }

    /// The same, saying whether it went as it should.
    fn expect(&mut self, args: &[&str], exit: Exit) -> Result<bool> {
        let before = self.surprises.len();
        self.milepost(args, exit)?;
        Ok(self.surprises.len() == before)
    }

    fn check(&mut self, command: &str, output: &ProcessOutput, wanted: i32) {
        if output.code != Some(wanted) {
            let found = output.code.map_or_else(|| "no code".to_owned(), |code| code.to_string());
            self.surprises.push(format!("`{command}` ended with {found}, not with {wanted}"));
        }
    }

    /// Runs a tool that has to succeed, without showing it.
    fn quiet(&self, program: &str, args: &[&str]) -> Result<ProcessOutput> {
        let output = self.stage.run(program, args, &[])?;
        if output.success() {
            return Ok(output);
        }
        Err(CommandError::usage(format!("`{program} {}` failed", args.join(" ")))
            .because(output.stderr_text()))
    }

    fn commit(&self, message: &str) -> Result<()> {
        self.quiet("git", &["add", "--all"])?;
        self.quiet("git", &["commit", "--quiet", "--message", message])?;
        Ok(())
    }

    fn say(&mut self, title: &str, line: &str) -> Result<()> {
        self.step += 1;
        let title = Role::Strong.paint(format_args!("{}. {title}", self.step));
        let text = format!("\n{title}\n{line}\n");
        self.print(&text)
    }

    fn command(&self, program: &str, args: &[&str], rest: &str) -> Result<()> {
        let is_digest = |word: &str| !word.is_empty() && word == self.digest;
        let shown = |word: &str| if is_digest(word) { "\"$D\"".to_owned() } else { quoted(word) };
        let words: Vec<String> = std::iter::once(program).chain(args.iter().copied()).map(shown).collect();
        let line = Role::Command.paint(format_args!("{}{rest}", words.join(" ")));
        let text = format!("\n$ {line}\n");
        self.print(&text)
    }

    /// What a program said: its talk first, then its data, each line indented.
    fn show(&self, output: &ProcessOutput) -> Result<()> {
        for bytes in [&output.stderr, &output.stdout] {
            for line in String::from_utf8_lossy(bytes).lines() {
                self.print(format!("  {line}").trim_end())?;
                self.print("\n")?;
            }
        }
        Ok(())
    }

    fn print(&self, text: &str) -> Result<()> {
        self.context.print(text)
    }
}

/// A word as a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./#:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('#') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_can_be_pasted_into_a_shell() {
        assert_eq!(quoted("till/1#all-tests"), "till/1#all-tests");
        assert_eq!(quoted("Saw 9.99"), "'Saw 9.99'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
