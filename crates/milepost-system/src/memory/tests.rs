use super::*;

#[test]
fn links_are_followed_and_loops_refused() {
    let system = MemorySystem::new();
    system.file("/a/real.md", "text").symlink("/link", "a").symlink("/x", "y").symlink("/y", "x");
    assert_eq!(system.read(Path::new("/link/real.md")).unwrap(), b"text");
    assert_eq!(system.canonicalize(Path::new("/link/../link/real.md")).unwrap(), Path::new("/a/real.md"));
    assert!(system.read(Path::new("/x")).is_err());
    system.write_atomic(Path::new("/link/real.md"), b"new").unwrap();
    assert_eq!(system.files(), [(PathBuf::from("/a/real.md"), b"new".to_vec())]);
}

#[test]
fn the_second_change_fails_and_changes_nothing() {
    let system = MemorySystem::new();
    system.file("/a", "1").file("/b", "1").file("/c", "1").set_fault(Some(Fault::Once(2)));
    system.write_atomic(Path::new("/a"), b"2").unwrap();
    assert!(system.write_atomic(Path::new("/b"), b"2").is_err());
    system.write_atomic(Path::new("/c"), b"2").unwrap();
    assert_eq!(system.read(Path::new("/b")).unwrap(), b"1");
    system.set_fault(Some(Fault::From(1)));
    assert!(system.rename(Path::new("/a"), Path::new("/d")).is_err());
    assert!(system.remove_file(Path::new("/a")).is_err());
    assert!(system.exists(Path::new("/a")));
}

#[test]
fn a_folder_is_renamed_with_all_in_it() {
    let system = MemorySystem::new();
    system.file("/a/b/c", "1");
    system.rename(Path::new("/a"), Path::new("/z")).unwrap();
    assert_eq!(system.read(Path::new("/z/b/c")).unwrap(), b"1");
    assert!(!system.exists(Path::new("/a")));
    assert!(system.write_atomic(Path::new("/nowhere/x"), b"").is_err());
}

#[test]
fn the_walk_obeys_ignore_files() {
    let system = MemorySystem::new();
    system.file("/r/.gitignore", "target/\n*.log\n").file("/r/a.md", "").file("/r/target/x", "");
    system.file("/r/sub/b.log", "").file("/r/sub/.gitignore", "!b.log\n").file("/r/.git/config", "");
    system.file("/r/.github/ci.yml", "").file("/r/other.log", "").symlink("/r/loop", "/r");
    let found = |hidden| -> Vec<String> {
        system.walk(Path::new("/r"), hidden).iter().map(|p| p.to_string_lossy().into_owned()).collect()
    };
    assert_eq!(found(false), ["/r/.gitignore", "/r/a.md", "/r/loop", "/r/sub/.gitignore", "/r/sub/b.log"]);
    assert!(found(true).contains(&"/r/.github/ci.yml".to_owned()));
}

#[test]
fn clocks_locks_and_tools() {
    let system = MemorySystem::new();
    system.set_now("2026-05-01T10:00:00Z".parse().unwrap());
    system.sleep(Duration::from_secs(90));
    assert_eq!(system.now().to_string(), "2026-05-01T10:01:30Z");
    assert_eq!(system.monotonic(), Duration::from_secs(90));
    let held = system.lock(Path::new("/lock"), Duration::ZERO).unwrap();
    assert!(matches!(system.lock(Path::new("/lock"), Duration::ZERO).unwrap(), LockOutcome::HeldBy(_)));
    drop(held);
    assert!(matches!(system.lock(Path::new("/lock"), Duration::ZERO).unwrap(), LockOutcome::Acquired(_)));
    assert!(system.run(&ProcessRequest::new("git")).is_err());
    system.on_run(|request| {
        Ok(ProcessOutput {
            code: Some(0),
            stdout: request.program.as_encoded_bytes().to_vec(),
            stderr: vec![],
        })
    });
    assert_eq!(system.run(&ProcessRequest::new("git")).unwrap().stdout_text(), "git");
}
