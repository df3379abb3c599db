//! Settings that a milestone introduces.

use crate::{Document, FenceId, Span, vocabulary::SectionKind};

/// `NAME=value` in a fence under Configuration Changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The fence in which it stands.
    pub fence: FenceId,
    /// Its name.
    pub name: Span,
    /// Its value as written, quotes included; empty when there is none.
    pub value: Span,
}

/// The settings of every fence under Configuration Changes, in order.
pub fn settings(document: &Document) -> Vec<Setting> {
    let mut found = Vec::new();
    for (id, fence) in (0_u32..).zip(&document.fences) {
        let info = document.text(fence.info).split_whitespace().next().unwrap_or("");
        let readable = matches!(info, "" | "bash" | "sh" | "shell" | "env" | "dotenv" | "ini" | "properties");
        if fence.kind != Some(SectionKind::ConfigurationChanges) || !readable {
            continue;
        }
        let mut at = fence.content.start as usize;
        for line in document.text(fence.content).split_inclusive('\n') {
            let text = line.trim_start();
            let start = at + line.len() - text.len();
            at += line.len();
            let body = text.strip_prefix("export ").unwrap_or(text);
            let start = start + text.len() - body.len();
            let Some((name, value)) = body.trim_end().split_once('=') else { continue };
            let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if is_name {
                let value_start = start + name.len() + 1;
                found.push(Setting {
                    fence: FenceId(id),
                    name: Span::from(start..start + name.len()),
                    value: Span::from(value_start..value_start + value.len()),
                });
            }
        }
    }
    found
}
