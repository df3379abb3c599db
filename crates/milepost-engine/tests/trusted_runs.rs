//! Trust on real repositories: what changes between the grant and the run, and what somebody signed.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests make and damage real files, start real processes, and say aloud what they leave out"
)]

mod support;

use std::{os::unix::fs::PermissionsExt as _, path::PathBuf};

use milepost_engine::{
    ErrorKind,
    exit::Exit,
    trust::{self, Allowed, Class, GrantedBy},
    verify::{VerifyOptions, VerifyReport, verify},
};
use support::{DOCUMENT, Project, milestone};

fn project(criteria: &str, config: &str) -> Project {
    let project = Project::new(&milestone(criteria));
    project.write("milepost.toml", config);
    project
}

fn verdicts(report: &VerifyReport) -> Vec<(&str, Option<&str>)> {
    let runs = report.documents.iter().flat_map(|document| &document.runs);
    runs.map(|run| (run.verdict.as_str(), run.reason.as_deref())).collect()
}

#[test]
fn pitfall_16_a_script_that_changes_before_its_turn_does_not_start() {
    let project = project(
        "- [ ] A <!-- milepost: run a -->\n- [ ] B <!-- milepost: run b -->",
        "[checks.a]\nrun = \"echo 'touch trace' > x.sh\"\nwrites = ['x.sh']\n[checks.b]\nrun = 'sh x.sh'\nwrites = ['*']\n",
    );
    project.write("x.sh", "true\n").commit();
    let report = project.verify();
    let found = verdicts(&report);
    assert_eq!((found[0].0, found[1].0), ("pass", "inconclusive"), "{found:?}");
    assert!(found[1].1.unwrap().contains("`x.sh` changed behind the command"), "{found:?}");
    assert!(!project.root().join("trace").exists(), "it ran");
    assert_ne!(report.exit(), Exit::Ok);
}

#[test]
fn pitfall_16_a_script_that_changes_while_it_runs_proves_nothing() {
    let config = "[checks.a]\nrun = 'sh x.sh'\nwrites = ['x.sh']\n";
    let project = project("- [ ] A <!-- milepost: run a -->", config);
    project.write("x.sh", "echo 'exit 0' > x.sh\nexit 0\n").commit();
    let report = project.verify();
    let found = verdicts(&report);
    assert_eq!(found[0].0, "inconclusive", "{found:?}");
    assert!(found[0].1.unwrap().contains("`x.sh` changed"), "{found:?}");
}

#[test]
fn pitfall_16_what_was_read_is_what_runs() {
    let project = project("- [ ] A: `touch read`", "");
    project.commit().trust();
    let workspace = project.open();
    project.replace(DOCUMENT, "touch read", "touch changed");
    let options = VerifyOptions::default();
    let _ = verify(&workspace, &[Project::index(&workspace)], &options, &mut |_| {}).unwrap();
    assert!(project.root().join("read").exists() && !project.root().join("changed").exists());
    let workspace = project.open();
    let error = verify(&workspace, &[Project::index(&workspace)], &options, &mut |_| {}).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Untrusted);
}

#[test]
fn what_git_ignores_is_named_and_not_covered() {
    let project = project("- [ ] Built: `./out/tool && ./committed/tool`", "");
    project
        .write(".gitignore", "out/\ncommitted/\n")
        .write("out/tool", "true\n")
        .write("committed/tool", "true\n");
    project.git(&["add", "--force", "committed/tool"]);
    project.commit();
    let look = || {
        let workspace = project.open();
        let index = Project::index(&workspace);
        trust::request(&workspace, index, &workspace.bind(index), Class::Verify, &Allowed::default()).unwrap()
    };
    let request = look();
    assert_eq!(request.not_covered[0].what, "out/tool");
    assert_eq!(request.references.iter().map(trust::Reference::name).collect::<Vec<_>>(), ["committed/tool"]);
    project.write("out/tool", "false\n");
    assert_eq!(look().digest, request.digest);
    project.write("committed/tool", "false\n");
    assert_ne!(look().digest, request.digest);
}

#[test]
fn pitfall_16_folders_that_anybody_may_write_hold_no_trusted_code() {
    let project = project("- [ ] A: `sh tools/x.sh`", "");
    project.write("tools/x.sh", "touch trace\n").commit().trust();
    let mode = |path: &str, mode: u32| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(project.root().join(path), permissions).unwrap();
    };
    let look = || {
        let workspace = project.open();
        let index = Project::index(&workspace);
        let bound = workspace.bind(index);
        trust::require(&workspace, index, &bound, Class::Verify, &Allowed::default()).map(drop)
    };
    look().unwrap();
    for path in ["tools", "docs", "."] {
        mode(path, 0o777);
        let error = look().unwrap_err();
        assert!(error.message.contains("which may be written by anybody"), "{path}: {error}");
        // The sticky bit keeps others from replacing what they do not own.
        mode(path, 0o1777);
        look().unwrap();
        mode(path, 0o755);
    }
    // A folder that leads out of the repository.
    let outside = project.folder.path().join("outside");
    std::fs::rename(project.root().join("docs"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, project.root().join("docs")).unwrap();
    let workspace = project.open();
    assert!(workspace.portfolio.find(DOCUMENT).is_none(), "links to folders are not followed");
}

/// A policy that names a signer, with the keys beside it.
fn policy(project: &Project, signer: &str, keys: &str) -> PathBuf {
    let folder = project.folder.path().join("policy");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("signers"), keys).unwrap();
    let root = project.root();
    let text = format!(
        "allowed-signers = 'signers'\n[[allow]]\nroot = '{}'\nsigners = ['{signer}']\n",
        root.display()
    );
    let path = folder.join("trust.toml");
    std::fs::write(&path, text).unwrap();
    path
}

fn granted(project: &Project, policy: &std::path::Path) -> Option<GrantedBy> {
    let workspace = project.open();
    let index = Project::index(&workspace);
    let allowed = Allowed { digests: Vec::new(), policy: Some(policy.to_owned()) };
    trust::request(&workspace, index, &workspace.bind(index), Class::Verify, &allowed).unwrap().granted
}

fn signed_project(prefix: &'static str, format: &str) -> Option<Project> {
    if std::process::Command::new("ssh-keygen").arg("-?").output().is_err() {
        eprintln!("skipped: there is no ssh-keygen, with which Git signs");
        return None;
    }
    let project = Project::in_folder(prefix, format, &milestone("- [ ] A: `sh tools/x.sh`"));
    project.write("tools/x.sh", "true\n");
    Some(project)
}

fn sign_commit(project: &Project) {
    project.git(&["add", "-A"]);
    project.git(&["commit", "-q", "-S", "--allow-empty", "-m", "signed"]);
}

#[test]
fn pitfall_16_a_signer_trusts_exactly_what_they_signed() {
    for (prefix, format) in [("", "sha1"), ("shop", "sha1"), ("", "sha256")] {
        let Some(project) = signed_project(prefix, format) else { return };
        let ann = Project::allowed("ann@example.org");
        let path = policy(&project, "ann@example.org", &ann);
        project.commit();
        assert_eq!(granted(&project, &path), None, "nobody signed");
        sign_commit(&project);
        let head = project.git(&["rev-parse", "HEAD"]);
        let found = granted(&project, &path).expect("ann signed it");
        assert!(
            matches!(&found, GrantedBy::Signer { signer, commit, .. } if signer == "ann@example.org" && *commit == head)
        );
        let workspace = project.open();
        let options = VerifyOptions {
            allow: Allowed { digests: Vec::new(), policy: Some(path.clone()) },
            ..VerifyOptions::default()
        };
        let report = verify(&workspace, &[Project::index(&workspace)], &options, &mut |_| {}).unwrap();
        assert_eq!(report.exit(), Exit::Ok);

        // Work elsewhere takes nothing away, work on what runs does, in the folder and in a commit.
        project.write("src.txt", "1\n").commit();
        assert!(granted(&project, &path).is_some());
        for (file, text) in [("tools/x.sh", "false\n"), ("milepost.toml", "[project]\nid = 'x'\n")] {
            let before = project.read(file);
            project.write(file, text);
            assert_eq!(granted(&project, &path), None, "{file}");
            project.commit();
            assert_eq!(granted(&project, &path), None, "{file}");
            project.write(file, before).commit();
            assert!(granted(&project, &path).is_some(), "what ann signed stands there again");
        }
        // What ann took away does not come back with an older commit of hers.
        let old = project.read(DOCUMENT);
        project.write(DOCUMENT, old.replace("It counts.", "It counts well."));
        sign_commit(&project);
        project.write(DOCUMENT, old).commit();
        assert_eq!(granted(&project, &path), None);
    }
}

#[test]
fn pitfall_16_other_keys_and_names_sign_for_nobody() {
    let Some(project) = signed_project("", "sha1") else { return };
    let (ann, bob) = (Project::allowed("ann@example.org"), Project::allowed("bob@example.org"));
    project.sign_as("bob@example.org");
    sign_commit(&project);
    assert_eq!(granted(&project, &policy(&project, "ann@example.org", &ann)), None);
    assert_eq!(granted(&project, &policy(&project, "ann@example.org", &format!("{ann}\n{bob}"))), None);
    // Whoever is listed in the checkout is nobody's signer.
    project.write(".milepost/allowed_signers", &bob);
    sign_commit(&project);
    assert_eq!(granted(&project, &policy(&project, "bob@example.org", &ann)), None);
    assert!(granted(&project, &policy(&project, "bob@example.org", &bob)).is_some());
    // A key that has run out, and one for another purpose.
    for option in ["valid-before=\"20200101\"", "namespaces=\"file\""] {
        let key = bob.replacen("bob@example.org ", &format!("bob@example.org {option} "), 1);
        assert_eq!(granted(&project, &policy(&project, "bob@example.org", &key)), None, "{option}");
    }
}

#[test]
fn pitfall_16_a_repository_cannot_put_other_objects_under_signed_names() {
    let Some(project) = signed_project("", "sha1") else { return };
    let ann = Project::allowed("ann@example.org");
    let path = policy(&project, "ann@example.org", &ann);
    sign_commit(&project);
    assert!(granted(&project, &path).is_some());
    // By a replacement of the tree.
    let signed = project.git(&["rev-parse", "HEAD^{tree}"]);
    project.write("tools/x.sh", "touch trace\n").commit();
    let evil = project.git(&["rev-parse", "HEAD^{tree}"]);
    project.git(&["replace", &signed, &evil]);
    assert_eq!(granted(&project, &path), None);
    project.git(&["replace", "-d", &signed]);
    // By an object that is not what its name says.
    let object = |name: &str| project.repository().join(".git/objects").join(&name[..2]).join(&name[2..]);
    let bytes = std::fs::read(object(&evil)).unwrap();
    std::fs::remove_file(object(&signed)).unwrap();
    std::fs::write(object(&signed), bytes).unwrap();
    assert_eq!(granted(&project, &path), None);
}
