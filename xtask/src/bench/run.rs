//! Building, writing the inputs, measuring, telling.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use super::{
    case::{Case, Row},
    groups,
    guard::guard,
    inputs::Sizes,
    measure::{Measured, Sample, command, measured, succeed},
    options::Options,
    peers::Peers,
    table::table,
};

/// Where things are during a run.
pub(super) struct Place {
    /// The folder of the inputs.
    pub(super) root: PathBuf,
    /// The binary that is measured.
    pub(super) milepost: PathBuf,
    /// Other tools.
    pub(super) peers: Peers,
    /// How large everything is.
    pub(super) sizes: Sizes,
}

/// Measures every case and prints the table. Runs of one group take turns, so that what else the machine does meets all
/// of them alike.
pub(crate) fn bench(options: &Options) -> Result<(), String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let kept = options.inputs.clone();
    let root = kept
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("milepost-bench-{}", std::process::id())));
    let milepost = match &options.binary {
        Some(binary) => fs::canonicalize(binary).map_err(|error| format!("{}: {error}", binary.display()))?,
        None => build(workspace, &target)?,
    };
    if options.guard {
        let done = guard(workspace, &milepost, &root, options.write);
        if kept.is_none() {
            drop(fs::remove_dir_all(&root));
        }
        return done;
    }
    let peers = Peers::prepare(&target, !options.quick && kept.is_none());
    let place = Place { root: root.clone(), milepost, peers, sizes: options.sizes() };
    let rows = groups::cases(&place)
        .and_then(|cases| if kept.is_some() { Ok(Vec::new()) } else { rows(&place, options, cases) });
    if kept.is_none() {
        drop(fs::remove_dir_all(&root));
    }
    let rows = rows?;
    if let Some(folder) = kept {
        println!("the inputs are in {}", folder.display());
    } else if options.json {
        let text = serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?;
        println!("{text}");
    } else {
        print!("{}", table(&rows));
    }
    let failed = rows.iter().filter(|row| row.measured.is_none() && row.tool.starts_with("milepost"));
    let failed: Vec<String> = failed.map(|row| format!("{}: {}", row.group, row.tool)).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("not measured: {}", failed.join(", "))) }
}

fn build(workspace: &Path, target: &Path) -> Result<PathBuf, String> {
    succeed(command("cargo").current_dir(workspace).args([
        "build",
        "--release",
        "--quiet",
        "--package",
        "milepost",
    ]))?;
    Ok(target.join("release/milepost"))
}

/// The environment of every run: a home of its own.
pub(super) fn environment(root: &Path) -> Vec<(&'static str, OsString)> {
    let of = |name: &str| root.join(name).into_os_string();
    vec![
        ("HOME", of("home")),
        ("XDG_STATE_HOME", of("state")),
        ("XDG_CONFIG_HOME", of("config")),
        ("NO_COLOR", "1".into()),
    ]
}

fn rows(place: &Place, options: &Options, cases: Vec<Case>) -> Result<Vec<Row>, String> {
    let wanted = |case: &Case| options.only.as_ref().is_none_or(|only| case.group.contains(only.as_str()));
    let cases: Vec<Case> = cases.into_iter().filter(wanted).collect();
    let mut rows: Vec<Row> = Vec::with_capacity(cases.len());
    for group in cases.chunk_by(|a, b| a.group == b.group) {
        let figures = measure_group(place, options.rounds, group)?;
        let floor = group.iter().zip(&figures).find(|(case, _)| case.floor);
        let floor =
            floor.and_then(|(_, figures)| figures.as_ref().ok()).map_or(0, |floor| floor.cpu_us.median);
        rows.extend(group.iter().zip(figures).map(|(case, figures)| Row {
            group: case.group,
            tool: case.tool.clone(),
            missing: figures.as_ref().err().map(|why| why.replace('|', "/")),
            measured: figures.ok(),
            budget_us: case.budget.map(|budget| budget + floor),
        }));
    }
    Ok(rows)
}

/// The figures of each case, or why there are none.
fn measure_group(
    place: &Place,
    rounds: usize,
    group: &[Case],
) -> Result<Vec<Result<Measured, String>>, String> {
    let env = environment(&place.root);
    let mut samples: Vec<Result<Vec<Sample>, String>> =
        group.iter().map(|case| case.program.as_ref().map(|_| Vec::new()).map_err(Clone::clone)).collect();
    // The first round warms the caches of the disk and counts for nothing.
    for round in 0..=rounds {
        for (case, samples) in group.iter().zip(&mut samples) {
            let (Ok(program), Ok(taken)) = (&case.program, &mut *samples) else { continue };
            if let Some(path) = &case.forget {
                drop(fs::remove_dir_all(path));
            }
            for (path, bytes) in &case.restore {
                fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
            }
            let sample = program.once(&env)?;
            if !case.exits.contains(&sample.exit) {
                // One tool that fails does not take the figures of the others away.
                *samples = Err(format!("failed: exit {} of `{}`", sample.exit, program.name()));
            } else if round > 0 {
                taken.push(sample);
            }
        }
    }
    Ok(samples.into_iter().map(|samples| samples.map(|samples| measured(&samples))).collect())
}
