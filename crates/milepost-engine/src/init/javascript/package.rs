//! One `package.json`.

use serde_json::Value;

use crate::init::{Evidence, Tree, tree::join};

/// What a package says of itself. A file that is no JSON is a package that says nothing.
#[derive(Debug)]
pub(super) struct Package<'t> {
    tree: &'t Tree<'t>,
    /// Its folder, from the root.
    pub(super) folder: String,
    json: Value,
}

impl<'t> Package<'t> {
    /// The package of a folder.
    pub(super) fn read(tree: &'t Tree<'t>, folder: &str) -> Self {
        let text = tree.text(&join(folder, "package.json"));
        let json = text.and_then(|text| serde_json::from_str(text.trim_start_matches('\u{feff}')).ok());
        Self { tree, folder: folder.to_owned(), json: json.unwrap_or_default() }
    }

    /// Its path.
    pub(super) fn path(&self) -> String {
        join(&self.folder, "package.json")
    }

    /// Its name and where that stands.
    pub(super) fn name(&self) -> Option<(String, Evidence)> {
        let name = self.json["name"].as_str()?.to_owned();
        Some((name, self.evidence("\"name\"")))
    }

    /// The value of a field that is text.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.json[name].as_str()
    }

    /// A script's text.
    pub(super) fn script(&self, name: &str) -> Option<&str> {
        let script = self.json["scripts"][name].as_str()?;
        // What `npm init` writes is no test.
        (!script.contains("no test specified")).then_some(script)
    }

    /// The first of these scripts that is there.
    pub(super) fn first_script<'n>(&self, names: &[&'n str]) -> Option<(&'n str, &str)> {
        names.iter().find_map(|name| Some((*name, self.script(name)?)))
    }

    /// The names of all scripts, sorted.
    pub(super) fn script_names(&self) -> Vec<&str> {
        let scripts = self.json["scripts"].as_object();
        scripts.map(|scripts| scripts.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// The line of a script.
    pub(super) fn script_evidence(&self, name: &str) -> Vec<Evidence> {
        vec![self.evidence(&format!("\"{name}\":"))]
    }

    /// The line of a word.
    pub(super) fn evidence(&self, word: &str) -> Evidence {
        self.tree.evidence(&self.path(), word)
    }

    /// The version that a dependency wants, of whichever kind it is.
    pub(super) fn version(&self, dependency: &str) -> Option<&str> {
        let kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
        kinds.iter().find_map(|kind| self.json[*kind][dependency].as_str())
    }

    /// A dependency and its line.
    pub(super) fn depends_on(&self, dependency: &str) -> Option<Evidence> {
        self.version(dependency).map(|_| self.evidence(&format!("\"{dependency}\":")))
    }

    /// The globs of its workspaces, without those of `pnpm-workspace.yaml`.
    pub(super) fn workspaces(&self) -> Vec<String> {
        let list = match &self.json["workspaces"] {
            Value::Object(fields) => fields.get("packages").and_then(Value::as_array).cloned(),
            Value::Array(list) => Some(list.clone()),
            _ => None,
        };
        let globs = list.unwrap_or_default();
        globs.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}
