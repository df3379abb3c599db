//! What no command may read: credentials of people, and what would let a command speak in their name.

use std::path::{Path, PathBuf};

/// A path that is nobody's business; a `*` at its end stands for any rest of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Secret {
    parent: PathBuf,
    name: String,
    real: Option<PathBuf>,
}

/// From the home folder. Those below `.config`, `.local/share`, `.local/state`, `.cache` and `.cargo` are looked for
/// also where the variables say that these folders are.
const OF_HOME: &[&str] = &[
    ".aws",
    ".azure",
    ".bash_history",
    ".boto",
    ".bundle/config",
    ".cache/BraveSoftware",
    ".cache/chromium",
    ".cache/google-chrome",
    ".cache/mozilla",
    ".cargo/credentials*",
    ".composer/auth.json",
    ".config/1Password",
    ".config/BraveSoftware",
    ".config/Bitwarden",
    ".config/chromium",
    ".config/composer/auth.json",
    ".config/containers/auth.json",
    ".config/dart",
    ".config/doctl",
    ".config/flyctl",
    ".config/gcloud",
    ".config/gh",
    ".config/git/credentials",
    ".config/glab-cli",
    ".config/google-chrome",
    ".config/heroku",
    ".config/hub",
    ".config/netlify",
    ".config/op",
    ".config/rclone",
    ".config/sops",
    ".config/vercel",
    ".databrickscfg",
    ".docker",
    ".fly",
    ".gem/credentials",
    ".git-credentials",
    ".gnupg",
    ".gradle/gradle.properties",
    ".helm",
    ".hex/hex.config",
    ".kube",
    ".lesshst",
    ".local/share/atuin",
    ".local/share/com.vercel.cli",
    ".local/share/fish/fish_history",
    ".local/share/gem/credentials",
    ".local/share/gnupg",
    ".local/share/keyrings",
    ".local/share/kwalletd",
    ".local/state/milepost",
    ".m2/settings*",
    ".mozilla",
    ".my.cnf",
    ".mylogin.cnf",
    ".mysql_history",
    ".netrc",
    ".node_repl_history",
    ".npmrc",
    ".password-store",
    ".pg_service.conf",
    ".pgpass",
    ".pki",
    ".psql_history",
    ".pub-cache/credentials.json",
    ".pypirc",
    ".python_history",
    ".s3cfg",
    ".snowflake",
    ".sqlite_history",
    ".ssh",
    ".subversion/auth",
    ".terraform.d",
    ".terraformrc",
    ".thunderbird",
    ".vault-token",
    ".wget-hsts",
    ".yarnrc.yml",
    ".zhistory",
    ".zsh_history",
    ".zsh_sessions",
    "snap/chromium",
    "snap/firefox",
];

/// Of the machine. Permissions keep them too, but not from the superuser.
const OF_MACHINE: &[&str] = &[
    "/etc/gshadow*",
    "/etc/krb5.keytab",
    "/etc/letsencrypt",
    "/etc/kubernetes",
    "/etc/NetworkManager/system-connections",
    "/etc/shadow*",
    "/etc/ssh/ssh_host_*",
    "/etc/ssl/private",
    "/etc/sudoers*",
    "/etc/wireguard",
];

/// Variables that name a file or folder with credentials.
const NAMED: &[&str] = &[
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AZURE_CONFIG_DIR",
    "CLOUDSDK_CONFIG",
    "DOCKER_CONFIG",
    "GH_CONFIG_DIR",
    "GNUPGHOME",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "HISTFILE",
    "KUBECONFIG",
    "NETRC",
    "NPM_CONFIG_USERCONFIG",
    "PASSWORD_STORE_DIR",
    "PGPASSFILE",
];

/// Folders of the home folder that a variable can move.
const MOVED: &[(&str, &str)] = &[
    (".cache", "XDG_CACHE_HOME"),
    (".cargo", "CARGO_HOME"),
    (".config", "XDG_CONFIG_HOME"),
    (".gradle", "GRADLE_USER_HOME"),
    (".local/share", "XDG_DATA_HOME"),
    (".local/state", "XDG_STATE_HOME"),
];

/// All secrets of the machine and of the home folder.
pub(super) fn all(home: Option<&Path>, at: &dyn Fn(&str) -> Option<PathBuf>) -> Vec<Secret> {
    let mut paths: Vec<PathBuf> = OF_MACHINE.iter().map(PathBuf::from).collect();
    paths.extend(OF_HOME.iter().filter_map(|path| Some(home?.join(path))));
    for (folder, variable) in MOVED {
        let Some(moved) = at(variable) else { continue };
        let moved_paths = OF_HOME.iter().filter_map(|path| Path::new(path).strip_prefix(folder).ok());
        paths.extend(moved_paths.map(|path| moved.join(path)));
    }
    paths.extend(NAMED.iter().filter_map(|name| at(name)));
    paths.into_iter().map(Secret::new).collect()
}

impl Secret {
    /// A secret at a path.
    pub(in super::super) fn new(path: PathBuf) -> Self {
        let real = path.canonicalize().ok();
        let parent = path.parent().unwrap_or(Path::new("/"));
        Self {
            parent: parent.canonicalize().unwrap_or_else(|_| parent.to_owned()),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            real: real.filter(|real| *real != path),
        }
    }

    /// Where it lies, or where it leads to.
    pub(in super::super) fn lies_in(&self, root: &Path) -> bool {
        self.parent.starts_with(root)
            || self.real.as_ref().is_some_and(|real| real != root && real.starts_with(root))
    }

    /// Whether a path is it.
    pub(in super::super) fn is(&self, path: &Path) -> bool {
        if self.real.as_deref() == Some(path) {
            return true;
        }
        let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
        path.parent() == Some(&self.parent)
            && match self.name.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == self.name.as_str(),
            }
    }

    /// Whether there is such a thing, or may be.
    pub(in super::super) fn exists(&self) -> bool {
        let exact = !self.name.ends_with('*');
        if exact { self.parent.join(&self.name).symlink_metadata().is_ok() } else { self.parent.is_dir() }
    }

    /// The paths that it is now.
    pub(in super::super) fn paths(&self) -> Vec<PathBuf> {
        let listed = std::fs::read_dir(&self.parent).into_iter().flatten().flatten();
        let mut paths: Vec<_> = if self.name.ends_with('*') {
            listed.map(|entry| entry.path()).filter(|path| self.is(path)).collect()
        } else if self.exists() {
            vec![self.parent.join(&self.name)]
        } else {
            Vec::new()
        };
        paths.extend(self.real.clone());
        paths
    }
}
