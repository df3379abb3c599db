//! What commands may fill outside of the work tree: the caches without which common tools do not work.

use std::path::{Path, PathBuf};

/// A tool's folder and what of it is cache. The rest of it, programs and settings above all, stays read-only.
struct Cache {
    /// The variable that names the folder.
    variable: Option<&'static str>,
    /// Where it is otherwise, from the home folder.
    folder: &'static str,
    /// What of it may change; an empty name is all of it.
    parts: &'static [&'static str],
}

const CACHES: &[Cache] = &[
    cache(Some("BUN_INSTALL"), ".bun", &["install/cache"]),
    cache(None, ".cabal", &["packages", "store"]),
    cache(
        Some("CARGO_HOME"),
        ".cargo",
        &["registry", "git", ".package-cache", ".package-cache-mutate", ".global-cache"],
    ),
    cache(Some("COREPACK_HOME"), ".cache/node/corepack", &[""]),
    cache(Some("GOCACHE"), ".cache/go-build", &[""]),
    cache(Some("GOMODCACHE"), "go/pkg/mod", &[""]),
    cache(Some("GOPATH"), "go", &["pkg"]),
    cache(
        Some("GRADLE_USER_HOME"),
        ".gradle",
        &["caches", "daemon", "jdks", "native", "notifications", "wrapper", ".tmp"],
    ),
    cache(None, ".hex", &["packages", "cache.ets"]),
    cache(None, ".ivy2", &["cache", "local"]),
    cache(None, ".m2", &["repository", "wrapper"]),
    cache(Some("npm_config_cache"), ".npm", &[""]),
    cache(None, ".nuget", &["packages"]),
    cache(None, ".pnpm-store", &[""]),
    // All of it: pnpm tries in a new folder beside the store whether it can link, and takes another store where not.
    cache(Some("PNPM_HOME"), ".local/share/pnpm", &[""]),
    cache(Some("PIP_CACHE_DIR"), ".cache/pip", &[""]),
    cache(Some("PUB_CACHE"), ".pub-cache", &["hosted", "hosted-hashes", "git", "_temp", "log"]),
    cache(None, ".sbt", &["boot", "1.0"]),
    cache(None, ".stack", &["pantry", "snapshots", "programs"]),
    cache(Some("UV_CACHE_DIR"), ".cache/uv", &[""]),
    cache(Some("XDG_CACHE_HOME"), ".cache", &[""]),
    cache(Some("YARN_CACHE_FOLDER"), ".yarn", &["berry"]),
];

/// Devices that are written to, and shared memory, which browsers and databases need.
const DEVICES: &[&str] = &["/dev/full", "/dev/null", "/dev/random", "/dev/shm", "/dev/urandom", "/dev/zero"];

const fn cache(
    variable: Option<&'static str>,
    folder: &'static str,
    parts: &'static [&'static str],
) -> Cache {
    Cache { variable, folder, parts }
}

/// All caches and devices. Those that are not there are left out later.
pub(super) fn write(home: Option<&Path>, at: &dyn Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    let mut write: Vec<PathBuf> = DEVICES.iter().map(PathBuf::from).collect();
    for cache in CACHES {
        let named = cache.variable.and_then(at).filter(|path| super::is_deep(path));
        let usual = home.map(|home| home.join(cache.folder));
        for folder in named.into_iter().chain(usual) {
            write.extend(cache.parts.iter().map(|part| folder.join(part)));
        }
    }
    write
}
