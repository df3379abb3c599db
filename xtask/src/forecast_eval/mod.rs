//! How good the forecast is: replays finished tasks and compares what it would have said with what happened.

mod replay;
mod rivals;
mod rows;
mod score;

use std::path::Path;

use replay::{Cell, Spell};

/// Sizes of the groups that are forecast from a whole organisation's history, and how much of it there has to be.
const WARM: ([usize; 3], [Spell; 1]) = ([10, 20, 50], [Spell { from: 30, below: usize::MAX }]);
/// The same where every project is an organisation of its own that has just begun.
const COLD: ([usize; 2], [Spell; 3]) =
    ([10, 25], [Spell { from: 0, below: 5 }, Spell { from: 5, below: 30 }, Spell { from: 30, below: 100 }]);

/// Replays each file and prints the tables; `cold` looks at the beginnings of projects instead.
pub(crate) fn forecast_eval(files: &[&str], cold: bool) -> Result<(), String> {
    if files.is_empty() {
        return Err(
            "name at least one CSV file with `project,person,estimate_hours,actual_hours,started,completed`"
                .to_owned(),
        );
    }
    let mut cells = Vec::new();
    for file in files {
        let rows = rows::read(Path::new(file))?;
        let name =
            Path::new(file).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let replayed = if cold {
            let projects = rows::by_project(&rows);
            let organisations: Vec<&[rows::Row]> = projects.iter().map(Vec::as_slice).collect();
            replay::replay(&name, &organisations, &COLD.0, &COLD.1)
        } else {
            replay::replay(&name, &[&rows], &WARM.0, &WARM.1)
        };
        cells.extend(replayed?);
    }
    let text =
        score::tables(&cells.iter().filter(|cell| !cell.groups.is_empty()).collect::<Vec<&Cell>>(), !cold);
    #[expect(clippy::print_stdout, reason = "this is a command")]
    {
        print!("{text}");
    }
    Ok(())
}
