//! The cases, and what they are run on.

use std::{fmt::Write as _, fs, path::Path};

use super::{
    case::Case,
    history, inputs,
    measure::{Program, command, succeed},
    plans,
    run::{Place, environment},
};

/// Writes every input and returns the cases over them, those of one group side by side.
pub(super) fn cases(place: &Place) -> Result<Vec<Case>, String> {
    fs::create_dir_all(place.root.join("home")).map_err(|error| error.to_string())?;
    let mut cases = one_document(place)?;
    cases.extend(plans::cases(place)?);
    cases.extend(history::cases(place)?);
    cases.extend(checks(place)?);
    cases.extend(large_documents(place)?);
    Ok(cases)
}

fn one_document(place: &Place) -> Result<Vec<Case>, String> {
    const GROUP: &str = "Show one document of 5,000 lines";
    let (plain, versioned) = (place.root.join("long"), place.root.join("long-git"));
    let text = inputs::long_document(place.sizes.lines);
    inputs::write(plain.join("long.md"), &text)?;
    inputs::write(versioned.join("long.md"), &text)?;
    inputs::commit_all(&versioned)?;
    let recipes = place.sizes.lines / 5;
    let mut tasks = "# Tasks\n".to_owned();
    let mut justfile = String::new();
    for number in 0..recipes {
        let _ = write!(tasks, "\n## task-{number}\n\n```sh\ntrue {number}\n```\n");
        let _ = write!(justfile, "# Task {number}\ntask-{number}:\n    true {number}\n\n\n");
    }
    inputs::write(plain.join("maskfile.md"), tasks)?;
    inputs::write(plain.join("justfile"), justfile)?;
    let show = ["show", "long.md"];
    Ok(vec![
        Case::new(GROUP, "milepost show", ours(place, &plain, &show)).within_ms(6),
        Case::new(GROUP, "milepost show, in a repository", ours(place, &versioned, &show)),
        Case::new(GROUP, "milepost explain", ours(place, &plain, &["explain", "long.md"])),
        peer(place, GROUP, "mask", &plain, &["--help"]),
        peer(place, GROUP, "just", &plain, &["--list"]),
        Case::new(GROUP, "cat", Program::new(&plain, ["cat", "long.md"])),
    ])
}

fn checks(place: &Place) -> Result<Vec<Case>, String> {
    const RUN: &str = "Run trivial checks and record each";
    const FRESH: &str = "Nothing to do: all checks are up to date";
    let (folder, count) = (place.root.join("checks"), place.sizes.checks);
    inputs::write_files(&folder, place.sizes.files).map_err(|error| error.to_string())?;
    inputs::write(folder.join("m.md"), inputs::checks_document(count))?;
    let mut justfile = "set shell := [\"bash\", \"-c\"]\n".to_owned();
    let mut ninja = "rule check\n  command = bash -c 'test $n -eq $n' && touch $out\n".to_owned();
    let mut script = String::new();
    for number in 1..=count {
        let check = inputs::trivial(number);
        let _ = write!(justfile, "\ncheck-{number}:\n    @{check}\n");
        let _ = write!(ninja, "build .built/{number}: check\n  n = {number}\n");
        let _ = writeln!(script, "bash -c '{check}'");
    }
    let all: Vec<String> = (1..=count).map(|number| format!("check-{number}")).collect();
    let _ = write!(justfile, "\nall: {}\n", all.join(" "));
    inputs::write(folder.join("justfile"), justfile)?;
    inputs::write(folder.join("build.ninja"), ninja)?;
    inputs::write(folder.join("all.sh"), script)?;
    inputs::write(folder.join(".gitignore"), ".built/\n.ninja_*\n")?;
    inputs::commit_all(&folder)?;
    let env = environment(&place.root);
    let fresh = place.root.join("checks-fresh");
    succeed(command("cp").arg("-a").arg(&folder).arg(&fresh))?;
    let mut digest = command(&place.milepost);
    digest.current_dir(&folder).envs(env.clone()).args(["trust", "--digest", "m.md"]);
    let digest = succeed(&mut digest)?.trim().to_owned();
    let verify = ["verify", "m.md", "--allow-digest", digest.as_str()];
    let mut first = command(&place.milepost);
    // Whatever else `complete` asks for, the checks have run and are recorded now.
    let ran = first.current_dir(&fresh).envs(env).args(verify).output().map_err(|error| error.to_string())?;
    if !matches!(ran.status.code(), Some(0 | 5)) {
        return Err(format!("milepost verify: {}", String::from_utf8_lossy(&ran.stderr)));
    }
    if let Ok(ninja) = place.peers.find("ninja") {
        succeed(command(ninja).current_dir(&fresh))?;
    }
    Ok(vec![
        Case::new(RUN, "milepost verify", ours(place, &folder, &verify))
            .exits(&[0, 5])
            .forgetting(folder.join(".git/milepost"))
            .within_ms(count as u64),
        peer(place, RUN, "just", &folder, &["all"]),
        peer(place, RUN, "ninja", &folder, &[]).forgetting(folder.join(".built")),
        Case::new(RUN, "bash -c, once for each", Program::new(&folder, ["bash", "all.sh"])).floor(),
        Case::new(FRESH, "milepost status", ours(place, &fresh, &["status"])).within_ms(60),
        Case::new(FRESH, "milepost verify", ours(place, &fresh, &verify)).exits(&[0, 5]).within_ms(60),
        peer(place, FRESH, "ninja", &fresh, &[]),
        Case::new(FRESH, "git status", Program::new(&fresh, ["git", "status", "--porcelain"])),
    ])
}

fn large_documents(place: &Place) -> Result<Vec<Case>, String> {
    const GROUP: &str = "Explain and lint large documents";
    let mut cases = Vec::new();
    for megabytes in place.sizes.megabytes {
        let (one, many) =
            (place.root.join(format!("one-{megabytes}")), place.root.join(format!("many-{megabytes}")));
        inputs::write(one.join("one.md"), inputs::large_document(megabytes * 1_000_000))?;
        inputs::write_many(&many, megabytes * 1_000_000).map_err(|error| error.to_string())?;
        let named = |what: &str| format!("{what}, {megabytes} MB");
        cases.push(Case::new(
            GROUP,
            named("explain, one document"),
            ours(place, &one, &["explain", "one.md"]),
        ));
        let lint = ours(place, &many, &["lint"]);
        cases.push(Case::new(GROUP, named("lint, documents of 3 KB"), lint).exits(&[0, 1]));
    }
    Ok(cases)
}

/// Milepost in a folder.
pub(super) fn ours(place: &Place, folder: &Path, args: &[&str]) -> Program {
    let binary = place.milepost.clone().into_os_string();
    Program::new(folder, std::iter::once(binary).chain(args.iter().map(Into::into)))
}

/// Another tool in a folder, or why it is not here.
pub(super) fn peer(place: &Place, group: &'static str, name: &str, folder: &Path, args: &[&str]) -> Case {
    let tool = format!("{name} {}", args.join(" ")).trim().replace('|', "\\|");
    match place.peers.find(name) {
        Ok(path) => {
            let words = std::iter::once(path.into_os_string()).chain(args.iter().map(Into::into));
            Case::new(group, tool, Program::new(folder, words))
        }
        Err(why) => Case::missing(group, tool, why),
    }
}
