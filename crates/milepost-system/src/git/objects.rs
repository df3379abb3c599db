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
        let found = answers(&bytes, objects.len())?;
        Ok(found.into_iter().map(|answer| answer.map(|(_, bytes)| bytes.to_vec())).collect())
    }
}

/// The kind of an object and its bytes.
pub(super) type Object<'a> = (&'a str, &'a [u8]);

/// What `git cat-file --batch` answered to so many questions: `NAME KIND SIZE` and the bytes, or the name and one word that
/// says why there is nothing: `missing`, `ambiguous`, since Git 2.51 also `submodule`.
pub(super) fn answers(bytes: &[u8], questions: usize) -> Result<Vec<Option<Object<'_>>>, GitError> {
    let bad =
        |rest: &[u8]| GitError::output("cat-file", &rest[..rest.len().min(80)], "an object and its size");
    let mut rest = bytes;
    let mut found = Vec::with_capacity(questions);
    for _ in 0..questions {
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(|| bad(rest))?;
        let mut words = rest[..end].rsplit(|byte| *byte == b' ').map(|word| str::from_utf8(word).ok());
        let last = words.next().flatten().ok_or_else(|| bad(rest))?;
        if matches!(last, "missing" | "ambiguous" | "submodule") {
            rest = &rest[end + 1..];
            found.push(None);
            continue;
        }
        let kind = words.next().flatten().ok_or_else(|| bad(rest))?;
        let size: usize = last.parse().map_err(|_| bad(rest))?;
        let content = rest.get(end + 1..end + 1 + size).ok_or_else(|| bad(rest))?;
        found.push(Some((kind, content)));
        rest = rest.get(end + size + 2..).ok_or_else(|| bad(rest))?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_and_why_there_is_nothing() {
        let bytes =
            b"aa blob 3\na\nb\nHEAD:gone name missing\nHEAD:sub submodule\nab ambiguous\nbb tree 0\n\n";
        let found = answers(bytes, 5).unwrap();
        assert_eq!(found, [Some(("blob", &b"a\nb"[..])), None, None, None, Some(("tree", &b""[..]))]);
        assert!(answers(b"aa blob 9\na", 1).is_err());
        assert!(answers(b"aa what\n", 1).is_err());
        assert!(answers(b"", 1).is_err());
    }
}
