//! Many files of a revision at once.

use super::{Git, GitError, nul_parts};

impl Git<'_> {
    /// The regular files of a revision below the folder of this [`Git`]: their paths from there, with their objects.
    pub fn list_tree(&self, revision: &str) -> Result<Vec<(String, String)>, GitError> {
        let bytes = self.bytes(&self.request(["ls-tree", "-r", "-z", "--end-of-options", revision]))?;
        let mut files = Vec::new();
        for record in nul_parts(&bytes) {
            let entry = String::from_utf8_lossy(record);
            let (head, path) = entry
                .split_once('\t')
                .ok_or_else(|| GitError::output("ls-tree", record, "an object and a path"))?;
            let mut words = head.split(' ');
            if let (Some("100644" | "100755"), Some("blob"), Some(object)) =
                (words.next(), words.next(), words.next())
            {
                files.push((path.to_owned(), object.to_owned()));
            }
        }
        Ok(files)
    }

    /// The bytes of these objects, in their order; `None` for one that is missing, as in a partial clone.
    pub fn blobs(&self, objects: &[&str]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let request = self.request(["cat-file", "--batch"]).stdin(objects.join("\n") + "\n");
        let bytes = self.bytes(&request)?;
        let mut rest: &[u8] = &bytes;
        let mut found = Vec::with_capacity(objects.len());
        for _ in objects {
            let bad = || GitError::output("cat-file", &rest[..rest.len().min(80)], "an object and its size");
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(bad)?;
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            if head.ends_with(" missing") {
                rest = &rest[end + 1..];
                found.push(None);
                continue;
            }
            let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(bad)?;
            let body = rest.get(end + 1..end + 1 + size).ok_or_else(bad)?;
            found.push(Some(body.to_vec()));
            rest = rest.get(end + size + 2..).ok_or_else(bad)?;
        }
        Ok(found)
    }
}
