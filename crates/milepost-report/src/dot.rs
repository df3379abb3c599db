//! A graph in the language of Graphviz.

use milepost_engine::graph::{DependencyGraph, GraphMilestone};

use crate::{Flow, flow::colours, layout::printable, put::put, words};

/// The graph as a `digraph`, what comes first at the beginning of the arrows.
pub fn graph(graph: &DependencyGraph, flow: Flow) -> String {
    let mut out = String::from("digraph milestones {\n");
    put!(out, "  rankdir={};\n", flow.word());
    out.push_str("  node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\"];\n");
    out.push_str("  edge [color=\"#6b7280\"];\n");
    for milestone in &graph.milestones {
        let (fill, stroke) = colours(milestone.status);
        let bold = if milestone.critical { ", penwidth=3" } else { "" };
        put!(
            out,
            "  {} [label={}, tooltip={}, fillcolor=\"{fill}\", color=\"{stroke}\"{bold}];\n",
            quoted(&milestone.id),
            quoted_lines(&lines(milestone)),
            quoted(&milestone.path),
        );
    }
    for (at, missing) in graph.missing.iter().enumerate() {
        put!(
            out,
            "  {} [label={}, style=\"dashed\", color=\"#dc2626\"];\n",
            quoted(&absent(at)),
            quoted(&format!("{} is missing", missing.name)),
        );
    }
    for wait in &graph.waits {
        let look = match (wait.circular, wait.critical) {
            (true, _) => " [color=\"#dc2626\", style=dashed]",
            (_, true) => " [color=\"#111827\", penwidth=3]",
            _ => "",
        };
        put!(out, "  {} -> {}{look};\n", quoted(&wait.needed), quoted(&wait.waiting));
    }
    for (at, missing) in graph.missing.iter().enumerate() {
        put!(
            out,
            "  {} -> {} [color=\"#dc2626\", style=dashed];\n",
            quoted(&absent(at)),
            quoted(&missing.milestone),
        );
    }
    out.push_str("}\n");
    out
}

/// The lines of a milestone's box.
pub(crate) fn lines(milestone: &GraphMilestone) -> Vec<String> {
    let state = milestone.status.map_or_else(|| "no status".to_owned(), words::spaced);
    let left = match milestone.remaining {
        Some(hours) if hours.high > 0.0 => format!("{state}, {} left", words::hours(hours)),
        _ => state,
    };
    vec![milestone.id.clone(), milestone.title.clone(), left]
}

/// The node of what is not there: no id of a milestone looks like it.
fn absent(at: usize) -> String {
    format!("✖ {at}")
}

/// A quoted string that stands for exactly this text: Graphviz reads escapes, and entities as HTML does.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn quoted_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_leaves_its_string() {
        assert_eq!(quoted("a\"]; evil [label=\"b"), r#""a\"]; evil [label=\"b""#);
        assert_eq!(quoted("back\\slash\\"), r#""back\\slash\\""#);
        assert_eq!(quoted("R&amp;D\nx"), "\"R&amp;amp;D x\"");
    }
}
