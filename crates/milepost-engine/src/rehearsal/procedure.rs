//! The steps inside of a procedure's script, as its comments name them.

/// The step to which a line (from 1) of a script belongs: the nearest comment of the form `# Step 2: Title` above it.
pub(super) fn step_at(script: &str, line: u32) -> Option<String> {
    script.lines().take(line as usize).filter_map(title).last()
}

/// The title of a line that begins a step.
fn title(line: &str) -> Option<String> {
    let text = line.trim().strip_prefix('#')?.trim_start_matches('#').trim();
    let rest =
        text.get(..4).filter(|word| word.eq_ignore_ascii_case("step")).map(|_| text[4..].trim_start())?;
    let digits = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
    (digits > 0).then(|| text.trim_end_matches(':').to_owned())
}

/// What is known to be wrong with the words of a procedure, for people to whom it failed.
pub(super) fn advice(script: &str) -> Vec<String> {
    let lines: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect();
    let mut advice = Vec::new();
    if lines.iter().any(|line| line.contains("migrate resolve") && line.contains("--rolled-back")) {
        advice.push(
            "`prisma migrate resolve --rolled-back` changes Prisma's own list and runs no SQL (P3012 where the migration succeeded): undo the schema with a migration of its own, made by `prisma migrate diff` from the new schema to the old one"
                .to_owned(),
        );
    }
    let goes_back = |line: &&str| {
        ["git checkout ", "git revert ", "git reset ", "git switch ", "git restore "]
            .iter()
            .any(|word| line.starts_with(word))
    };
    let undoes = |line: &&str| {
        let line = line.to_lowercase();
        ["rollback", "migrate", "revert", "down", "sqlite3", "psql"].iter().any(|word| line.contains(word))
            && !line.starts_with("git ")
    };
    if let (Some(back), Some(undo)) = (lines.iter().position(goes_back), lines.iter().position(undoes))
        && back < undo
    {
        advice.push(format!(
            "`{}` takes the files of the way back away before `{}` needs them: undo the database first",
            lines[back], lines[undo]
        ));
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "# Step 1: Revert code\ngit checkout abc\n\n# STEP 2: Database:\n# with care\nnpx prisma migrate resolve --rolled-back x\n";

    #[test]
    fn a_line_belongs_to_the_step_above_it() {
        assert_eq!(step_at(SCRIPT, 2).as_deref(), Some("Step 1: Revert code"));
        assert_eq!(step_at(SCRIPT, 6).as_deref(), Some("STEP 2: Database"));
        assert_eq!(step_at("a\n# Steps\n# Step by step\nb\n", 4), None);
    }

    #[test]
    fn what_the_template_gets_wrong_is_told_in_words() {
        let advice = advice(SCRIPT);
        assert!(advice[0].contains("P3012") && advice[1].contains("undo the database first"), "{advice:?}");
        assert!(super::advice("pnpm db:rollback\ngit checkout abc\n").is_empty());
    }
}
