//! A check that talks to somebody. Only this machine is ever asked.

use std::{net::TcpListener, sync::mpsc, time::Duration};

use crate::checkout::Checkout;

/// Whether the command reaches a server of this test, as a check with this network.
fn reaches(network: &str, command: &str) -> bool {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || while listener.accept().is_ok_and(|_| sender.send(()).is_ok()) {});
    let checkout = Checkout::checking("true", "");
    let command = command.replace("PORT", &port.to_string());
    checkout.check(&command, &format!("network = \"{network}\"\ntimeout = 20\n"));
    let run = checkout.verify();
    assert!(matches!(run.code, Some(0 | 1 | 9)), "{:?}: {}", run.code, run.text());
    receiver.recv_timeout(Duration::from_millis(100)).is_ok()
}

#[test]
fn a_connection_by_the_shell() {
    let command = "exec 3<> /dev/tcp/127.0.0.1/PORT";
    assert!(reaches("full", command), "the attack does not work");
    assert!(!reaches("none", command));
    assert!(!reaches("loopback", command), "the loopback device is not its own");
}

#[test]
fn a_connection_by_other_families_and_protocols() {
    let Some(python) = ["/usr/bin/python3", "/usr/local/bin/python3"]
        .into_iter()
        .find(|path| std::fs::metadata(path).is_ok())
    else {
        eprintln!("left out: no python3");
        return;
    };
    let connect = format!(
        "{python} -c 'import socket; s = socket.socket(socket.AF_INET6); s.connect((\"::ffff:127.0.0.1\", PORT))'"
    );
    assert!(reaches("full", &connect), "the attack does not work");
    assert!(!reaches("none", &connect));
    assert!(!reaches("loopback", &connect));
    // Families that are no file and no internet either.
    let checkout = Checkout::checking("true", "");
    for family in ["AF_INET", "AF_INET6", "AF_PACKET", "AF_VSOCK", "AF_ALG"] {
        let command = format!(
            "{python} -c 'import socket; socket.socket(socket.{family}, socket.SOCK_RAW if \"{family}\" == \"AF_PACKET\" else socket.SOCK_STREAM)'"
        );
        checkout.check(&command, "network = \"none\"\n");
        checkout.verify().exits(1);
    }
}

/// A server that was there before is not reached by the numbers of an open socket either.
#[test]
fn sockets_that_are_left_open() {
    use std::os::fd::AsRawFd as _;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // Without the mark that closes it in programs that are started.
    let copy = inherited(&listener);
    let checkout = Checkout::checking("true", "");
    let run = checkout.runs_in("T1", &format!("test ! -e /proc/self/fd/{}", copy.as_raw_fd()));
    run.exits(0);
}

fn inherited(listener: &TcpListener) -> std::os::fd::OwnedFd {
    // Far above the numbers that a shell uses itself.
    let copy = rustix::io::fcntl_dupfd_cloexec(listener, 200).unwrap();
    rustix::io::fcntl_setfd(&copy, rustix::io::FdFlags::empty()).unwrap();
    copy
}
