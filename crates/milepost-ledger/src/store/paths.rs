//! Where a ledger's files lie.

use std::path::{Path, PathBuf};

use crate::{Digest, Kind, Place};

/// The folders of one ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Local evidence: `milepost` under the Git common directory.
    pub local: PathBuf,
    /// Committed evidence: `.milepost` in the repository's root.
    pub shared: PathBuf,
    /// The SQLite index; `None` keeps it in memory.
    pub index: Option<PathBuf>,
}

impl Paths {
    /// The usual folders for a Git common directory and a repository's root.
    pub fn new(git_common_dir: &Path, root: &Path) -> Self {
        let local = git_common_dir.join("milepost");
        Self { index: Some(local.join("index.sqlite")), local, shared: root.join(".milepost") }
    }

    /// The same without an index on disk.
    #[must_use]
    pub fn without_index(mut self) -> Self {
        self.index = None;
        self
    }

    /// The folder of a place.
    pub fn folder(&self, place: Place) -> PathBuf {
        match place {
            Place::Local => self.local.join("records"),
            Place::Shared => self.shared.join("records"),
            Place::Attestations => self.shared.join("attestations"),
        }
    }

    /// One of the 256 folders of local records.
    pub(crate) fn shard(&self, first: u8) -> PathBuf {
        self.local.join("records").join(format!("{first:02x}"))
    }

    /// The file of a record. `date` is used for committed ones only.
    pub fn record(&self, place: Place, kind: &Kind, date: &str, digest: &Digest) -> PathBuf {
        match place {
            Place::Local => self.shard(digest.as_bytes()[0]).join(format!("{}.json", digest.hex())),
            _ => self.folder(place).join(committed_name(kind, date, digest)),
        }
    }

    /// The file of a local blob.
    pub fn blob(&self, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        self.local.join("blobs").join(&hex[..2]).join(format!("{hex}.zst"))
    }

    /// The file of a committed attachment.
    pub fn attachment(&self, digest: &Digest, name: &str) -> PathBuf {
        let extension = Path::new(name).extension().and_then(|text| text.to_str());
        let extension =
            extension.filter(|text| text.len() <= 8 && text.bytes().all(|b| b.is_ascii_alphanumeric()));
        let name =
            extension.map_or_else(|| digest.hex(), |extension| format!("{}.{extension}", digest.hex()));
        self.shared.join("attachments").join(name)
    }

    /// The list of records that no other follows.
    pub(crate) fn heads(&self) -> PathBuf {
        self.local.join("heads")
    }

    /// The file whose lock guards `heads`.
    pub(crate) fn lock(&self) -> PathBuf {
        self.local.join("heads.lock")
    }

    /// The random identity of this local ledger.
    pub(crate) fn identity(&self) -> PathBuf {
        self.local.join("id")
    }
}

/// `KIND-DATE-12HEX.json`.
pub(crate) fn committed_name(kind: &Kind, date: &str, digest: &Digest) -> String {
    let kind: String = kind.name().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{kind}-{date}-{}.json", digest.short())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let paths = Paths::new(Path::new("/r/.git"), Path::new("/r"));
        let digest = Digest::of("x");
        let hex = digest.hex();
        assert_eq!(
            paths.record(Place::Local, &Kind::CheckRun, "", &digest),
            Path::new("/r/.git/milepost/records").join(&hex[..2]).join(format!("{hex}.json"))
        );
        assert_eq!(
            paths.record(Place::Shared, &Kind::SignOff, "2030-01-02", &digest),
            Path::new("/r/.milepost/records").join(format!("sign-off-2030-01-02-{}.json", &hex[..12]))
        );
        assert_eq!(
            paths.attachment(&digest, "../../etc/shot.PNG"),
            Path::new("/r/.milepost/attachments").join(format!("{hex}.PNG"))
        );
        assert_eq!(paths.attachment(&digest, "x.a/b"), Path::new("/r/.milepost/attachments").join(hex));
    }
}
