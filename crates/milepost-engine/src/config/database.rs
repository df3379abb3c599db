//! `[database]`: the database that a rollback is rehearsed on.

use std::collections::BTreeMap;

use milepost_runner::{Network, TierWish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An engine, as the configuration names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseEngine {
    /// SQLite: a file.
    Sqlite,
    /// PostgreSQL: a cluster of its own, or a server that `scratch` names.
    Postgresql,
    /// MariaDB: a server of its own, or one that `scratch` names.
    Mariadb,
}

impl DatabaseEngine {
    /// What may stand in braces in the values of `env`.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &["path"],
            Self::Postgresql | Self::Mariadb => &["url", "host", "name", "user"],
        }
    }
}

/// What becomes of the history of migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum History {
    /// One more migration takes the others back.
    Append,
    /// The books of the tool are set back, and the migrations leave the tree.
    Rewrite,
}

/// How the project's database is made and changed. In rehearsals that is a database that is made for one and removed after
/// it. The one that `rollback` names is opened by `milepost rollback` alone, when somebody agreed to its plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DatabaseConfig {
    /// `sqlite`, `postgresql` or `mariadb`.
    pub engine: DatabaseEngine,
    /// The variables by which the project's programs find their database, with the values that they get in a rehearsal:
    /// `{path}` is the file of SQLite; `{url}`, `{host}` (the folder of the socket), `{name}` and `{user}` are those of a
    /// server's. What these variables hold outside of a rehearsal is never passed on.
    pub env: BTreeMap<String, String>,
    /// A variable with the URL of a server on which databases may be made and removed at will. Without it a private
    /// server is started. It has to be another database than the project's own.
    pub scratch: Option<String>,
    /// Whether programs and statements are superusers of the private PostgreSQL server. Else they have a role that owns the database,
    /// and miss the rights that such a role misses elsewhere. Extensions that are not trusted need a superuser.
    #[serde(default)]
    pub superuser: bool,
    /// The folder of the migrations, from the project's root: those that the baseline lacks fill `[migration-name]`.
    pub migrations: Option<String>,
    /// The variable that says where the database is that `milepost rollback` takes back: a file of SQLite, or the URL of a
    /// server. Without it a rollback with migrations is refused.
    pub rollback: Option<String>,
    /// What sets the books of the migration tool back after a migration was taken back, as statements: `{name}` is the
    /// migration, `{number}` its digits in front without zeros, `{before}` those of the migration before it, 0 for none. Empty
    /// where the tool keeps no books. Those of sqlx, diesel, Prisma and dbmate are known.
    pub undone: Option<String>,
    /// How the history of migrations of a database goes on after a rollback. With `append` one more migration takes the others
    /// back: what was applied stays applied, and every other database gets it as it gets any migration. With `rewrite` the books of
    /// the tool are set back, and the migrations leave the tree: for a database that nobody else shares. `append` when absent for
    /// Prisma, unless `undone` is set; `rewrite` for all others.
    #[schemars(extend("enum" = ["append", "rewrite", null]), with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// What makes a copy of the project ready: dependencies, a build. It runs in the baseline and in the candidate.
    pub prepare: Option<String>,
    /// What brings the database to the newest schema of the code that is checked out.
    pub up: String,
    /// Tables in which the migration tool keeps its own books, by their names: what they hold is not compared.
    #[serde(default)]
    pub bookkeeping: Vec<String>,
    /// What fills the database at the baseline, after `up`. Without rows nothing shows that data survives.
    pub seed: Option<String>,
    /// What uses the new version before it is taken back, so that the way back meets what it writes. Without it rows are made
    /// from the schema, where it allows them.
    pub life: Option<String>,
    /// Checks and suites that have to pass on the changed database, with the new code.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Seconds after which one command is ended; 600 when absent.
    pub timeout: Option<u64>,
    /// The tier of the sandbox; that of `[sandbox]` when absent.
    #[schemars(extend("enum" = ["auto", "T1", "T2", "T3", null]), with = "Option<String>")]
    pub sandbox: Option<TierWish>,
    /// What `up`, `seed` and the rollback may reach of the network; `none` when absent, `loopback` with `scratch`.
    /// `prepare` and `checks` reach what `[sandbox]` and they themselves say.
    #[schemars(extend("enum" = ["none", "loopback", "full", null]), with = "Option<String>")]
    pub network: Option<Network>,
    /// Files and folders that the commands may read besides those of `[sandbox]`.
    #[serde(default)]
    pub read: Vec<String>,
    /// Files and folders outside of the copy that they may change besides those of `[sandbox]`.
    #[serde(default)]
    pub caches: Vec<String>,
}
