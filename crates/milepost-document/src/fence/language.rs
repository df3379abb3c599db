//! The info string of a fence: its language, its attributes, and whether anything runs it.

/// The info string of a fence, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language<'i> {
    word: &'i str,
    info: &'i str,
}

/// Reads an info string such as `bash`, `python run`, `sh cwd=web {.numbered}`.
pub fn language(info: &str) -> Language<'_> {
    let word = info.split(|c: char| c.is_whitespace() || matches!(c, '{' | ',')).next().unwrap_or_default();
    Language { word, info }
}

impl<'i> Language<'i> {
    /// The first word, as written.
    pub fn word(self) -> &'i str {
        self.word
    }

    /// The program that runs such a fence; `None` when nothing does.
    pub fn interpreter(self) -> Option<&'static str> {
        match self.word.to_ascii_lowercase().as_str() {
            "bash" | "shell" | "console" => Some("bash"),
            "sh" => Some("sh"),
            "python" | "python3" | "py" if self.has_word("run") => Some("python"),
            "node" | "js" | "javascript" if self.has_word("run") => Some("node"),
            _ => None,
        }
    }

    /// Whether it is a transcript, of which only the lines after `$ ` are commands.
    pub fn is_console(self) -> bool {
        self.word.eq_ignore_ascii_case("console")
    }

    /// Why nothing runs such a fence: a lower-case fragment.
    pub fn why_not_run(self) -> String {
        match self.word.to_ascii_lowercase().as_str() {
            "" => "not run: it names no language, such as `bash`".to_owned(),
            "python" | "python3" | "py" | "node" | "js" | "javascript" => {
                format!("not run: {}; write `{} run` to have it run", self.word, self.word)
            }
            _ => format!("not run: {}", self.word),
        }
    }

    /// The value of an attribute `name=value`.
    pub fn attribute(self, name: &str) -> Option<&'i str> {
        let words = self.info.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ','));
        let mut pairs = words.filter_map(|word| word.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.trim_matches(['"', '\'']))
    }

    fn has_word(self, wanted: &str) -> bool {
        self.info.split_whitespace().skip(1).any(|word| word == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn shells_run_and_others_only_on_request() {
        for info in ["bash", "Bash", "shell", "console", "bash {.numbered}", "bash,ignore"] {
            assert_eq!(language(info).interpreter(), Some("bash"), "{info}");
        }
        assert_eq!(language("sh").interpreter(), Some("sh"));
        assert_eq!(language("python run").interpreter(), Some("python"));
        for info in ["python", "", "text", "sql", "node", "bashrun"] {
            assert_eq!(language(info).interpreter(), None, "{info}");
        }
    }

    #[test]
    fn attributes_are_read() {
        assert_eq!(language("bash cwd=web").attribute("cwd"), Some("web"));
        assert_eq!(language("bash {cwd=\"a/b\"}").attribute("cwd"), Some("a/b"));
        assert_eq!(language("bash cwd").attribute("cwd"), None);
    }

    #[test]
    fn the_reason_names_the_language() {
        assert_eq!(language("sql").why_not_run(), "not run: sql");
        assert!(language("").why_not_run().contains("names no language"));
        assert!(language("python").why_not_run().contains("`python run`"));
    }
}
