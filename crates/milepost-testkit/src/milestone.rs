//! A milestone document of the test's making.

use std::fmt::Write as _;

/// A small milestone document: sections in the template's order, each only where it has something to say.
#[derive(Debug, Clone)]
pub struct Milestone {
    number: u32,
    name: String,
    status: &'static str,
    risk: &'static str,
    sections: Vec<(&'static str, &'static str, String)>,
}

/// The sections in the order of the template, with the heading above them.
const ORDER: &[(&str, &str)] = &[
    ("", "## Objectives"),
    ("## Scope & Deliverables", "### Deliverables"),
    ("## Dependencies", "### Prerequisites"),
    ("## Dependencies", "### Blockers"),
    ("## Testing Strategy", "#### Unit Tests"),
    ("## Testing Strategy", "#### Integration Tests"),
    ("## Testing Strategy", "#### Manual Testing"),
    ("### Verification Checklist", "#### Pre-Implementation"),
    ("### Verification Checklist", "#### Post-Implementation"),
    ("", "## Success Criteria"),
];

impl Milestone {
    /// A planned milestone of low risk without any item.
    pub fn new(number: u32, name: &str) -> Self {
        Self { number, name: name.to_owned(), status: "⏳ Planned", risk: "🟢 Low", sections: Vec::new() }
    }

    /// With another status, as a document writes it: `🔄 In Progress`.
    #[must_use]
    pub fn status(mut self, status: &'static str) -> Self {
        self.status = status;
        self
    }

    /// With another risk, as a document writes it: `🔴 High`.
    #[must_use]
    pub fn risk(mut self, risk: &'static str) -> Self {
        self.risk = risk;
        self
    }

    /// With text under one of the headings of the template, such as `Unit Tests`.
    ///
    /// # Panics
    /// When the template has no such heading.
    #[must_use]
    pub fn section(mut self, heading: &str, text: &str) -> Self {
        let (above, heading) = *ORDER
            .iter()
            .find(|(_, known)| known.trim_start_matches(['#', ' ']) == heading)
            .expect("a heading of the template");
        self.sections.push((above, heading, text.to_owned()));
        self
    }

    /// The text.
    pub fn text(&self) -> String {
        let Self { number, name, status, risk, .. } = self;
        let mut text = format!(
            "# Milestone {number}: {name}\n\n## Overview\n\nOne thing is better.\n\n**Risk Level**: {risk}\n\
             **Estimated Effort**: 2 hours\n**Status**: {status}\n"
        );
        let mut last = "";
        for (above, heading) in ORDER {
            for (_, _, body) in self.sections.iter().filter(|section| section.1 == *heading) {
                if !above.is_empty() && *above != last {
                    let _ = write!(text, "\n{above}\n");
                }
                last = above;
                let _ = write!(text, "\n{heading}\n\n{}\n", body.trim_end());
            }
        }
        let _ = write!(text, "\n---\n\n**Last Updated**: 2026-01-05\n**Status**: {status}\n");
        text
    }
}

/// A fence: a language and its text.
pub fn fenced(language: &str, script: &str) -> String {
    format!("```{language}\n{}\n```\n", script.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_stand_in_the_order_of_the_template() {
        let text = Milestone::new(1, "One")
            .section("Success Criteria", "- [ ] All tests passing")
            .section("Post-Implementation", "- [ ] Lint passes: `true`")
            .section("Unit Tests", &fenced("bash", "true"))
            .text();
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(
            headings,
            [
                "# Milestone 1: One",
                "## Overview",
                "## Testing Strategy",
                "#### Unit Tests",
                "### Verification Checklist",
                "#### Post-Implementation",
                "## Success Criteria"
            ]
        );
    }
}
