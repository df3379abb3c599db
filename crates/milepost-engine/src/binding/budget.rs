//! The budget of a metric that an annotation or a sentence states.

use milepost_document::annotation::{MetricBound, MetricUnit, Relation};
use milepost_gate::budget::{Budget, Comparison, Limit, Quantity, Unit};
use milepost_portfolio::nearest;

use super::Check;
use crate::config::{Config, MetricConfig, fits};

/// The metric of `metric NAME <= +10%` and what is allowed there, or why there is none.
pub(super) fn of_form<'c>(
    config: &'c Config,
    name: &str,
    relation: Relation,
    bound: MetricBound,
) -> Result<(&'c MetricConfig, Budget), Check> {
    let unbound = |reason: String, hint: String| Err(Check::Unbound { reason, hint });
    let Some(metric) = config.metrics.get(name) else {
        let hint = match nearest(name, config.metrics.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `[metrics.{name}]` to `milepost.toml`"),
        };
        return unbound(format!("`{name}` is no metric of `milepost.toml`"), hint);
    };
    let comparison = match relation {
        Relation::AtMost => Comparison::AtMost,
        Relation::Below => Comparison::Below,
        Relation::AtLeast => Comparison::AtLeast,
        Relation::Above => Comparison::Above,
        Relation::Equal => {
            let hint = "write `<=` or `>=`".to_owned();
            return unbound("a measured value is never exactly what was wished for".to_owned(), hint);
        }
    };
    let limit = match bound {
        MetricBound::Relative(percent) => Limit::Relative(percent),
        MetricBound::Absolute { value, unit } => {
            Limit::Absolute(Quantity::new(value, unit.map_or(Unit::COUNT, of_unit)))
        }
    };
    let budget = Budget { comparison, limit, percentile: None };
    if metric.better.is_some_and(|better| better != budget.better()) {
        let hint = "turn the comparison around, or mend `better` of the metric".to_owned();
        return unbound(format!("`{budget}` calls values good that `better` of `{name}` calls bad"), hint);
    }
    match fits(metric, budget) {
        Some((reason, hint)) => unbound(reason, hint),
        None => Ok((metric, budget)),
    }
}

fn of_unit(unit: MetricUnit) -> Unit {
    let spelling = match unit {
        MetricUnit::Nanoseconds => "ns",
        MetricUnit::Microseconds => "µs",
        MetricUnit::Milliseconds => "ms",
        MetricUnit::Seconds => "s",
        MetricUnit::Minutes => "min",
        MetricUnit::Hours => "h",
        MetricUnit::Bytes => "B",
        MetricUnit::Kilobytes => "kB",
        MetricUnit::Megabytes => "MB",
        MetricUnit::Gigabytes => "GB",
        MetricUnit::Kibibytes => "KiB",
        MetricUnit::Mebibytes => "MiB",
        MetricUnit::Gibibytes => "GiB",
        MetricUnit::Percent => "%",
    };
    Unit::from_spelling(spelling).expect("every unit of an annotation is one of a budget")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_states_a_budget_or_says_why_not() {
        let config = crate::config::parse(
            b"[metrics.size]\nrun = 'x'\nmeasure = 'file-size'\nfiles = ['a']\n[metrics.rate]\nrun = 'x'\nbetter = 'higher'\n",
        )
        .unwrap();
        let of = |name: &str, relation, bound| match of_form(&config, name, relation, bound) {
            Ok((_, budget)) => budget.to_string(),
            Err(Check::Unbound { reason, hint }) => format!("{reason}; {hint}"),
            Err(other) => panic!("{other:?}"),
        };
        let kib = MetricBound::Absolute { value: 300.0, unit: Some(MetricUnit::Kibibytes) };
        assert_eq!(of("size", Relation::AtMost, kib), "<= 300 KiB");
        assert_eq!(of("rate", Relation::AtLeast, MetricBound::Relative(-5.0)), ">= -5%");
        assert!(of("size", Relation::Equal, kib).contains("write `<=`"));
        assert!(of("rate", Relation::AtMost, MetricBound::Relative(5.0)).contains("turn the comparison"));
        assert!(of("rate", Relation::AtLeast, kib).contains("of another kind"));
        assert!(of("sise", Relation::AtMost, kib).contains("did you mean `size`?"));
    }
}
