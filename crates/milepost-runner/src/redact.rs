//! Keeping secrets out of everything that is shown, hashed or stored.
//!
//! Output passes through a [`Redactor`] before anything else sees it. Known values are found raw and in the encodings
//! that programs print them in; unknown ones by their shape. A secret that arrives in pieces is found too: the end
//! of what has come is held back until it is certain that no secret begins in it.

mod forms;
mod patterns;

use std::sync::Arc;

use patterns::{Found, Kind, Patterns};

/// The longest piece without a line end that is held back whole.
const LONGEST_LINE: usize = 64 * 1024;
/// What is held back of a longer one.
const OVERLAP: usize = 16 * 1024;
/// The longest private key that is swallowed when its end never comes.
const LONGEST_KEY: usize = 64 * 1024;

/// The values that must not appear, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Secrets(Arc<Patterns>);

impl Secrets {
    /// Looks for these values (name and value) and for the known shapes of secrets. Values of fewer than four bytes
    /// are left alone: they would be found in every word.
    pub fn new<N: AsRef<str>, V: AsRef<[u8]>>(known: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(Arc::new(Patterns::new(known)))
    }

    /// Redacts a whole text.
    pub fn redact(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut redactor = Redactor::new(self);
        redactor.push(bytes, &mut out);
        redactor.finish(&mut out);
        out
    }
}

impl Default for Secrets {
    fn default() -> Self {
        Self::new(std::iter::empty::<(&str, &[u8])>())
    }
}

/// Redacts one stream as it comes.
#[derive(Debug)]
pub struct Redactor {
    patterns: Arc<Patterns>,
    pending: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Plain,
    /// Within a private key; so many bytes of it were swallowed.
    Key(usize),
    /// Within a token that is longer than what we hold back.
    Token,
}

impl Redactor {
    /// A redactor for one stream.
    pub fn new(secrets: &Secrets) -> Self {
        Self { patterns: Arc::clone(&secrets.0), pending: Vec::new(), state: State::Plain }
    }

    /// Takes a piece of the stream; what is certain by now is added to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.pending.extend_from_slice(bytes);
        self.advance(false, out);
    }

    /// Takes the end of the stream; everything that was held back is added to `out`.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.advance(true, out);
    }

    fn advance(&mut self, last: bool, out: &mut Vec<u8>) {
        loop {
            let before = self.state;
            match self.state {
                State::Plain => self.plain(last, out),
                State::Key(swallowed) => self.key(swallowed, last),
                State::Token => {
                    let end = self.pending.iter().position(|b| !is_token(*b));
                    self.pending.drain(..end.unwrap_or(self.pending.len()));
                    if end.is_some() {
                        self.state = State::Plain;
                    }
                }
            }
            // A new state may still find something in what is left.
            if self.pending.is_empty()
                || std::mem::discriminant(&self.state) == std::mem::discriminant(&before)
            {
                return;
            }
        }
    }

    fn plain(&mut self, last: bool, out: &mut Vec<u8>) {
        let len = self.pending.len();
        let cut = if last { len } else { self.certain() };
        let mut at = 0;
        while at < cut {
            let Some(found) = self.patterns.find(&self.pending, at).filter(|found| found.start < cut) else {
                out.extend_from_slice(&self.pending[at..cut]);
                at = cut;
                break;
            };
            let Found { start, end, kind, ref label } = found;
            out.extend_from_slice(&self.pending[at..start]);
            at = start;
            let grows = end == len && !last && kind == Kind::Shape;
            if grows && len - start < LONGEST_LINE {
                // More of it may come.
                break;
            }
            out.extend_from_slice(format!("[redacted:{label}]").as_bytes());
            at = end;
            if kind == Kind::PrivateKey {
                self.state = State::Key(0);
                break;
            }
            if grows {
                self.state = State::Token;
                break;
            }
        }
        self.pending.drain(..at);
    }

    /// Up to where no secret can begin that is not wholly there: tokens do not cross a line end, and known values
    /// have a length.
    fn certain(&self) -> usize {
        let len = self.pending.len();
        let line = self.pending.iter().rposition(|b| matches!(b, b'\n' | b'\r')).map_or(0, |at| at + 1);
        let line = if len - line > LONGEST_LINE { len - OVERLAP } else { line };
        line.min((len + 1).saturating_sub(self.patterns.longest.max(1)))
    }

    /// Swallows a private key: to its last line, or to what cannot belong to one.
    fn key(&mut self, swallowed: usize, last: bool) {
        if let Some(end) = self.patterns.key_end(&self.pending) {
            self.pending.drain(..end);
            self.state = State::Plain;
            return;
        }
        let foreign = self.pending.iter().position(|b| !is_key(*b));
        if let Some(foreign) = foreign {
            self.pending.drain(..foreign);
            self.state = State::Plain;
        } else if last {
            self.pending.clear();
        } else {
            // The last line may be cut in two.
            let keep = self.pending.len().min(64);
            let gone = self.pending.len() - keep;
            self.pending.drain(..gone);
            let swallowed = swallowed + gone;
            self.state = if swallowed > LONGEST_KEY { State::Plain } else { State::Key(swallowed) };
        }
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~+/=-".contains(&byte)
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=\\:,-|>\"'".contains(&byte)
}

#[cfg(test)]
mod tests;
