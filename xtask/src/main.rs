//! Generated files and measurements: `cargo xtask generate [--check]`, `cargo xtask parse-bench FOLDER`,
//! `cargo xtask bench`, `cargo xtask gate-eval`, `cargo xtask audit-score CORPUS`, `cargo xtask facts FILE`,
//! `cargo xtask forecast-eval [--cold] CSV...`, `cargo xtask crash-eval`, `cargo xtask hazard-eval`.

mod audit_score;
mod bench;
mod corpus;
mod crash_eval;
mod facts;
mod forecast_eval;
mod gate_eval;
mod generate;
mod hazard_eval;
mod parse_bench;
mod schemas;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask generate [--check] | parse-bench FOLDER | bench [--quick] [--json] [--guard [--write]] | gate-eval [--real] [--reps N] [--minutes N] [--program NAME] [--cpu] [--json] | audit-score CORPUS [--expected TSV] [--verbose RULE|all] | facts FILE | forecast-eval [--cold] CSV... | crash-eval [--instants N] [--steps] [--rollbacks] [--sqlite] [--journal] | hazard-eval [--squawk PATH] [--write] [--stored]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["generate"] => generate::generate(false),
        ["generate", "--check"] => generate::generate(true),
        ["bench", options @ ..] => bench::Options::parse(options).and_then(|options| bench::bench(&options)),
        [bench::UNDER, program @ ..] => bench::measure_one(program),
        ["gate-eval", options @ ..] => {
            gate_eval::Options::parse(options).and_then(|options| gate_eval::gate_eval(&options))
        }
        ["audit-score", corpus, rest @ ..] => audit_score::arguments(rest).and_then(|(expected, verbose)| {
            audit_score::audit_score(corpus.as_ref(), expected.map(AsRef::as_ref), verbose)
        }),
        ["crash-eval", options @ ..] => {
            crash_eval::Options::parse(options).and_then(|options| crash_eval::crash_eval(&options))
        }
        [crash_eval::CHILD, words @ ..] => crash_eval::child(words),
        ["hazard-eval", options @ ..] => {
            hazard_eval::Options::parse(options).and_then(|options| hazard_eval::hazard_eval(&options))
        }
        ["facts", file] => facts::facts(file.as_ref()),
        ["forecast-eval", "--cold", files @ ..] => forecast_eval::forecast_eval(files, true),
        ["forecast-eval", files @ ..] => forecast_eval::forecast_eval(files, false),
        ["parse-bench", folder] => parse_bench::parse_bench(folder.as_ref()),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "this is a command")]
            {
                eprintln!("{error}");
            }
            ExitCode::FAILURE
        }
    }
}
