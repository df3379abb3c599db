//! What is wrong with a metric that has the right shape.

use milepost_gate::{
    budget::{Budget, Dimension, Limit, Unit},
    performance::Better,
};

use super::{
    Compression, Measure, MetricConfig,
    mistake::{Mistake, bad_files, place},
};

/// The first mistake of a metric: what it measures is not said, said twice, or cannot be held against its budget.
pub(super) fn metric_mistake(metric: &MetricConfig, table: &[&str], text: &str) -> Option<Mistake> {
    let at = |key: &str| place(text, &[table, &[key]].concat());
    let mistake = |key: &str, message: String, hint: &str| {
        Some(Mistake { span: at(key), message, hint: Some(hint.to_owned()) })
    };
    let prints = metric.measure == Measure::Stdout;
    for (key, is_set) in [
        ("pattern", metric.pattern.is_some()),
        ("pointer", metric.pointer.is_some()),
        ("unit", metric.unit.is_some()),
        ("clock", metric.clock.is_some()),
    ] {
        if is_set && !prints {
            return mistake(
                key,
                format!("`{key}` says how a printed number is read"),
                "it belongs to `measure = \"stdout\"`",
            );
        }
    }
    if prints && metric.pattern.is_some() == metric.pointer.is_some() {
        return mistake(
            "measure",
            "a printed number is found by a `pattern` or by a `pointer`, one of the two".to_owned(),
            "write `pattern = '([0-9.]+) ms'`, or `pointer = \"/mean\"` where JSON is printed",
        );
    }
    if let Some(pattern) = &metric.pattern
        && let Err(error) = regex::Regex::new(pattern)
    {
        let message = error.to_string();
        let last = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        return mistake("pattern", format!("`{pattern}` is no regular expression: {last}"), "mend it");
    }
    if let Some(pointer) =
        metric.pointer.as_deref().filter(|pointer| !pointer.is_empty() && !pointer.starts_with('/'))
    {
        return mistake(
            "pointer",
            format!("`{pointer}` is no JSON pointer: it begins with `/`"),
            "write `/results/0/mean`",
        );
    }
    if let Some(unit) = metric.unit.as_deref().filter(|unit| Unit::from_spelling(unit).is_none()) {
        return mistake(
            "unit",
            format!("`{unit}` is no unit"),
            "write `ms`, `s`, `KiB`, `MB/s`, `/s` or `%`",
        );
    }
    let sizes = metric.measure == Measure::FileSize;
    if sizes == metric.files.is_empty() {
        let (key, message) = if sizes {
            ("measure", "the files whose size is measured are not named".to_owned())
        } else {
            ("files", "`files` are those of `measure = \"file-size\"`".to_owned())
        };
        return mistake(key, message, "write `files = [\"dist/**/*.js\"]` and `measure = \"file-size\"`");
    }
    if metric.compression != Compression::Raw && !sizes {
        return mistake(
            "compression",
            "only files are compressed".to_owned(),
            "it belongs to `measure = \"file-size\"`",
        );
    }
    if metric.cap == Some(0) {
        return mistake("cap", "no pair of runs decides nothing".to_owned(), "write at least 1");
    }
    bad_files(&metric.files, table, text).or_else(|| {
        let (message, hint) = wrong_budget(metric)?;
        mistake("budget", message, &hint)
    })
}

/// Why a budget cannot hold for a metric.
fn wrong_budget(metric: &MetricConfig) -> Option<(String, String)> {
    let budget = metric.budget?;
    if metric.better.is_some_and(|better| better != budget.better()) {
        let (word, sign) = match budget.better() {
            Better::Lower => ("lower", ">="),
            Better::Higher => ("higher", "<="),
        };
        return Some((
            format!("`{budget}` calls {word} values good, and `better` says the other"),
            format!("write the budget with `{sign}`, or leave `better` away"),
        ));
    }
    fits(metric, budget)
}

/// Why a budget has another dimension than a metric; `None` where they fit.
pub(crate) fn fits(metric: &MetricConfig, budget: Budget) -> Option<(String, String)> {
    let dimension = metric.dimension();
    let own = match budget.limit {
        Limit::Relative(_) => return None,
        Limit::Change(quantity) | Limit::Absolute(quantity) => quantity.unit().dimension(),
    };
    if own == dimension {
        return None;
    }
    let units: Vec<String> = Unit::symbols(dimension)
        .filter(|symbol| !symbol.is_empty())
        .map(|symbol| format!("`{symbol}`"))
        .collect();
    let hint = match (dimension, units.is_empty()) {
        (Dimension::Percent, _) => {
            "the metric is in percent: a value without a sign is one, `<= 1%`".to_owned()
        }
        (_, true) => "the metric has no unit: write a bare number, or give it a `unit`".to_owned(),
        (_, false) => format!("write one of {}", units.join(", ")),
    };
    Some((format!("`{budget}` is of another kind than what is measured"), hint))
}

impl MetricConfig {
    /// What its values are: times are in seconds, sizes in bytes.
    pub fn dimension(&self) -> Dimension {
        match self.measure {
            Measure::Cpu | Measure::Wall => Dimension::Time,
            Measure::PeakMemory | Measure::FileSize => Dimension::Bytes,
            Measure::Stdout => {
                self.unit.as_deref().and_then(Unit::from_spelling).unwrap_or(Unit::COUNT).dimension()
            }
        }
    }

    /// The budget; worse by at most a tenth when none is written.
    pub fn budget(&self) -> Budget {
        self.budget.unwrap_or_else(|| Budget::no_worse_than(10.0, self.better.unwrap_or(Better::Lower)))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{ConfigError, parse};

    #[test]
    fn mistakes_of_a_metric_have_their_place_and_the_next_step() {
        for (body, says, marked) in [
            ("run = ' '", "the command is empty", "' '"),
            ("run = 'x'\nbudget = '10%'", "expected `<=`", "'10%'"),
            ("run = 'x'\nbudget = '<= 300 KiB'", "of another kind", "'<= 300 KiB'"),
            ("run = 'x'\nbudget = '<= +10%'\nbetter = 'higher'", "calls lower values good", "'<= +10%'"),
            ("run = 'x'\nmeasure = 'stdout'", "one of the two", "'stdout'"),
            ("run = 'x'\nmeasure = 'stdout'\npattern = '('", "no regular expression", "'('"),
            ("run = 'x'\nmeasure = 'stdout'\npointer = 'a'", "no JSON pointer", "'a'"),
            ("run = 'x'\nmeasure = 'stdout'\npointer = '/a'\nunit = 'Mb'", "no unit", "'Mb'"),
            ("run = 'x'\npattern = 'a'", "how a printed number is read", "'a'"),
            ("run = 'x'\nmeasure = 'file-size'", "are not named", "'file-size'"),
            ("run = 'x'\nmeasure = 'file-size'\nfiles = ['/a']", "it is absolute", "'/a'"),
            ("run = 'x'\nfiles = ['a']", "`files` are those", "['a']"),
            ("run = 'x'\ncompression = 'gzip'", "only files", "'gzip'"),
            ("run = 'x'\ncap = 0", "decides nothing", "0"),
            ("run = 'x'\nmeasure = 'tiem'", "unknown variant", "'tiem'"),
            ("run = 'x'\nmax-time = '5 parsecs'", "is no time", "'5 parsecs'"),
        ] {
            let text = format!("[metrics.m]\n{body}\n");
            let ConfigError::Syntax { span, message, .. } = parse(text.as_bytes()).expect_err(body) else {
                panic!("{body}")
            };
            assert!(message.contains(says), "{body}: {message}");
            assert_eq!(span.text(&text), marked, "{body}: {message}");
        }
        assert!(parse(b"[metrics.m]\nrun = 'x'\nmeasure = 'stdout'\npointer = '/a'\nunit = '/s'\nbudget = '>= -5%'\n").is_ok());
    }

    #[test]
    fn checks_suites_and_metrics_share_one_namespace() {
        for (other, word) in [("checks", "check"), ("suites", "suite")] {
            let text = format!("[{other}.a]\nrun = 'x'\n[metrics.a]\nrun = 'x'\n");
            let error = parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(&format!("`a` names both a {word} and a metric")), "{error}");
            assert!(error.contains("line 3"), "{error}");
        }
    }
}
