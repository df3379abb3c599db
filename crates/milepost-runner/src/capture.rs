//! The two outputs of a command as they are kept: redacted, hashed, bounded.

use std::{
    io::{self, Read, Seek, Write},
    sync::Arc,
    time::Duration,
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::{
    process::Source,
    redact::{Redactor, Secrets},
};

/// Bytes kept of the beginning, and of the end.
pub const INLINE: usize = 256 * 1024;
/// Bytes stored of one output; what follows is hashed and dropped.
pub const STORED: u64 = 64 * 1024 * 1024;
/// Entries of the order of output; what follows is put down as one.
const ORDER: usize = 10_000;

/// One output of a command, redacted.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of all of it, hexadecimal.
    pub sha256: String,
    /// The first [`INLINE`] bytes.
    pub head: Vec<u8>,
    /// The last [`INLINE`] bytes of what follows the head.
    pub tail: Vec<u8>,
    /// Whether it was longer than [`STORED`]: then the stored bytes are its beginning.
    pub truncated: bool,
    /// The stored bytes, where head and tail are not all of them.
    spill: Option<Arc<NamedTempFile>>,
}

impl Captured {
    /// All stored bytes.
    pub fn stored(&self) -> io::Result<Vec<u8>> {
        let Some(spill) = &self.spill else {
            return Ok([self.head.as_slice(), &self.tail].concat());
        };
        let mut bytes = Vec::new();
        spill.reopen()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The file that holds the stored bytes, where head and tail are not all of them. It goes away with the last
    /// clone of this value.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.spill.as_ref().map(|spill| spill.path())
    }

    /// The last bytes that are kept: the tail, or of a short output the head.
    pub(crate) fn tail_or_head(&self) -> Vec<u8> {
        if self.tail.len() < 4096 { [self.head.as_slice(), &self.tail].concat() } else { self.tail.clone() }
    }

    /// Head and tail as text, with a line between them that says how much was left out.
    pub fn text(&self) -> String {
        let head = String::from_utf8_lossy(&self.head);
        let tail = String::from_utf8_lossy(&self.tail);
        match self.bytes - (self.head.len() + self.tail.len()) as u64 {
            0 => String::from_utf8_lossy(&[self.head.as_slice(), &self.tail].concat()).into_owned(),
            left_out => format!("{head}\n[{left_out} bytes left out]\n{tail}"),
        }
    }
}

/// A piece of output in the order in which it came; pieces of one output in a row are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Which output.
    pub source: Source,
    /// Its length in bytes, redacted.
    pub bytes: u64,
    /// When it came, since the start.
    pub at: Duration,
}

/// Takes the output of a command as it comes.
#[derive(Debug)]
pub struct Capture {
    stdout: Recorder,
    stderr: Recorder,
    order: Vec<Piece>,
}

impl Capture {
    /// An empty capture.
    pub fn new(secrets: &Secrets) -> Self {
        Self { stdout: Recorder::new(secrets), stderr: Recorder::new(secrets), order: Vec::new() }
    }

    /// Takes a raw piece; what is certain of it (redacted) goes to `show`.
    pub fn push(
        &mut self,
        source: Source,
        bytes: &[u8],
        at: Duration,
        show: &mut dyn FnMut(&[u8]),
    ) -> io::Result<()> {
        let recorder = match source {
            Source::Stdout => &mut self.stdout,
            Source::Stderr => &mut self.stderr,
        };
        let redacted = recorder.take(Some(bytes))?;
        self.note(source, redacted.len(), at);
        show(&redacted);
        Ok(())
    }

    /// Ends both outputs.
    pub fn finish(
        mut self,
        at: Duration,
        show: &mut dyn FnMut(Source, &[u8]),
    ) -> io::Result<(Captured, Captured, Vec<Piece>)> {
        for source in [Source::Stdout, Source::Stderr] {
            let recorder = match source {
                Source::Stdout => &mut self.stdout,
                Source::Stderr => &mut self.stderr,
            };
            let redacted = recorder.take(None)?;
            self.note(source, redacted.len(), at);
            show(source, &redacted);
        }
        Ok((self.stdout.end()?, self.stderr.end()?, self.order))
    }

    fn note(&mut self, source: Source, bytes: usize, at: Duration) {
        let bytes = bytes as u64;
        let full = self.order.len() >= ORDER;
        match self.order.last_mut() {
            _ if bytes == 0 => {}
            Some(last) if last.source == source || full => last.bytes += bytes,
            _ => self.order.push(Piece { source, bytes, at }),
        }
    }
}

/// One output.
#[derive(Debug)]
struct Recorder {
    redactor: Redactor,
    hash: Sha256,
    bytes: u64,
    head: Vec<u8>,
    /// At least the last [`INLINE`] bytes behind the head.
    recent: Vec<u8>,
    spill: Option<NamedTempFile>,
    stored: u64,
}

impl Recorder {
    fn new(secrets: &Secrets) -> Self {
        Self {
            redactor: Redactor::new(secrets),
            hash: Sha256::new(),
            bytes: 0,
            head: Vec::new(),
            recent: Vec::new(),
            spill: None,
            stored: 0,
        }
    }

    /// Takes a piece, or the end; returns what became certain, redacted.
    fn take(&mut self, piece: Option<&[u8]>) -> io::Result<Vec<u8>> {
        let mut redacted = Vec::new();
        match piece {
            Some(bytes) => self.redactor.push(bytes, &mut redacted),
            None => self.redactor.finish(&mut redacted),
        }
        self.hash.update(&redacted);
        self.bytes += redacted.len() as u64;
        let room = (INLINE - self.head.len()).min(redacted.len());
        self.head.extend_from_slice(&redacted[..room]);
        let behind = &redacted[room..];
        if self.spill.is_none() && self.recent.len() + behind.len() > INLINE {
            let mut file = NamedTempFile::with_prefix("milepost-output-")?;
            file.write_all(&self.head)?;
            file.write_all(&self.recent)?;
            self.stored = (self.head.len() + self.recent.len()) as u64;
            self.spill = Some(file);
        }
        if let Some(file) = &mut self.spill {
            let room = usize::try_from(STORED - self.stored).unwrap_or(usize::MAX).min(behind.len());
            file.write_all(&behind[..room])?;
            self.stored += room as u64;
        }
        self.recent.extend_from_slice(behind);
        if self.recent.len() > 4 * INLINE {
            self.recent.drain(..self.recent.len() - INLINE);
        }
        Ok(redacted)
    }

    fn end(mut self) -> io::Result<Captured> {
        self.recent.drain(..self.recent.len().saturating_sub(INLINE));
        if let Some(file) = &mut self.spill {
            file.flush()?;
            file.rewind()?;
        }
        let sha256 = self.hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            use std::fmt::Write;
            write!(hex, "{byte:02x}").expect("a string can always grow");
            hex
        });
        Ok(Captured {
            bytes: self.bytes,
            sha256,
            head: self.head,
            tail: self.recent,
            truncated: self.spill.is_some() && self.stored < self.bytes,
            spill: self.spill.map(Arc::new),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(pieces: &[(Source, &[u8])]) -> (Captured, Captured, Vec<Piece>) {
        let mut capture = Capture::new(&Secrets::default());
        for (number, (source, bytes)) in pieces.iter().enumerate() {
            capture.push(*source, bytes, Duration::from_millis(number as u64), &mut |_| {}).unwrap();
        }
        capture.finish(Duration::from_secs(1), &mut |_, _| {}).unwrap()
    }

    #[test]
    fn short_output_is_kept_inline_in_its_order() {
        let (out, err, order) = capture(&[
            (Source::Stdout, b"a\n"),
            (Source::Stdout, b"b\n"),
            (Source::Stderr, b"oops\n"),
            (Source::Stdout, b"c\n"),
        ]);
        assert_eq!(out.stored().unwrap(), b"a\nb\nc\n");
        assert_eq!(err.text(), "oops\n");
        // printf 'a\nb\nc\n' | sha256sum
        assert_eq!(out.sha256, "880553fca8fcea94e325ee2cfb48e5a985cc797f39a14cc6d3cedecfeb2ae4d2");
        let sources: Vec<(Source, u64)> = order.iter().map(|piece| (piece.source, piece.bytes)).collect();
        assert_eq!(sources, [(Source::Stdout, 4), (Source::Stderr, 5), (Source::Stdout, 2)]);
        assert!(out.file().is_none() && !out.truncated);
    }

    #[test]
    fn long_output_is_stored_whole_in_a_file_that_goes_away() {
        let line = vec![b'x'; 1023];
        let mut whole = Vec::new();
        let mut capture = Capture::new(&Secrets::default());
        for _ in 0..3000 {
            let piece = [&line[..], b"\n"].concat();
            capture.push(Source::Stdout, &piece, Duration::ZERO, &mut |_| {}).unwrap();
            whole.extend(piece);
        }
        let (out, _, _) = capture.finish(Duration::ZERO, &mut |_, _| {}).unwrap();
        assert_eq!(out.stored().unwrap(), whole);
        assert_eq!(out.bytes, whole.len() as u64);
        assert_eq!(out.head, whole[..INLINE]);
        assert_eq!(out.tail, whole[whole.len() - INLINE..]);
        assert!(out.text().contains("bytes left out]"));
        let path = out.file().unwrap().to_path_buf();
        assert!(path.metadata().is_ok());
        drop(out);
        assert!(path.metadata().is_err());
    }

    #[test]
    fn output_between_one_and_two_inline_parts_is_whole() {
        let text = vec![b'y'; INLINE + 10];
        let (out, _, _) = capture(&[(Source::Stdout, &text)]);
        assert_eq!(out.stored().unwrap(), text);
        assert!(out.file().is_none());
        assert_eq!(out.tail.len(), 10);
    }
}
