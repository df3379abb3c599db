//! Which fences are run, and when.

use milepost_document::{Document, FenceId, Span, vocabulary::SectionKind};

/// When a fence is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    /// By `verify`.
    Verify,
    /// By `run`.
    Steps,
    /// By `rollback`.
    Rollback,
}

impl Runs {
    /// The command that runs it.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Steps => "run",
            Self::Rollback => "rollback",
        }
    }
}

/// When the fences of a place are run, whatever their language: by the nearest section around it that decides.
pub(crate) fn place(document: &Document, fence: FenceId) -> Option<Runs> {
    document.ancestors(document.fence(fence).section).find_map(|(_, section)| match section.kind? {
        SectionKind::TestingStrategy
        | SectionKind::TestTypes
        | SectionKind::UnitTests
        | SectionKind::IntegrationTests
        | SectionKind::OtherTests => Some(Runs::Verify),
        SectionKind::ImplementationSteps => Some(Runs::Steps),
        SectionKind::RollbackPlan | SectionKind::RollbackProcedure => Some(Runs::Rollback),
        _ => None,
    })
}

/// Whether a fence's language is run: `bash`, `sh`, `shell` and `console`.
pub(crate) fn is_shell(document: &Document, fence: FenceId) -> bool {
    matches!(language(document, fence).as_str(), "bash" | "sh" | "shell" | "console")
}

/// The first word of a fence's info string, in lower case, without braces.
pub(crate) fn language(document: &Document, fence: FenceId) -> String {
    let info = document.text(document.fence(fence).info);
    info.split([' ', ',', '{', '}', '\t'])
        .find(|word| !word.is_empty())
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// The commands of a fence as a shell sees them, with the way back to the document.
pub(crate) struct Script {
    /// The commands.
    pub(crate) text: String,
    /// Where each line starts: in the text, and in the document's source.
    lines: Vec<(u32, u32)>,
}

impl Script {
    /// A span of the text as a span of the document's source.
    pub(crate) fn in_source(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        // The end lies behind the last byte, which may be that of the line before.
        let end = if span.is_empty() { start } else { self.offset(span.end - 1) + 1 };
        Span::new(start, end.max(start))
    }

    fn offset(&self, at: u32) -> u32 {
        let line = self.lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.lines.get(line).map_or(0, |(start, source)| source + (at - start))
    }
}

/// Reads a fence: without the indentation of the list around it; of `console`, the lines behind `$ `.
pub(crate) fn script(document: &Document, id: FenceId) -> Script {
    let fence = document.fence(id);
    let prompt = language(document, id) == "console";
    let mut script = Script { text: String::new(), lines: Vec::new() };
    let mut at = fence.content.start;
    for line in document.text(fence.content).split_inclusive('\n') {
        let blanks =
            line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count().min(fence.indent as usize);
        let (text, skipped) = match (prompt, line[blanks..].strip_prefix("$ ")) {
            (true, Some(command)) => (command, blanks + 2),
            (true, None) => ("", blanks),
            (false, _) => (&line[blanks..], blanks),
        };
        if !text.is_empty() || !prompt {
            script.lines.push((script.text.len() as u32, at + skipped as u32));
            script.text.push_str(text);
        }
        at += line.len() as u32;
    }
    if script.lines.is_empty() {
        script.lines.push((0, fence.content.start));
    }
    script
}
