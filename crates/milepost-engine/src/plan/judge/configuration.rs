//! Whether settings stand where the project keeps them.

use super::{Judge, Outcome};
use crate::settings::{Looked, look};

impl Judge<'_, '_> {
    /// Looks for each setting by its whole name.
    pub(super) fn configured(&self, names: &[String]) -> Outcome {
        let Looked { found, missing, files } = look(self.workspace, names);
        let found: Vec<String> = found.iter().map(|(name, place)| format!("`{name}` at `{place}`")).collect();
        if missing.is_empty() {
            return Outcome::passed(found.join(", "));
        }
        let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        let outcome = if files.is_empty() {
            Outcome::failed(format!("{} stand nowhere: no file shows the settings", missing.join(", ")))
        } else {
            let also =
                if found.is_empty() { String::new() } else { format!("; found: {}", found.join(", ")) };
            let files: Vec<String> = files.iter().take(5).map(|file| format!("`{file}`")).collect();
            Outcome::failed(format!("{} in none of {}{also}", missing.join(", "), files.join(", ")))
        };
        outcome.hinting(
            "add it to `.env.example`, or name the file that shows it under `[configuration] files` of `milepost.toml`",
        )
    }
}
