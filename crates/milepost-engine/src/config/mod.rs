//! `milepost.toml`: what a project says of its checks, suites, coverage, roles and gates.

mod components;
mod copies;
mod database;
mod database_mistake;
mod load;
mod metric_mistake;
mod mistake;
mod plan_gates;
mod schema;
mod steps;
mod team;
mod ttl;
mod types;

pub use components::ComponentConfig;
pub use copies::CopiesConfig;
pub use database::{DatabaseConfig, DatabaseEngine, History};
pub use load::{ConfigError, FILE_NAME, load, parse};
pub(crate) use metric_mistake::fits;
pub use plan_gates::{ConfigurationGate, ScopeGate, SettingsConfig};
pub use schema::schema;
pub use steps::StepsConfig;
pub use team::{CalendarConfig, DayOfWeek, PersonConfig, TeamConfig};
pub use ttl::Ttl;
pub use types::{
    CheckConfig, Compression, Config, CoverageConfig, DocumentsConfig, EnvironmentConfig, ExclusionConfig,
    GateConfig, GatesConfig, GitConfig, InitiativeGates, Measure, MetricConfig, ProjectConfig, ReportConfig,
    SandboxConfig, SignersConfig, SuiteConfig,
};
