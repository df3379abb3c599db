//! A graph as a Mermaid flowchart, as Git hosts show it in Markdown.

use std::collections::HashMap;

use milepost_engine::graph::DependencyGraph;

use crate::{
    Flow,
    dot::lines,
    flow::{STATES, class, colours},
    layout::printable,
    put::put,
};

/// The graph as a flowchart, what comes first at the beginning of the arrows. Nodes are called by numbers, so that no
/// name of a milestone can be read as anything else.
pub fn graph(graph: &DependencyGraph, flow: Flow) -> String {
    let mut out = format!("flowchart {}\n", flow.word());
    let nodes: HashMap<&str, usize> =
        graph.milestones.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
    for (at, milestone) in graph.milestones.iter().enumerate() {
        let lines: Vec<String> = lines(milestone).iter().map(|line| escaped(line)).collect();
        put!(out, "  m{at}[\"{}\"]:::{}\n", lines.join("<br/>"), class(milestone.status));
    }
    for (at, missing) in graph.missing.iter().enumerate() {
        put!(out, "  x{at}[\"{} is missing\"]:::missing\n", escaped(&missing.name));
    }
    let mut arrows = 0;
    let (mut thick, mut red) = (Vec::new(), Vec::new());
    for wait in &graph.waits {
        let (Some(needed), Some(waiting)) =
            (nodes.get(wait.needed.as_str()), nodes.get(wait.waiting.as_str()))
        else {
            continue;
        };
        let arrow = match (wait.circular, wait.critical) {
            (true, _) => "-.->",
            (_, true) => "==>",
            _ => "-->",
        };
        put!(out, "  m{needed} {arrow} m{waiting}\n");
        if wait.circular {
            red.push(arrows);
        } else if wait.critical {
            thick.push(arrows);
        }
        arrows += 1;
    }
    for (at, missing) in graph.missing.iter().enumerate() {
        if let Some(waiting) = nodes.get(missing.milestone.as_str()) {
            put!(out, "  x{at} -.-> m{waiting}\n");
            red.push(arrows);
            arrows += 1;
        }
    }
    for state in STATES {
        let (fill, stroke) = colours(*state);
        put!(out, "  classDef {} fill:{fill},stroke:{stroke},color:#111827\n", class(*state));
    }
    out.push_str("  classDef missing fill:#ffffff,stroke:#dc2626,stroke-dasharray:4,color:#111827\n");
    out.push_str("  classDef critical stroke-width:4px\n");
    let critical: Vec<String> = (0..graph.milestones.len())
        .filter(|at| graph.milestones[*at].critical)
        .map(|at| format!("m{at}"))
        .collect();
    if !critical.is_empty() {
        put!(out, "  class {} critical\n", critical.join(","));
    }
    for (numbers, look) in [(thick, "stroke:#111827,stroke-width:4px"), (red, "stroke:#dc2626")] {
        if !numbers.is_empty() {
            let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
            put!(out, "  linkStyle {} {look}\n", numbers.join(","));
        }
    }
    out
}

/// A text in Mermaid's quotes: all that could mean something there stands as its number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | ':' | '/' | '(' | ')' | '–' | '—')
        {
            out.push(c);
        } else {
            put!(out, "#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_leaves_its_quotes() {
        assert_eq!(escaped("a\"] --> b[\"<b>`x`"), "a#34;#93; --#62; b#91;#34;#60;b#62;#96;x#96;");
        assert_eq!(escaped("Übung 1/2: 50%;"), "Übung 1/2: 50#37;#59;");
    }
}
