//! Programs that a repository makes itself.

use crate::Portfolio;

/// Where the source of a program called `NAME` stands, by the habits of languages.
const PLACES: [&str; 16] = [
    "bin/NAME",
    "bin/NAME.js",
    "bin/NAME.ts",
    "bin/NAME.sh",
    "bin/NAME.rb",
    "exe/NAME",
    "cmd/NAME/main.go",
    "src/bin/NAME.rs",
    "crates/NAME/src/main.rs",
    "src/NAME/cli.py",
    "src/NAME/main.py",
    "src/NAME/__main__.py",
    "NAME/cli.py",
    "NAME/main.py",
    "NAME/__main__.py",
    "NAME.py",
];

/// Whether the repository holds the source of a program of this name, so that a line that begins with it is a command.
/// Names with anything but letters, digits, hyphens and underscores are none.
pub fn is_own_tool(portfolio: &Portfolio, name: &str) -> bool {
    let is_name = name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    let module = name.replace('-', "_");
    is_name
        && PLACES.iter().any(|place| {
            portfolio.has_file(&place.replace("NAME", name))
                || portfolio.has_file(&place.replace("NAME", &module))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio_of;

    #[test]
    fn a_program_is_known_by_its_source() {
        let portfolio = portfolio_of(&[("docs/m1.md", "# M1: X\n")])
            .with_files(["src/my_shop/cli.py", "cmd/shopd/main.go", "src/main.rs"].map(str::to_owned));
        for (name, own) in
            [("my-shop", true), ("my_shop", true), ("shopd", true), ("main", false), ("../x", false)]
        {
            assert_eq!(is_own_tool(&portfolio, name), own, "{name}");
        }
    }
}
