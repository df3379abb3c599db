//! The branch on which the work goes on.

use milepost_system::git::Git;

use crate::{Result, Workspace, overview::title};

/// Which branch `start` takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BranchChoice {
    /// A new one from the default branch; the current one elsewhere.
    #[default]
    Automatic,
    /// The current one, whichever it is.
    Stay,
    /// This one, made when it is not there.
    Named(String),
}

/// The branch to make or to switch to; `None` to stay.
pub(super) fn wanted(
    workspace: &Workspace,
    git: &Git<'_>,
    index: usize,
    choice: &BranchChoice,
) -> Result<Option<String>> {
    let current = git.branch()?;
    Ok(match choice {
        BranchChoice::Stay => None,
        BranchChoice::Named(name) => Some(name.clone()).filter(|name| current.as_ref() != Some(name)),
        BranchChoice::Automatic => {
            let default = git.default_branch()?;
            let on_default = current.is_none() || current == default;
            on_default.then(|| name(workspace, index))
        }
    })
}

/// Why a branch cannot be taken: one that is there already and stands elsewhere holds other files than those that
/// were measured.
pub(super) fn in_the_way(git: &Git<'_>, name: &str) -> Result<Option<String>> {
    let tip = git.rev_parse(&format!("refs/heads/{name}"))?;
    Ok(match tip {
        Some(tip) if git.head()?.as_ref() != Some(&tip) => Some(format!(
            "the branch `{name}` is there already, at another commit: switch to it, or name another one with \
             `--branch`"
        )),
        _ => None,
    })
}

/// A branch that was taken, and where HEAD was before.
pub(super) struct Taken {
    before: Option<String>,
}

/// Makes the branch at HEAD, or switches to the one that is there.
pub(super) fn take(git: &Git<'_>, name: &str) -> Result<Taken> {
    let before = git.branch()?;
    if !git.branch_exists(name)? {
        git.create_branch(name, "HEAD")?;
    }
    git.switch(name)?;
    Ok(Taken { before })
}

impl Taken {
    /// Goes back: nothing is written on the branch yet. Without a branch before, the new one stays checked out, at the
    /// same commit.
    pub(super) fn undo(self, git: &Git<'_>) {
        if let Some(before) = self.before {
            // The error that led here is the one to tell.
            drop(git.switch(&before));
        }
    }
}

fn name(workspace: &Workspace, index: usize) -> String {
    branch_template(workspace, index).0
}

/// The branch of a milestone, and the beginning of it that stays when the milestone gets another title.
pub(crate) fn branch_template(workspace: &Workspace, index: usize) -> (String, String) {
    let template = workspace.config.git.branch.as_deref().unwrap_or("milestone/{id}-{slug}");
    let loaded = workspace.document(index);
    let id = loaded.identity.number.clone().unwrap_or_else(|| slug(&workspace.document_id(index)));
    let named = template.replace("{id}", &id);
    // Without the id the beginning would be that of every milestone.
    let stem = named.split("{slug}").next().filter(|_| template.find("{id}") < template.find("{slug}"));
    let stem = stem.filter(|_| template.contains("{id}")).unwrap_or_default().to_owned();
    let name = named.replace("{slug}", &slug(&title(loaded)));
    (name.trim_end_matches(['-', '/']).to_owned(), stem)
}

/// Lower-case words joined by hyphens, at most 40 characters.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.chars().count() >= 40 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_are_branch_names() {
        assert_eq!(slug("Vouchers & Discounts (cart)"), "vouchers-discounts-cart");
        assert_eq!(slug("…"), "");
        assert!(slug(&"a ".repeat(100)).len() <= 40);
    }
}
