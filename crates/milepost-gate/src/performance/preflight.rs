use serde::{Deserialize, Serialize};

use super::planning::{least_pairs, planned_pairs};
use super::rule::{Margin, PairedRule};
use super::scale::{median, spread};

/// What is known of the machine before a measurement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Its processors.
    pub cores: Option<u32>,
    /// How many programs wanted to run in the last minute.
    pub load: Option<f64>,
    /// What governs the frequency of its processors.
    pub governor: Option<String>,
    /// Whether it runs on battery.
    pub on_battery: Option<bool>,
}

/// A few runs of the baseline against itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial<'a> {
    /// What they measured, in their order.
    pub values: &'a [f64],
    /// The smallest step of what measures them, in the same unit; 0 when it is not known.
    pub resolution: f64,
    /// How long one run takes, in seconds.
    pub run_seconds: f64,
    /// Whether the metric is a time in seconds, which a program that ends at once has too little of.
    pub is_time: bool,
}

/// Whether a measurement is worth its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Readiness {
    /// It is.
    Ready,
    /// Within the cap of pairs or of time, an unchanged candidate would most likely end undecided.
    TooNoisy,
    /// The trial says too little to plan with.
    Unknown,
}

/// What a trial says of a measurement that is planned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preflight {
    /// Whether to begin.
    pub readiness: Readiness,
    /// The noise of one pair: a standard deviation of logarithms of ratios, or of differences.
    pub noise: Option<f64>,
    /// About how many pairs an unchanged candidate needs.
    pub pairs: Option<usize>,
    /// About how many seconds these take.
    pub seconds: Option<f64>,
    /// The smallest change that could be decided within the cap of pairs.
    pub smallest_change: Option<f64>,
    /// How often the command should be repeated inside one run, so that the run is long enough for its clock.
    pub repeats: usize,
    /// What would make it better, in words.
    pub remarks: Vec<String>,
}

/// A time below this is mostly that of starting a program, in seconds.
const SHORT: f64 = 0.05;
/// A machine that changes less than this from run to run has settled; in logarithms.
const SETTLED: f64 = 0.005;
/// What repeating should reach, in seconds.
const LONG_ENOUGH: f64 = 0.2;

/// Judges a trial of at least four runs before the pairs of `rule` are measured, so that a machine that is too noisy for
/// a budget is told at once and not after an hour. `seconds`: how long the measurement may take.
pub fn preflight(rule: PairedRule, trial: Trial<'_>, seconds: Option<f64>, machine: &Machine) -> Preflight {
    let mut remarks = remarks(machine);
    let scores = scores(rule, trial.values);
    // A run differs from the next one as the sides of a pair do. What is finer than the clock is not seen, and is no proof of silence.
    let steps: Option<Vec<f64>> =
        scores.as_ref().map(|scores| scores.windows(2).map(|two| two[1] - two[0]).collect());
    let center = median(trial.values).filter(|value| value.is_finite());
    let step = match (rule.margin(), center) {
        (Margin::Ratio(_), Some(center)) if center > 0.0 => trial.resolution / center,
        _ => trial.resolution,
    };
    let noise =
        steps.filter(|steps| steps.len() >= 3).and_then(|steps| spread(&steps)).map(|noise| noise.max(step));
    let repeats = match center {
        Some(center) if trial.is_time && center > 0.0 && center < SHORT => {
            let repeats = (LONG_ENOUGH / center).ceil().min(1e6) as usize;
            remarks.push(format!(
                "a run takes {:.1} ms: repeat the command {repeats} times inside one run",
                center * 1e3
            ));
            repeats
        }
        _ => 1,
    };
    let drift = scores.as_deref().and_then(drift).filter(|drift| drift.abs() > SETTLED);
    if let (Some(drift), Margin::Ratio(_)) = (drift, rule.margin()) {
        remarks
            .push(format!("values change by {:+.1}% with each run: let the machine settle", drift * 100.0));
    }
    let least = least_pairs(rule.alpha_regressed()).max(least_pairs(rule.alpha_within()));
    let pairs = noise.and_then(|noise| planned_pairs(noise, rule.threshold())).map(|pairs| pairs.max(least));
    let duration = |pairs: usize| 2.0 * pairs as f64 * trial.run_seconds * repeats as f64;
    let fits = pairs
        .is_some_and(|pairs| pairs <= rule.cap() && seconds.is_none_or(|seconds| duration(pairs) <= seconds));
    let readiness = match noise {
        None => Readiness::Unknown,
        Some(_) if fits => Readiness::Ready,
        Some(_) => Readiness::TooNoisy,
    };
    let smallest_change = noise.and_then(|noise| {
        let pairs = rule.cap().saturating_sub(4);
        (pairs > 0 && rule.cap() >= least)
            .then(|| rule.change((noise * (6.5 / pairs as f64).sqrt()).copysign(rule.threshold())))
    });
    Preflight { readiness, noise, pairs, seconds: pairs.map(duration), smallest_change, repeats, remarks }
}

fn remarks(machine: &Machine) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Some(load), Some(cores)) = (machine.load, machine.cores)
        && load > f64::from(cores)
    {
        remarks
            .push(format!("the load is {load:.1} on {cores} cores: other programs take turns with this one"));
    }
    if let Some(governor) = machine.governor.as_deref().filter(|governor| *governor != "performance") {
        remarks.push(format!("the processor's governor is `{governor}`: `performance` varies least"));
    }
    if machine.on_battery == Some(true) {
        remarks.push("the machine runs on battery: connect it".to_owned());
    }
    remarks
}

/// The values on the scale that pairs are compared on; `None` when one of them is not on it.
fn scores(rule: PairedRule, values: &[f64]) -> Option<Vec<f64>> {
    let reference = match rule.margin() {
        Margin::Ratio(_) => 1.0,
        Margin::Difference(_) => 0.0,
    };
    values.iter().map(|value| rule.score(reference, *value)).collect()
}

/// How much values change from run to run: the median of the slopes between all of them (Theil 1950, Sen 1968).
fn drift(scores: &[f64]) -> Option<f64> {
    let mut slopes = Vec::new();
    for (at, first) in scores.iter().enumerate().take(200) {
        let later = scores[at + 1..].iter().enumerate().take(200);
        slopes.extend(later.map(|(steps, second)| (second - first) / (steps + 1) as f64));
    }
    median(&slopes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::performance::Better;

    fn rule() -> PairedRule {
        PairedRule::new(Better::Lower, Margin::Ratio(0.1)).unwrap()
    }

    fn judge(values: &[f64], seconds: Option<f64>) -> Preflight {
        let trial = Trial { values, resolution: 1e-6, run_seconds: 2.0, is_time: true };
        preflight(rule(), trial, seconds, &Machine::default())
    }

    #[test]
    fn a_quiet_machine_is_ready_and_a_noisy_one_is_told() {
        let quiet = judge(&[1.0, 1.01, 0.99, 1.0, 1.01, 1.0], None);
        assert_eq!((quiet.readiness, quiet.pairs, quiet.seconds), (Readiness::Ready, Some(6), Some(24.0)));
        let noisy = judge(&[1.0, 1.6, 0.9, 1.7, 1.0, 1.5, 0.8, 1.6], None);
        assert_eq!(noisy.readiness, Readiness::TooNoisy);
        assert!(noisy.pairs.unwrap() > 30 && noisy.smallest_change.unwrap() > 0.15, "{noisy:?}");
        let late = judge(&[1.0, 1.01, 0.99, 1.0, 1.01, 1.0], Some(20.0));
        assert_eq!(late.readiness, Readiness::TooNoisy);
    }

    #[test]
    fn too_little_is_no_readiness() {
        for values in [&[][..], &[1.0; 3], &[1.0, 0.0, 1.0, 1.0, 1.0], &[f64::NAN; 6]] {
            let preflight = judge(values, None);
            assert_eq!((preflight.readiness, preflight.pairs), (Readiness::Unknown, None), "{values:?}");
        }
    }

    #[test]
    fn a_coarse_clock_is_not_silence() {
        let trial = |resolution| Trial { values: &[0.1; 6], resolution, run_seconds: 0.1, is_time: true };
        let fine = preflight(rule(), trial(1e-9), None, &Machine::default());
        assert_eq!(fine.readiness, Readiness::Ready);
        let coarse = preflight(rule(), trial(0.05), None, &Machine::default());
        assert_eq!((coarse.readiness, coarse.noise), (Readiness::TooNoisy, Some(0.5)));
    }

    #[test]
    fn remarks_say_what_would_help() {
        let machine = Machine {
            cores: Some(2),
            load: Some(24.0),
            governor: Some("powersave".into()),
            on_battery: Some(true),
        };
        let trial = Trial {
            values: &[0.010, 0.0103, 0.0106, 0.0109, 0.0112, 0.0116],
            resolution: 1e-6,
            run_seconds: 0.01,
            is_time: true,
        };
        let found = preflight(rule(), trial, None, &machine);
        assert_eq!(found.repeats, 19);
        let all = found.remarks.join("\n");
        for word in
            ["load is 24.0 on 2 cores", "`powersave`", "battery", "repeat the command 19 times", "+2.9%"]
        {
            assert!(all.contains(word), "{word}: {all}");
        }
    }
}
