//! A check that looks for what is not its business. Each is shown to work in the lowest tier.

use std::{fs, os::unix::net::UnixListener};

use crate::checkout::Checkout;

const SECRET: &str = "hush-7f31c2";

/// The command prints the secret in T1, and in none of these tiers; nothing that is kept holds it there.
#[track_caller]
fn only_t1_tells(checkout: &Checkout, command: &str, tiers: &[&str]) {
    for tier in tiers {
        let run = checkout.runs_in(tier, &format!("{command}; exit 1"));
        run.exits(1);
        assert!(!run.text().contains(SECRET) && !checkout.keeps(SECRET), "{tier}: {command}\n{}", run.text());
    }
    let run = checkout.runs_in("T1", &format!("{command}; exit 1"));
    assert!(run.text().contains(SECRET), "the attack does not work: {command}\n{}", run.text());
}

fn with_file(path: &str) -> Checkout {
    let checkout = Checkout::checking("true", "");
    let path = checkout.project.outside("home").join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("{SECRET}\n")).unwrap();
    checkout
}

#[test]
fn keys_and_tokens_of_the_home_folder() {
    for path in [".ssh/id_ed25519", ".aws/credentials", ".netrc"] {
        let checkout = with_file(path);
        only_t1_tells(&checkout, &format!("cat ~/{path}"), &["T2", "T3"]);
    }
}

#[test]
fn a_link_in_the_project_to_a_key() {
    let checkout = with_file(".ssh/id_ed25519");
    let key = checkout.project.outside("home/.ssh");
    std::os::unix::fs::symlink(key, checkout.project.path("keys")).unwrap();
    only_t1_tells(&checkout, "cat keys/id_ed25519", &["T2", "T3"]);
    // By its own root, and by the folders of processes.
    only_t1_tells(&checkout, "cat /proc/self/root/$HOME/.ssh/id_ed25519", &["T2", "T3"]);
    only_t1_tells(
        &checkout,
        "cat /proc/$PPID/cwd/../home/.ssh/id_ed25519 /proc/$PPID/root$HOME/.ssh/id_ed25519",
        &["T2"],
    );
}

#[test]
fn the_machine_key() {
    let checkout = Checkout::checking("test -s README.md", "");
    checkout.verify();
    let keys = checkout.project.outside("state/milepost/keys");
    let file =
        fs::read_dir(&keys).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_file()).unwrap();
    let copy = keys.join("copy");
    fs::copy(&file, &copy).unwrap();
    fs::write(&copy, format!("{SECRET}\n")).unwrap();
    only_t1_tells_key(&checkout, &format!("cat '{}'", copy.display()));
}

/// What is kept here is the key's own folder.
#[track_caller]
fn only_t1_tells_key(checkout: &Checkout, command: &str) {
    for tier in ["T2", "T3"] {
        let run = checkout.runs_in(tier, &format!("{command}; exit 1"));
        assert!(!run.exits(1).text().contains(SECRET), "{tier}: {}", run.text());
    }
    let run = checkout.runs_in("T1", &format!("{command}; exit 1"));
    assert!(run.text().contains(SECRET), "the attack does not work\n{}", run.text());
}

#[test]
fn variables_with_secrets() {
    // Nothing but the allowed variables comes through, in no tier.
    for tier in ["T1", "T2", "T3"] {
        let checkout = Checkout::checking("true", "");
        checkout.check("env; exit 1", &format!("sandbox = \"{tier}\"\n"));
        let names = ["GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "SSH_AUTH_SOCK", "NPM_TOKEN", "DATABASE_URL"];
        let env: Vec<(&str, &str)> = names.iter().map(|name| (*name, SECRET)).collect();
        let run = checkout.verify_with(&env);
        run.exits(1).says("TMPDIR").keeps_silent_on(SECRET);
        assert!(!checkout.keeps(SECRET));
    }
}

#[test]
fn variables_of_the_program_itself() {
    let checkout = Checkout::checking("true", "");
    let command =
        "cat /proc/[0-9]*/environ 2> /dev/null | tr '\\0' '\\n' | sed -n 's/^TOKEN=/found /p'; exit 1";
    let env = [("TOKEN", SECRET)];
    for (tier, tells) in [("T2", false), ("T3", false), ("T1", true)] {
        checkout.check(command, &format!("sandbox = \"{tier}\"\n"));
        let run = checkout.verify_with(&env);
        assert_eq!(run.exits(1).text().contains(SECRET), tells, "{tier}: {}", run.text());
        assert!(tells || !checkout.keeps(SECRET));
    }
}

#[test]
fn the_memory_of_the_program() {
    let checkout = Checkout::checking("true", "");
    // Opening it is enough: what can be opened can be read.
    let command = format!("exec 3< /proc/$PPID/mem && echo {SECRET}");
    only_t1_tells(&checkout, &format!("({command}) 2> /dev/null"), &["T2"]);
}

#[test]
fn an_agent_behind_a_socket() {
    let Ok(python) = which("python3") else { return };
    let checkout = Checkout::checking("true", "");
    // An abstract name, which is no file and which no permission keeps.
    let name = format!("milepost-test-{}", std::process::id());
    let address =
        <std::os::unix::net::SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(&name);
    let listener = UnixListener::bind_addr(&address.unwrap()).unwrap();
    let serving = std::thread::spawn(move || {
        for _ in 0..1 {
            let (mut stream, _) = listener.accept().unwrap();
            drop(std::io::Write::write_all(&mut stream, SECRET.as_bytes()));
        }
    });
    checkout.project.write(
        "ask.py",
        "import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1].replace('@', '\\0'))\nprint(s.recv(99).decode())\n",
    );
    only_t1_tells(&checkout, &format!("'{python}' ask.py @{name}"), &["T2", "T3"]);
    serving.join().unwrap();
}

#[test]
fn an_agent_behind_a_socket_with_a_path() {
    let Ok(python) = which("python3") else { return };
    let checkout = Checkout::checking("true", "");
    let path = checkout.project.outside("agent.sock");
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            drop(std::io::Write::write_all(&mut stream.unwrap(), SECRET.as_bytes()));
        }
    });
    checkout.project.write(
        "ask.py",
        "import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\nprint(s.recv(99).decode())\n",
    );
    // T2 cannot keep this apart, and the manual says so.
    only_t1_tells(&checkout, &format!("'{python}' ask.py '{}'", path.display()), &["T3"]);
}

/// The Python that is no wrapper in somebody's home.
fn which(name: &str) -> Result<String, ()> {
    let found = ["/usr/bin", "/usr/local/bin"].iter().map(|folder| format!("{folder}/{name}"));
    found.into_iter().find(|path| fs::metadata(path).is_ok()).ok_or_else(|| eprintln!("left out: no {name}"))
}
