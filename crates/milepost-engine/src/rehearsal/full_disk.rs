//! Commands that fail because there is no room: that says nothing of the plan.

/// What the system, databases and shells say when there is none, in small letters.
const SIGNS: [&str; 6] = [
    "no space left on device",
    "out of diskspace",
    "database or disk is full",
    "disk quota exceeded",
    "file size limit exceeded",
    "errcode: 28",
];
/// How many of the last lines of its output a command has its reason in: what stands before may be the names of tests.
const LAST: usize = 20;

/// The line of a failed command that says that there is no room.
pub(super) fn full_disk(stderr: &str, stdout: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let speaks = |line: &&str| {
        let line = line.to_lowercase();
        SIGNS.iter().any(|sign| line.contains(sign))
            || line.contains("the table '") && line.ends_with("' is full")
    };
    let last = |text| str::lines(text).map(str::trim).filter(|line| !line.is_empty()).rev().take(LAST);
    let line = last(stderr).find(speaks).or_else(|| last(stdout).find(speaks))?;
    Some(line.chars().take(LONGEST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_that_there_is_no_room_is_known() {
        for said in [
            "cp: error writing 'a': No space left on device",
            "Error: ENOSPC: no space left on device, write",
            "Error: stepping, database or disk is full (13)",
            "ERROR:  could not extend file \"base/5/1\": No space left on device\nHINT:  Check free disk space.",
            "ERROR 1114 (HY000) at line 1: The table 'a' is full",
            "ERROR 3 (HY000): Error writing file './a/b.frm' (Errcode: 28 \"No space left on device\")",
        ] {
            assert!(full_disk(said, "").is_some() && full_disk("", said).is_some(), "{said}");
        }
    }

    #[test]
    fn what_a_test_is_called_is_no_reason() {
        let passed = format!("ok a full disk: no space left on device\n{}", "ok\n".repeat(LAST));
        assert_eq!(full_disk(&passed, &passed), None);
        assert_eq!(full_disk("ERROR: relation \"a\" does not exist", "no such table: full"), None);
    }
}
