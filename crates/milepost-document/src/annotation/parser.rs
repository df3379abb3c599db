//! From tokens to forms.

use super::form::{Annotation, CoverageOf, CoverageWhat, Form, MetricBound, MetricUnit, Relation};
use super::lexer::{Token, TokenKind, lex};
use super::nearest::{list, unknown};
use super::table_query;
use crate::Span;

/// Why an annotation cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AnnotationError {
    /// The bytes that are wrong.
    pub span: Span,
    /// What was found and what would be right.
    pub message: String,
    /// The next step, when it is known.
    pub hint: Option<String>,
}

/// Reads the body of an annotation, which is the text behind `milepost:`; `offset` is the place of its first byte in
/// the document.
///
/// # Errors
/// On anything that the language does not know: nothing is ever ignored.
pub fn parse_annotation(text: &str, offset: u32) -> Result<Vec<Annotation>, AnnotationError> {
    let tokens = lex(text, offset)?;
    let whole = Span::new(offset, offset + text.len() as u32);
    let mut annotations = Vec::new();
    for part in tokens.split(|token| token.kind == TokenKind::Semicolon) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let span = first.span.to(last.span);
        let mut cursor = Cursor { rest: part, end: last.span.end };
        let form = cursor.form()?;
        if let Some(extra) = cursor.rest.first() {
            return Err(AnnotationError {
                span: extra.span.to(last.span),
                message: format!("unexpected `{}` after `{}`", text_of(extra), form.keyword()),
                hint: Some("separate forms by `;`".to_owned()),
            });
        }
        annotations.push(Annotation { form, span });
    }
    if annotations.is_empty() {
        return Err(AnnotationError {
            span: whole,
            message: "an annotation without a form".to_owned(),
            hint: Some(format!("write one of {}", list(&FORMS))),
        });
    }
    Ok(annotations)
}

const FORMS: [&str; 20] = [
    "all",
    "allow",
    "branch",
    "change",
    "changed",
    "coverage",
    "exists",
    "id",
    "inputs",
    "invariant",
    "manual",
    "metric",
    "must-fail-with",
    "objective",
    "quiet",
    "run",
    "signed-off",
    "table",
    "test",
    "tests",
];

struct Cursor<'t> {
    rest: &'t [Token],
    end: u32,
}

impl Cursor<'_> {
    fn form(&mut self) -> Result<Form, AnnotationError> {
        let (keyword, span) = self.word("a form")?;
        Ok(match keyword.as_str() {
            "run" => {
                if let Some(TokenKind::Text(command)) = self.rest.first().map(|t| &t.kind) {
                    if command.trim().is_empty() {
                        return Err(self.wrong("an empty command", "write the command: `run \"pnpm test\"`"));
                    }
                    let command = command.clone();
                    self.rest = &self.rest[1..];
                    Form::RunCommand(command)
                } else {
                    let (name, _) = self.name("a command in quotes or the name of a check")?;
                    if !self.rest.is_empty() {
                        return Err(self.wrong(
                            "a command without quotes",
                            "write `run \"…\"` around the whole command",
                        ));
                    }
                    Form::RunNamed(name)
                }
            }
            "tests" => {
                let (suite, _) = self.name("the name of a suite")?;
                let (mut no_regression, mut min) = (false, None);
                while let Some(token) = self.rest.first() {
                    match text_of(token) {
                        "no-regression" if !no_regression => {
                            no_regression = true;
                            self.rest = &self.rest[1..];
                        }
                        "min" if min.is_none() => {
                            self.rest = &self.rest[1..];
                            min = Some(self.number("the least number of tests")?);
                        }
                        other => {
                            return Err(unknown(
                                token.span,
                                "option of `tests`",
                                other,
                                &["no-regression", "min"],
                            ));
                        }
                    }
                }
                Form::Tests { suite, no_regression, min }
            }
            "coverage" => {
                let (relation, at) = self.word("`>=`")?;
                if relation != ">=" {
                    return Err(AnnotationError {
                        span: at,
                        message: format!("`{relation}` where `>=` is expected"),
                        hint: Some("write `coverage >= 90%`".to_owned()),
                    });
                }
                let (percent, at) = self.word("a percentage")?;
                let percent = percent
                    .strip_suffix('%')
                    .and_then(finite)
                    .filter(|p| (0.0..=100.0).contains(p))
                    .ok_or_else(|| AnnotationError {
                        span: at,
                        message: format!("`{percent}` is not a percentage between 0% and 100%"),
                        hint: Some("write it with its sign: `90%`".to_owned()),
                    })?;
                let (what, of) = self.coverage_of()?;
                Form::Coverage { percent, what, of }
            }
            "metric" => {
                let (name, _) = self.name("the name of a metric")?;
                let relation = self.relation()?;
                Form::Metric { name, relation, bound: self.bound()? }
            }
            "quiet" => {
                let (regex, at) = self.argument("a pattern")?;
                if regex.is_empty() {
                    return Err(AnnotationError {
                        span: at,
                        message: "an empty pattern, which matches everything".to_owned(),
                        hint: None,
                    });
                }
                Form::Quiet { regex, name: self.optional_in()? }
            }
            "exists" => Form::Exists(self.path()?),
            "changed" => Form::Changed(self.path()?),
            "branch" => Form::Branch(self.argument("a pattern of branch names")?.0),
            "signed-off" => {
                let (by, at) = self.word("`by` and a role")?;
                if by != "by" {
                    return Err(AnnotationError {
                        span: at,
                        message: format!("`{by}` where `by` is expected"),
                        hint: Some("write `signed-off by ROLE`".to_owned()),
                    });
                }
                Form::SignedOffBy(self.name("a role")?.0)
            }
            "all" => Form::All(self.remaining("a section")?),
            "manual" => Form::Manual,
            "invariant" => Form::Invariant,
            "change" => Form::Change,
            "id" => Form::Id(self.name("an id")?.0),
            "test" => {
                Form::Test { glob: self.argument("a pattern of test ids")?.0, suite: self.optional_in()? }
            }
            "inputs" => {
                let mut globs = vec![self.path()?];
                while !self.rest.is_empty() {
                    globs.push(self.path()?);
                }
                Form::Inputs(globs)
            }
            "must-fail-with" => Form::MustFailWith(self.path()?),
            "allow" => {
                let (rule, _) = self.name("a rule")?;
                let reason = "an allowance needs its reason: `allow RULE because \"…\"`";
                let (because, at) = self.word("`because` and a reason").map_err(|mut error| {
                    error.hint = Some(reason.to_owned());
                    error
                })?;
                if because != "because" {
                    return Err(AnnotationError {
                        span: at,
                        message: format!("`{because}` where `because` is expected"),
                        hint: Some(reason.to_owned()),
                    });
                }
                let because = self.remaining("a reason")?;
                Form::Allow { rule, because }
            }
            "table" => {
                let query = table_query::parse(self.rest, self.end)?;
                self.rest = &[];
                Form::Table(query)
            }
            "objective" => {
                let at = self.rest.first().map_or(Span::at(self.end), |t| t.span);
                let number = self.number("the number of an objective")?;
                if number == 0 {
                    return Err(AnnotationError {
                        span: at,
                        message: "objective `0`, but objectives count from 1".to_owned(),
                        hint: None,
                    });
                }
                Form::Objective(number)
            }
            other => return Err(unknown(span, "form", other, &FORMS)),
        })
    }

    fn next(&mut self, expected: &str) -> Result<Token, AnnotationError> {
        let Some((token, rest)) = self.rest.split_first() else {
            return Err(AnnotationError {
                span: Span::at(self.end),
                message: format!("nothing where {expected} is expected"),
                hint: None,
            });
        };
        self.rest = rest;
        Ok(token.clone())
    }

    fn word(&mut self, expected: &str) -> Result<(String, Span), AnnotationError> {
        match self.next(expected)? {
            Token { kind: TokenKind::Word(word), span } => Ok((word, span)),
            Token { kind: TokenKind::Text(text), span } => Err(AnnotationError {
                span,
                message: format!("the string `{text}` where {expected} is expected"),
                hint: None,
            }),
            Token { span, .. } => Err(AnnotationError {
                span,
                message: format!("`;` where {expected} is expected"),
                hint: None,
            }),
        }
    }

    /// A word or a string.
    fn argument(&mut self, expected: &str) -> Result<(String, Span), AnnotationError> {
        let token = self.next(expected)?;
        Ok((text_of(&token).to_owned(), token.span))
    }

    /// Letters, digits, `-`, `_`, `.`, `:` and `/`.
    fn name(&mut self, expected: &str) -> Result<(String, Span), AnnotationError> {
        let (name, span) = self.argument(expected)?;
        let fits = !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'));
        if fits {
            Ok((name, span))
        } else {
            Err(AnnotationError {
                span,
                message: format!("`{name}` where {expected} is expected"),
                hint: Some("names hold letters, digits, `-`, `_`, `.`, `:` and `/`".to_owned()),
            })
        }
    }

    fn path(&mut self) -> Result<String, AnnotationError> {
        let (path, span) = self.argument("a path or a pattern")?;
        let path = path.trim_end_matches(',').trim();
        let problem = if path.is_empty() {
            Some("an empty path")
        } else if path.starts_with('/') || path.contains('\0') {
            Some("an absolute path")
        } else if path.split('/').any(|part| part == "..") {
            Some("a path that leaves the repository")
        } else {
            None
        };
        match problem {
            None => Ok(path.strip_prefix("./").unwrap_or(path).to_owned()),
            Some(what) => Err(AnnotationError {
                span,
                message: format!("{what}, `{path}`, where one inside the repository is expected"),
                hint: None,
            }),
        }
    }

    fn number(&mut self, expected: &str) -> Result<u32, AnnotationError> {
        let (text, span) = self.word(expected)?;
        text.parse().map_err(|_| AnnotationError {
            span,
            message: format!("`{text}` where {expected} is expected"),
            hint: Some("write a whole number".to_owned()),
        })
    }

    /// `[lines|branches|functions] [each-file]` or `[lines] changed-lines`.
    fn coverage_of(&mut self) -> Result<(CoverageWhat, CoverageOf), AnnotationError> {
        let (mut what, mut of) = (None, None);
        while let Some(token) = self.rest.first().filter(|_| of.is_none()) {
            match text_of(token) {
                "lines" if what.is_none() => what = Some(CoverageWhat::Lines),
                "branches" if what.is_none() => what = Some(CoverageWhat::Branches),
                "functions" if what.is_none() => what = Some(CoverageWhat::Functions),
                "each-file" => of = Some(CoverageOf::EachFile),
                "changed-lines" if what.is_none_or(|what| what == CoverageWhat::Lines) => {
                    of = Some(CoverageOf::ChangedLines);
                }
                _ if what.is_some() => break,
                other => {
                    let known = ["lines", "branches", "functions", "each-file", "changed-lines"];
                    return Err(unknown(token.span, "kind of coverage", other, &known));
                }
            }
            self.rest = &self.rest[1..];
        }
        Ok((what.unwrap_or_default(), of.unwrap_or_default()))
    }

    fn relation(&mut self) -> Result<Relation, AnnotationError> {
        let (text, span) = self.word("`<=`, `<`, `>=`, `>` or `=`")?;
        Ok(match text.as_str() {
            "<=" => Relation::AtMost,
            "<" => Relation::Below,
            ">=" => Relation::AtLeast,
            ">" => Relation::Above,
            "=" | "==" => Relation::Equal,
            other => return Err(unknown(span, "relation", other, &["<=", "<", ">=", ">", "="])),
        })
    }

    fn bound(&mut self) -> Result<MetricBound, AnnotationError> {
        let (text, span) = self.word("a bound such as `+10%` or `300 KiB`")?;
        let wrong = |span| AnnotationError {
            span,
            message: format!("`{text}` is not a bound"),
            hint: Some("write `+10%` against the baseline, or a value such as `300 KiB`".to_owned()),
        };
        let digits =
            text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at(digits);
        let value = finite(number).ok_or_else(|| wrong(span))?;
        if number.starts_with(['+', '-']) {
            return if suffix == "%" { Ok(MetricBound::Relative(value)) } else { Err(wrong(span)) };
        }
        let unit = match (suffix, self.rest.first()) {
            ("", None) => None,
            ("", Some(token)) => {
                let unit = MetricUnit::parse(text_of(token)).ok_or_else(|| {
                    unknown(
                        token.span,
                        "unit",
                        text_of(token),
                        &["ms", "s", "B", "KB", "KiB", "MB", "MiB", "GB", "GiB"],
                    )
                })?;
                self.rest = &self.rest[1..];
                Some(unit)
            }
            (suffix, _) => Some(MetricUnit::parse(suffix).ok_or_else(|| {
                unknown(span, "unit", suffix, &["ms", "s", "B", "KB", "KiB", "MB", "MiB", "GB", "GiB"])
            })?),
        };
        Ok(MetricBound::Absolute { value, unit })
    }

    fn optional_in(&mut self) -> Result<Option<String>, AnnotationError> {
        let Some(token) = self.rest.first() else { return Ok(None) };
        if text_of(token) != "in" {
            return Err(AnnotationError {
                span: token.span,
                message: format!("`{}` where `in NAME` or the end is expected", text_of(token)),
                hint: None,
            });
        }
        self.rest = &self.rest[1..];
        Ok(Some(self.name("a name after `in`")?.0))
    }

    fn remaining(&mut self, expected: &str) -> Result<String, AnnotationError> {
        let text = self.rest.iter().map(text_of).collect::<Vec<_>>().join(" ");
        if text.trim().is_empty() {
            return Err(AnnotationError {
                span: Span::at(self.end),
                message: format!("nothing where {expected} is expected"),
                hint: None,
            });
        }
        self.rest = &[];
        Ok(text.trim().to_owned())
    }

    fn wrong(&self, message: &str, hint: &str) -> AnnotationError {
        let span = self.rest.first().map_or(Span::at(self.end), |token| token.span);
        AnnotationError { span, message: message.to_owned(), hint: Some(hint.to_owned()) }
    }
}

fn text_of(token: &Token) -> &str {
    match &token.kind {
        TokenKind::Word(text) | TokenKind::Text(text) => text,
        TokenKind::Semicolon => ";",
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
#[path = "parser_tests.rs"]
mod tests;
