//! Hooks and the messages of commits.

use std::path::{Path, PathBuf};

use super::{Git, GitError, path_from};

impl Git<'_> {
    /// The folder from which Git takes hooks: that of `core.hooksPath`, else the one of the repository.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        // Not the request of a reading command: that one turns hooks off. `rev-parse` runs none.
        let mut path = self.bytes(&self.bare_request(["rev-parse", "--git-path", "hooks"]))?;
        if path.last() == Some(&b'\n') {
            path.pop();
        }
        Ok(self.root.join(path_from(&path)))
    }

    /// A message of a commit as Git would keep it: without comments, the diff below the scissors, and blank lines around.
    pub fn message_words(&self, message: &str) -> Result<String, GitError> {
        const SCISSORS: &str = "------------------------ >8 ------------------------";
        let lines = message.split_inclusive('\n').take_while(|line| !line.contains(SCISSORS));
        let text: String = lines.collect();
        let request = self.request(["stripspace", "--strip-comments"]).stdin(text.into_bytes());
        Ok(String::from_utf8_lossy(&self.bytes(&request)?).into_owned())
    }

    /// Adds a trailer to the message in a file, unless one of that key is there.
    pub fn add_trailer(&self, file: &Path, key: &str, value: &str) -> Result<(), GitError> {
        let trailer = format!("{key}: {value}");
        let args = ["interpret-trailers", "--in-place", "--if-exists", "doNothing", "--trailer", &trailer];
        self.bytes(&self.request(args).arg(file)).map(drop)
    }
}
