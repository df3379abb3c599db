//! A new table.

use unicode_width::UnicodeWidthStr as _;

/// A table of these cells as Markdown, each column as wide as its widest cell, without a line end behind it. Pipes are
/// escaped and line ends become blanks.
pub fn render_table(header: &[&str], rows: &[Vec<String>], line_end: &str) -> String {
    let escaped = |cell: &str| cell.replace("\\|", "|").replace('|', "\\|").replace(['\n', '\r'], " ");
    let header: Vec<String> = header.iter().map(|cell| escaped(cell)).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| escaped(cell)).collect()).collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            let cells = std::iter::once(&header).chain(&rows).filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or_default().max(3)
        })
        .collect();
    let line = |cells: &[String]| -> String {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let blanks = " ".repeat(width - cell.width());
            format!(" {cell}{blanks} |")
        });
        std::iter::once("|".to_owned()).chain(padded).collect()
    };
    let dashes: String = std::iter::once("|".to_owned())
        .chain(widths.iter().map(|width| format!("{}|", "-".repeat(width + 2))))
        .collect();
    let lines: Vec<String> =
        [line(&header), dashes].into_iter().chain(rows.iter().map(|row| line(row))).collect();
    lines.join(line_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn a_table_is_aligned_and_reads_back() {
        let rows =
            vec![vec!["a | b".to_owned(), "✅ Completed".to_owned()], vec![String::new(), "x".to_owned()]];
        let text = render_table(&["Title", "Status"], &rows, "\n");
        assert_eq!(
            text,
            "| Title  | Status       |\n|--------|--------------|\n| a \\| b | ✅ Completed |\n|        | x            |"
        );
        let document = parse(&text).document;
        let read: Vec<&str> =
            document.tables[0].rows[0].cells.iter().map(|cell| document.text(*cell)).collect();
        assert_eq!(read, ["a \\| b", "✅ Completed"]);
    }
}
