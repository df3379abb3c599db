//! Writing a row of a table.

use super::set_cell::escaped;
use crate::{Document, Edit, TableId};

/// Writes a row behind another one, in the dress of that: its indentation, and pipes at its ends or none. A column without
/// a text stays empty; what stands between the row and the end of its line stays there.
pub fn insert_row(document: &Document, table: TableId, behind: usize, texts: &[(usize, String)]) -> Edit {
    let table = document.table(table);
    let row = &table.rows[behind];
    let line = document.text(row.span);
    let start = document.source[..row.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent = &document.source[start..row.span.start as usize];
    let inner = &line[..line.len() - line.trim_start().len()];
    let cell = |column: usize| {
        texts.iter().find(|(at, _)| *at == column).map_or_else(String::new, |(_, text)| escaped(text))
    };
    let all: Vec<String> = (0..table.header.len()).map(cell).collect();
    let all = all.join(" | ");
    let all = if line.trim_start().starts_with('|') { format!("| {all} |") } else { all };
    let rest = &document.source[row.span.end as usize..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let end = if document.source.contains("\r\n") { "\r\n" } else { "\n" };
    Edit::insert(row.span.end + blanks as u32, format!("{end}{indent}{inner}{all}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EditSet, parse};

    fn inserted(text: &str) -> String {
        let document = parse(text).document;
        let texts = [(0, "c".to_owned()), (1, "x|y".to_owned())];
        EditSet::new(vec![insert_row(&document, TableId(0), 0, &texts)]).unwrap().apply(text).unwrap()
    }

    #[test]
    fn a_row_has_the_dress_of_the_one_before() {
        for (text, wanted) in [
            ("| a | b |\n|---|---|\n| 1 | 2 |\n\nText\n", "| 1 | 2 |\n| c | x\\|y |\n\nText\n"),
            ("| a | b |\r\n|---|---|\r\n| 1 | 2 |  \r\n", "| 1 | 2 |  \r\n| c | x\\|y |\r\n"),
            ("a | b\n---|---\n1 | 2", "1 | 2\nc | x\\|y"),
            (
                "- x\n\n  | a | b | d |\n  |---|---|---|\n  | 1 | 2 | 3 |\n",
                "  | 1 | 2 | 3 |\n  | c | x\\|y |  |\n",
            ),
        ] {
            let found = inserted(text);
            assert!(found.ends_with(wanted), "{found}");
            assert_eq!(parse(&found).document.tables[0].rows.len(), 2, "{found}");
        }
    }
}
