//! Long output page by page, as `man` and `git` show it.
//!
//! The pager is what the environment names, never what a repository does: a `core.pager` that came with a checkout is a
//! command of somebody else.

use milepost_system::{ProcessRequest, System};

/// What shows pages when the environment names nothing: ends by itself when all fits, keeps colours and the screen.
const DEFAULT: &str = "less -FRX";

/// The command of the pager; `None` when none is wanted.
pub(crate) fn pager(system: &dyn System) -> Option<String> {
    let named = ["MILEPOST_PAGER", "PAGER"].iter().find_map(|name| system.var(name));
    let command = match named {
        Some(named) => named.to_string_lossy().trim().to_owned(),
        None if system.find_program("less").is_some() => DEFAULT.to_owned(),
        None => return None,
    };
    Some(command).filter(|command| !command.is_empty() && command != "cat")
}

/// Shows a text in a pager. `false` when the pager could not be started, and nothing was shown.
pub(crate) fn show(system: &dyn System, pager: &str, text: &str) -> bool {
    let mut request = ProcessRequest::new("sh").args(["-c", pager]).stdin(text);
    // A `less` that is named without options behaves as ours does.
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if system.var(name).is_none() {
            request = request.env(name, value);
        }
    }
    // 126 and 127 are the shell's: there is no such program.
    !matches!(system.run_in_front(&request), Err(_) | Ok(Some(126 | 127)))
}

/// Whether a text takes more lines of a screen than there are, when `width` cells fit on each.
pub(crate) fn is_longer(text: &str, width: usize, height: usize) -> bool {
    let plain = anstream::adapter::strip_str(text).to_string();
    let rows = |line: &str| line.chars().count().div_ceil(width.max(1)).max(1);
    // One line stays for the prompt.
    plain.lines().map(rows).sum::<usize>() >= height
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    #[test]
    fn the_own_variable_wins_and_nothing_means_none() {
        let system = MemorySystem::new();
        system.set_var("PAGER", "more");
        assert_eq!(pager(&system).as_deref(), Some("more"));
        system.set_var("MILEPOST_PAGER", "bat --plain");
        assert_eq!(pager(&system).as_deref(), Some("bat --plain"));
        for none in ["", "  ", "cat"] {
            system.set_var("MILEPOST_PAGER", none);
            assert_eq!(pager(&system), None);
        }
    }

    #[test]
    fn wrapped_lines_and_the_prompt_count() {
        assert!(!is_longer("a\nb\n", 80, 3));
        assert!(is_longer("a\nb\nc\n", 80, 3));
        assert!(is_longer(&"x".repeat(200), 80, 3));
        assert!(!is_longer("\u{1b}[31mred\u{1b}[0m\n", 3, 2));
    }
}
