//! Conflicts as Git writes them.

/// How conflicts are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// How many signs a mark has.
    pub size: usize,
    /// What our side is called.
    pub ours: String,
    /// What the other side is called.
    pub theirs: String,
}

impl Default for Marks {
    fn default() -> Self {
        Self { size: 7, ours: "ours".to_owned(), theirs: "theirs".to_owned() }
    }
}

/// A part of a merged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Both sides agree.
    Text(String),
    /// They do not.
    Conflict {
        /// Our lines.
        ours: String,
        /// Theirs.
        theirs: String,
    },
}

/// Writes the parts one after another, neighbouring conflicts as one, and counts the conflicts.
pub(super) fn written(parts: Vec<Part>, marks: &Marks) -> (String, usize) {
    let (mut text, mut conflicts) = (String::new(), 0);
    let mut open: Option<(String, String)> = None;
    for part in parts.into_iter().chain([Part::Text(String::new())]) {
        match part {
            Part::Conflict { ours, theirs } => {
                let (all_ours, all_theirs) = open.get_or_insert_default();
                all_ours.push_str(&ours);
                all_theirs.push_str(&theirs);
            }
            Part::Text(more) => {
                if let Some((ours, theirs)) = open.take() {
                    conflicts += 1;
                    mark(&mut text, &ours, &theirs, marks);
                }
                text.push_str(&more);
            }
        }
    }
    (text, conflicts)
}

fn mark(text: &mut String, ours: &str, theirs: &str, marks: &Marks) {
    let newline = if ours.contains("\r\n") || theirs.contains("\r\n") { "\r\n" } else { "\n" };
    let end_line = |text: &mut String| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(newline);
        }
    };
    let sign = |c: char| String::from(c).repeat(marks.size);
    end_line(text);
    *text += &[&sign('<'), " ", &marks.ours, newline, ours].concat();
    end_line(text);
    *text += &[&sign('='), newline, theirs].concat();
    end_line(text);
    *text += &[&sign('>'), " ", &marks.theirs, newline].concat();
}
