//! The one number in what a command prints.

use crate::binding::Metric;

/// The value in the base of its unit.
///
/// # Errors
/// In words: when there is no number, more than one, or one that is no finite number.
pub(super) fn printed_value(metric: &Metric, text: &str) -> Result<f64, String> {
    let number = match (&metric.pattern, &metric.pointer) {
        (Some(pattern), _) => by_pattern(pattern, text)?,
        (None, Some(pointer)) => by_pointer(pointer, text)?,
        (None, None) => return Err("nothing says where the number stands".to_owned()),
    };
    let value = number * metric.unit().factor();
    if value.is_finite() {
        Ok(value)
    } else {
        Err(format!("it printed `{number}`, a finite number was expected"))
    }
}

fn by_pattern(pattern: &str, text: &str) -> Result<f64, String> {
    let regex = regex::Regex::new(pattern).map_err(|_| format!("`{pattern}` is no regular expression"))?;
    let mut found = regex.captures_iter(text);
    let Some(first) = found.next() else {
        return Err(format!("it printed nothing that matches `{pattern}`"));
    };
    let more = found.count();
    if more > 0 {
        return Err(format!(
            "it printed {} numbers that match `{pattern}`, exactly one was expected",
            more + 1
        ));
    }
    let written = first.get(1).or_else(|| first.get(0)).map_or("", |part| part.as_str()).trim();
    number(written)
}

fn by_pointer(pointer: &str, text: &str) -> Result<f64, String> {
    let value: serde_json::Value =
        serde_json::from_str(text.trim()).map_err(|error| format!("it printed no JSON: {error}"))?;
    match value.pointer(pointer) {
        Some(serde_json::Value::Number(found)) => {
            found.as_f64().ok_or_else(|| format!("`{found}` at `{pointer}` is too large"))
        }
        Some(serde_json::Value::String(written)) => number(written.trim()),
        Some(other) => Err(format!(
            "`{pointer}` of what it printed is no number but `{}`",
            shortened(&other.to_string())
        )),
        None => Err(format!("there is no `{pointer}` in the JSON that it printed")),
    }
}

/// A number as programs print it, with commas between thousands or without.
fn number(written: &str) -> Result<f64, String> {
    let plain = written.replace([',', '_'], "");
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(format!("it printed `{written}`, a finite number was expected")),
        Err(_) => Err(format!("it printed `{}`, a number was expected", shortened(written))),
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(MOST).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    fn of(settings: &str, text: &str) -> Result<f64, String> {
        let config =
            parse(format!("[metrics.m]\nrun = 'x'\nmeasure = 'stdout'\n{settings}\n").as_bytes()).unwrap();
        let metric = &config.metrics["m"];
        printed_value(&Metric::new("m", metric, metric.budget()), text)
    }

    #[test]
    fn exactly_one_number_is_a_value() {
        assert_eq!(of("pattern = 'mean ([0-9.]+) ms'\nunit = 'ms'", "warm\nmean 12.5 ms\n"), Ok(0.0125));
        assert_eq!(of("pattern = '[0-9,]+'", "1,234"), Ok(1234.0));
        assert_eq!(of("pointer = '/results/0/mean'\nunit = 's'", r#"{"results": [{"mean": 2.5}]}"#), Ok(2.5));
        assert_eq!(of("pointer = '/rate'\nunit = '/s'", r#"{"rate": "1500"}"#), Ok(1500.0));
        assert_eq!(of("pointer = '/x'", r#"{"x": -3}"#), Ok(-3.0));
    }

    #[test]
    fn anything_else_is_none() {
        let pattern = "pattern = 'mean (\\S+)'";
        for (settings, text, says) in [
            (pattern, "", "nothing that matches"),
            (pattern, "mean 1\nmean 2\n", "2 numbers"),
            (pattern, "mean NaN", "a finite number was expected"),
            (pattern, "mean inf", "a finite number was expected"),
            (pattern, "mean fast", "a number was expected"),
            ("pointer = '/a'", "oops", "no JSON"),
            ("pointer = '/a'", "{}", "there is no `/a`"),
            ("pointer = '/a'", r#"{"a": [1]}"#, "is no number but `[1]`"),
            ("pointer = '/a'", r#"{"a": null}"#, "is no number but `null`"),
        ] {
            let error = of(settings, text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
