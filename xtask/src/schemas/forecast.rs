//! What is left and when it ends.

use schemars::JsonSchema;

/// A forecast.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Forecast {
    /// What it is about.
    scope: Scope,
    /// The day on which it was made, `YYYY-MM-DD`.
    today: String,
    /// What gives the same numbers again, with the same documents and records on the same day.
    seed: String,
    /// How many trials were made.
    trials: u32,
    /// Open tasks.
    open: usize,
    /// Sum of their estimates, in hours.
    estimated: f64,
    /// Hours booked on them so far; not a part of `effort`.
    spent: f64,
    /// Hours of work left.
    effort: Quantiles,
    /// Working hours until the last task ends when everybody works on nothing else; null where milestones wait for each other.
    span: Option<Quantiles>,
    /// When it ends; null without a measured capacity.
    dates: Option<Dates>,
    /// Why there is no date.
    no_date: Option<String>,
    /// Open tasks without an estimate in hours.
    unestimated: Vec<String>,
    /// Open tasks of people who do not work here any more.
    unassigned: Vec<String>,
    /// Open tasks that say they wait for a task that is not there, and for which.
    missing_waits: Vec<String>,
    /// Milestones that wait for each other.
    circular: Vec<String>,
    /// How many tasks are worked on at a time.
    slots: u32,
    /// What it was learned from.
    basis: Basis,
    /// What each task contributes to the end, also those of milestones that have to end first; the largest share of its
    /// uncertainty first.
    tasks: Vec<Task>,
    /// The same for each part that is open, where there are several.
    parts: Vec<Part>,
    /// Why it is what it is, in five sentences.
    explanation: Vec<String>,
    /// What changes would do.
    what_if: Option<WhatIf>,
    /// Whether earlier forecasts would have kept what they said; null below eight finished milestones.
    self_check: Option<SelfCheck>,
    /// How often the hours came out where.
    distribution: Option<Distribution>,
    /// How much of what is left is done on which day; empty without a date.
    burn_up: Vec<BurnUpDay>,
}

/// What a forecast is about.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Scope {
    /// `milestone`, `initiative`, `milestones` or `portfolio`.
    kind: String,
    /// The id of the milestone, or the document of the initiative.
    id: Option<String>,
    /// Its name.
    title: String,
    /// The milestones that are counted, by id.
    milestones: Vec<String>,
    /// Unfinished milestones that these wait for: their work is in the days, not in the hours.
    waits_for: Vec<String>,
}

/// What is not exceeded with these probabilities, in hours or days.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Quantiles {
    /// Five of a hundred.
    p5: f64,
    /// Half.
    p50: f64,
    /// Four of five.
    p80: f64,
    /// Nineteen of twenty.
    p95: f64,
    /// The mean of the trials.
    mean: f64,
}

/// When the work ends. A date is null where it lies too far off.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Dates {
    /// As likely before as after it.
    p50: Option<String>,
    /// In four of five trials.
    p80: Option<String>,
    /// In nineteen of twenty trials.
    p95: Option<String>,
    /// The same in working days.
    days: Quantiles,
    /// What the pace rests on.
    capacity: Capacity,
    /// The dates are those of earlier milestones, which took longer for their size than the pace says.
    by_earlier_milestones: bool,
}

/// What a pace rests on.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Capacity {
    /// Mean hours of the team per working day.
    hours_per_day: f64,
    /// Working days that this was measured on; 0: it is the pace that is usual elsewhere.
    days: usize,
    /// Part of the team's hours that went into this.
    share: f64,
    /// Working days that the share was measured on.
    share_days: usize,
}

/// What a forecast was learned from.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Basis {
    /// Finished tasks that were used.
    finished: usize,
    /// Finished tasks without an estimate or without time.
    left_out: usize,
    /// What all finished tasks took over what was estimated.
    overrun: Option<f64>,
    /// It rests more on what is usual elsewhere than on what happened here.
    prior_driven: bool,
}

/// What one task does to the forecast.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Task {
    /// The task.
    id: String,
    /// Share of the trials in which the end waited for it.
    criticality: f64,
    /// Share of the variance of the end that runs through it.
    of_span: f64,
    /// Share of the variance of the work left that is its own.
    of_effort: f64,
    /// Mean hours left.
    mean: f64,
}

/// The forecast of a part.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Part {
    /// `initiative` or `milestone`.
    kind: String,
    /// The id of a milestone, the document of an initiative.
    id: String,
    /// Its name.
    title: String,
    /// Open tasks.
    open: usize,
    /// Hours of work left.
    effort: Option<Quantiles>,
    /// When it ends.
    dates: Option<Dates>,
    /// Why something of it is not known.
    problem: Option<String>,
}

/// What changes would do.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct WhatIf {
    /// The changes, as they were asked for.
    changes: Vec<String>,
    /// The tasks that are not done then, by id.
    dropped: Vec<String>,
    /// Hours of work left then.
    effort: Quantiles,
    /// Working hours until the last task ends then.
    span: Option<Quantiles>,
    /// When it ends then.
    dates: Option<Dates>,
    /// How the hours of work compare, trial by trial.
    less_effort: Option<Comparison>,
    /// How the working hours until the end compare.
    less_span: Option<Comparison>,
}

/// How two plans compare, trial by trial.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Comparison {
    /// Share of the trials in which the changed plan has less.
    less: f64,
    /// Share of the trials in which it has more.
    more: f64,
    /// Median of what it has more, in hours; below zero it saves.
    median: f64,
}

/// Whether earlier forecasts would have kept what they said.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct SelfCheck {
    /// Finished milestones.
    milestones: usize,
    /// Those that needed no more than their P80.
    within_p80: usize,
    /// Probability of a count at least as unlikely, if four of five really stay within.
    p_value: f64,
    /// They do not keep what they say.
    warning: bool,
}

/// How often trials came out where, in bins of one width.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct Distribution {
    /// Where the first bin begins, in hours.
    from: f64,
    /// How wide a bin is.
    width: f64,
    /// Trials in each bin.
    counts: Vec<u32>,
    /// Trials beyond the last bin.
    beyond: u32,
}

/// Shares of the work left that are done at the end of a day.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(super) struct BurnUpDay {
    /// The day, `YYYY-MM-DD`.
    date: String,
    /// In all but five of a hundred trials.
    p5: f64,
    /// In four of five.
    p20: f64,
    /// In half.
    p50: f64,
    /// In one of five.
    p80: f64,
    /// In five of a hundred.
    p95: f64,
}
