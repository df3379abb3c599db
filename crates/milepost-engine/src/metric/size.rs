//! The size of files, as they are or packed.

use std::{
    collections::BTreeSet,
    io::Write as _,
    path::{Path, PathBuf},
};

use globset::GlobSet;
use milepost_system::{FileKind, System};

use crate::{config::Compression, plan::glob_set};

/// The bytes of all files that match, each packed by itself as a server would send it.
///
/// # Errors
/// In words: when none matches, or one cannot be read.
pub(super) fn size_of(
    system: &dyn System,
    root: &Path,
    globs: &[String],
    compression: Compression,
) -> Result<u64, String> {
    let set = glob_set(globs).map_err(|error| error.to_string())?;
    let mut files = BTreeSet::new();
    for glob in globs {
        collect(system, root, &root.join(literal(glob)), &set, &mut files);
    }
    if files.is_empty() {
        return Err(format!("no file matches {}", list(globs)));
    }
    let mut total = 0;
    for file in files {
        let bytes =
            system.read(&file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
        total += packed(&bytes, compression)
            .map_err(|error| format!("cannot pack `{}`: {error}", file.display()))?;
    }
    Ok(total)
}

/// The folders of a glob before its first wildcard.
fn literal(glob: &str) -> PathBuf {
    let is_plain = |part: &&str| !part.contains(['*', '?', '[', '{', '\\']);
    glob.trim_start_matches("./").split('/').take_while(is_plain).collect()
}

/// Files of which Git may know nothing, as what is built mostly is; no link is followed.
fn collect(system: &dyn System, root: &Path, at: &Path, set: &GlobSet, files: &mut BTreeSet<PathBuf>) {
    let Ok(facts) = system.symlink_metadata(at) else { return };
    match facts.kind {
        FileKind::File if at.strip_prefix(root).is_ok_and(|path| set.is_match(path)) => {
            files.insert(at.to_owned());
        }
        FileKind::Directory if at.file_name().is_none_or(|name| name != ".git") => {
            for entry in system.list(at).unwrap_or_default() {
                collect(system, root, &entry.path, set, files);
            }
        }
        _ => {}
    }
}

fn packed(bytes: &[u8], compression: Compression) -> std::io::Result<u64> {
    Ok(match compression {
        Compression::Raw => bytes.len(),
        Compression::Gzip => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packed.write_all(bytes)?;
            packed.finish()?.len()
        }
        Compression::Brotli => {
            let mut packed = Vec::new();
            let settings = brotli::enc::BrotliEncoderParams::default();
            brotli::BrotliCompress(&mut &*bytes, &mut packed, &settings)?;
            packed.len()
        }
    } as u64)
}

fn list(globs: &[String]) -> String {
    globs.iter().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    fn of(globs: &[&str], compression: Compression) -> Result<u64, String> {
        let system = MemorySystem::new();
        for (path, text) in
            [("dist/a.js", "x".repeat(1000)), ("dist/deep/b.js", "y".repeat(10)), ("c.js", "z".into())]
        {
            let path = Path::new("/p").join(path);
            system.create_dir_all(path.parent().unwrap()).unwrap();
            system.write_atomic(&path, text.as_bytes()).unwrap();
        }
        let globs: Vec<String> = globs.iter().map(|glob| (*glob).to_owned()).collect();
        size_of(&system, Path::new("/p"), &globs, compression)
    }

    #[test]
    fn sizes_add_up_and_nothing_is_no_size() {
        assert_eq!(of(&["dist/**"], Compression::Raw), Ok(1010));
        assert_eq!(of(&["dist/*.js", "dist/a.js"], Compression::Raw), Ok(1000));
        assert_eq!(of(&["**/*.js"], Compression::Raw), Ok(1011));
        for compression in [Compression::Gzip, Compression::Brotli] {
            assert!(of(&["dist/a.js"], compression).unwrap() < 60, "{compression:?}");
        }
        assert_eq!(of(&["build/**"], Compression::Raw), Err("no file matches `build/**`".to_owned()));
    }
}
