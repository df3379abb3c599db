//! The names that Git gives to contents.

use std::{fmt::Write as _, path::Path};

use sha1_checked::Sha1;
use sha2::{Digest as _, Sha256};

use super::super::{GitError, ObjectFormat};

/// The name of a blob with these bytes, as `git hash-object` prints it. As there, bytes that were made to collide with
/// others are refused: `path` is then named.
pub(super) fn blob_name(format: ObjectFormat, path: &Path, bytes: &[u8]) -> Result<String, GitError> {
    let header = format!("blob {}\0", bytes.len());
    match format {
        ObjectFormat::Sha1 => {
            let mut hash = Sha1::new();
            hash.update(header.as_bytes());
            hash.update(bytes);
            let result = hash.try_finalize();
            if result.has_collision() {
                let source = std::io::Error::other("its SHA-1 was made to be that of another file");
                return Err(GitError::file("name the content of", path, source));
            }
            Ok(hex(result.hash()))
        }
        ObjectFormat::Sha256 => Ok(hex(&Sha256::new().chain_update(header).chain_update(bytes).finalize())),
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string can always grow");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_git() {
        let name = |format, bytes: &[u8]| blob_name(format, Path::new("x"), bytes).unwrap();
        assert_eq!(name(ObjectFormat::Sha1, b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(name(ObjectFormat::Sha1, b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
        assert_eq!(
            name(ObjectFormat::Sha256, b""),
            "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
        );
    }
}
