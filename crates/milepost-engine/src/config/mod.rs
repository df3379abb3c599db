//! `milepost.toml`: what a project says of its checks, suites, coverage, roles and gates.

mod load;
mod mistake;
mod schema;
mod ttl;
mod types;

pub use load::{ConfigError, FILE_NAME, load, parse};
pub use schema::schema;
pub use ttl::Ttl;
pub use types::{
    CheckConfig, Config, CoverageConfig, DocumentsConfig, EnvironmentConfig, GateConfig, GatesConfig,
    GitConfig, ProjectConfig, ReportConfig, SandboxConfig, SignersConfig, SuiteConfig,
};
