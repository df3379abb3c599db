//! Files of recipes behind `just`, `make` and the like, and the configuration of Cargo.

use std::path::{Path, PathBuf};

use super::collect::{Collector, normal};

/// How many files of recipes include each other.
const MAX_INCLUDED: usize = 32;

/// Covers the whole file of recipes: what one recipe calls stands in it.
pub(super) fn follow(
    collector: &mut Collector<'_>,
    program: &str,
    words: &[Option<String>],
    folders: &[PathBuf],
) {
    let (names, climbs): (&[&str], bool) = match program {
        "just" => (&["justfile", "Justfile", ".justfile", "JUSTFILE"], true),
        "make" | "gmake" => (&["GNUmakefile", "makefile", "Makefile"], false),
        "task" | "go-task" => (&["Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "taskfile.yaml"], true),
        "rake" => (&["Rakefile", "rakefile", "Rakefile.rb"], true),
        "deno" => (&["deno.json", "deno.jsonc"], true),
        "tox" => (&["tox.ini", "pyproject.toml"], false),
        "nox" => (&["noxfile.py"], false),
        "mask" => (&["maskfile.md"], false),
        "gradle" => (&["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"], false),
        "cargo" => (&[".cargo/config.toml", ".cargo/config"], true),
        _ => return,
    };
    let words: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let named = words.iter().map(|word| normal(&folder.join(word)));
        let named = named.filter(|path| collector.workspace.system.is_dir(path));
        for start in std::iter::once(folder.clone()).chain(named) {
            let places = if climbs { collector.upwards(&start) } else { vec![start] };
            // Each is covered, not only the one that is taken: which one that is, is the tool's own business.
            files.extend(places.iter().flat_map(|place| names.iter().map(|name| place.join(name))));
        }
        files.extend(named_files(&words).map(|name| normal(&folder.join(name))));
    }
    files.retain(|path| collector.workspace.system.is_file(path));
    let mut at = 0;
    while at < files.len().min(MAX_INCLUDED) {
        let path = files[at].clone();
        at += 1;
        let Some(bytes) = collector.bytes(&path) else { continue };
        if collector.add(&path, None, Some(&bytes)) {
            let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
            let included = included(program, &String::from_utf8_lossy(&bytes));
            let included = included.into_iter().map(|name| normal(&folder.join(name)));
            files.extend(included.filter(|path| collector.workspace.system.is_file(path)));
        }
    }
    if files.len() > MAX_INCLUDED {
        collector.leave_out(program, "its recipes include more files than are followed");
    }
}

/// Files of recipes that an option names.
fn named_files<'w>(words: &'w [&'w str]) -> impl Iterator<Item = &'w str> {
    const OPTIONS: [&str; 7] =
        ["-f", "--file", "--makefile", "--justfile", "--taskfile", "--rakefile", "--maskfile"];
    let after = words.windows(2).filter(|pair| OPTIONS.contains(&pair[0])).map(|pair| pair[1]);
    let joined = words.iter().filter_map(|word| match word.split_once('=') {
        Some((name, value)) if OPTIONS.contains(&name) => Some(value),
        _ => word.strip_prefix("-f").filter(|rest| !rest.is_empty()),
    });
    after.chain(joined)
}

/// The files that a file of recipes includes by a plain name.
fn included(program: &str, text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let plain = |word: &&str| word.trim_matches(['\'', '"']).to_owned();
        match (program, words.as_slice()) {
            ("make" | "gmake", ["include" | "-include" | "sinclude", rest @ ..]) => {
                names.extend(rest.iter().map(plain));
            }
            ("just", ["import" | "import?", name, ..]) => names.push(plain(name)),
            ("just", ["mod" | "mod?", module, rest @ ..]) => match rest.first() {
                Some(path) => names.push(plain(path)),
                None => names.extend([
                    format!("{module}.just"),
                    format!("{module}/mod.just"),
                    format!("{module}/justfile"),
                ]),
            },
            _ => {}
        }
    }
    names
}
