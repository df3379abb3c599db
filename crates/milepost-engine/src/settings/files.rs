//! Which files show the settings of a project.

use milepost_portfolio::path::file_name;

/// What such a file ends with that shows names and no real values.
const SHOWN: [&str; 5] = ["example", "sample", "template", "dist", "defaults"];

/// Whether a name, in small letters, has one of these extensions.
fn ends(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, own)| extensions.contains(&own))
}

/// Whether a file keeps real values: `.env`, `.env.local`, `app.env`. They may be secrets.
pub(crate) fn holds_real_values(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let is_env = name == ".env" || name.starts_with(".env.") || ends(&name, &["env"]);
    (is_env || name == ".envrc") && !is_shown(&name)
}

/// Whether a file has lines of `NAME=value`.
pub(super) fn is_of_lines(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    is_example(&name) || ends(&name, &["ini", "properties", "env"])
}

/// Whether a project is expected to show its settings there, whatever it says itself.
pub(super) fn is_usual(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let is_yaml = ends(&name, &["yml", "yaml"]);
    let is_compose = is_yaml && (name.starts_with("compose") || name.starts_with("docker-compose"));
    let is_workflow = is_yaml
        && [".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/", ".circleci/", ".buildkite/"]
            .iter()
            .any(|folder| path.starts_with(folder));
    let is_ci = ["azure-pipelines", "bitbucket-pipelines", ".gitlab-ci", ".travis", ".woodpecker"]
        .iter()
        .any(|start| is_yaml && name.starts_with(start));
    is_example(&name) || is_compose || is_workflow || is_ci || name == "jenkinsfile"
}

/// `.env.example`, `web.env.sample`, `env.template`
fn is_example(name: &str) -> bool {
    is_shown(name) && name.split('.').any(|part| part == "env")
}

fn is_shown(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| SHOWN.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_real_values_are_told_from_those_that_show_names() {
        for path in [".env", "web/.env", ".env.local", ".env.production", "app.env", ".ENV", ".envrc"] {
            assert!(holds_real_values(path) && !is_usual(path), "{path}");
        }
        for path in [".env.example", "web/.env.sample", ".env.template", "api.env.example", "env.dist"] {
            assert!(!holds_real_values(path) && is_usual(path) && is_of_lines(path), "{path}");
        }
    }

    #[test]
    fn compose_files_and_workflows_are_usual_and_others_are_not() {
        for path in [
            "compose.yaml",
            "deploy/docker-compose.prod.yml",
            ".github/workflows/ci.yml",
            ".gitlab-ci.yml",
            "Jenkinsfile",
        ] {
            assert!(is_usual(path) && !is_of_lines(path), "{path}");
        }
        for path in ["compose.rs", "docs/workflows/ci.yml", "src/example.rs", "README.md", "env.rs"] {
            assert!(!is_usual(path), "{path}");
        }
    }
}
