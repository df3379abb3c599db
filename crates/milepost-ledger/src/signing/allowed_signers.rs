//! OpenSSH's allowed signers: whose keys are believed (`ssh-keygen(1)`, ALLOWED SIGNERS).

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use ssh_key::{HashAlg, PublicKey};
use thiserror::Error;

use super::{NAMESPACE, strength::weakness_of_key};

/// The signers that are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedSigners {
    /// The entries, in the order of the file.
    pub signers: Vec<AllowedSigner>,
    /// Lines that could not be read: `(line number from 1, what is wrong)`. Such a line allows nobody.
    pub problems: Vec<(usize, String)>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedSigner {
    /// Who it is: e-mail addresses, or patterns with `*` and `?`.
    pub principals: Vec<String>,
    /// The key.
    pub key: PublicKey,
    /// Namespaces for which it holds; all when empty.
    pub namespaces: Vec<String>,
    /// Not before.
    pub valid_after: Option<Timestamp>,
    /// Not after.
    pub valid_before: Option<Timestamp>,
}

/// Why a key is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignerRefusal {
    /// No entry holds the key.
    #[error("the signer `{0}` is unknown: no allowed signer has this key")]
    Unknown(String),
    /// An entry holds it, for other namespaces.
    #[error("the key of `{0}` is not allowed to sign for `{1}`")]
    OtherNamespace(String, String),
    /// An entry holds it, for another time.
    #[error("the key of `{0}` was not valid when it signed")]
    OutOfTime(String),
}

impl AllowedSigners {
    /// Reads the text of an `allowed_signers` file. Times without `Z` are in the given time zone.
    pub fn parse(text: &str, zone: &TimeZone) -> Self {
        let mut this = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match parse_line(line, zone) {
                Ok(signer) => this.signers.push(signer),
                Err(what) => this.problems.push((number + 1, what)),
            }
        }
        this
    }

    /// Also believes one more key, without limits.
    #[must_use]
    pub fn with(mut self, principal: impl Into<String>, key: PublicKey) -> Self {
        self.signers.push(AllowedSigner {
            principals: vec![principal.into()],
            key,
            namespaces: Vec::new(),
            valid_after: None,
            valid_before: None,
        });
        self
    }

    /// Who signed with this key at a time, or why nobody did who is believed. The time is the one that the signer
    /// claims: to stop believing what a lost key signs, revoke it.
    ///
    /// # Errors
    /// [`SignerRefusal`]: an unknown signer is a failure, never neutral.
    pub fn signer(&self, key: &PublicKey, at: Timestamp) -> Result<&AllowedSigner, SignerRefusal> {
        self.signer_in(NAMESPACE, key, at)
    }

    /// As [`AllowedSigners::signer`], for another namespace, such as that of Git's commits.
    ///
    /// # Errors
    /// [`SignerRefusal`].
    pub fn signer_in(
        &self,
        namespace: &str,
        key: &PublicKey,
        at: Timestamp,
    ) -> Result<&AllowedSigner, SignerRefusal> {
        let fingerprint = || key.fingerprint(HashAlg::Sha256).to_string();
        let mut refusal = SignerRefusal::Unknown(fingerprint());
        for signer in self.signers.iter().filter(|signer| signer.key.key_data() == key.key_data()) {
            if !signer.namespaces.is_empty()
                && !signer.namespaces.iter().any(|pattern| matches(pattern, namespace))
            {
                refusal = SignerRefusal::OtherNamespace(signer.name(), namespace.to_owned());
            } else if signer.valid_after.is_some_and(|from| at < from)
                || signer.valid_before.is_some_and(|until| at >= until)
            {
                refusal = SignerRefusal::OutOfTime(signer.name());
            } else {
                return Ok(signer);
            }
        }
        Err(refusal)
    }
}

impl AllowedSigner {
    /// Its first principal.
    pub fn name(&self) -> String {
        self.principals.first().cloned().unwrap_or_default()
    }

    /// Whether a name is one of its principals.
    pub fn is(&self, principal: &str) -> bool {
        let (denied, allowed): (Vec<_>, Vec<_>) = self.principals.iter().partition(|p| p.starts_with('!'));
        !denied.iter().any(|pattern| matches(&pattern[1..], principal))
            && allowed.iter().any(|pattern| matches(pattern, principal))
    }
}

fn parse_line(line: &str, zone: &TimeZone) -> Result<AllowedSigner, String> {
    let words = split(line)?;
    let [principals, rest @ ..] = words.as_slice() else {
        return Err("found nothing, expected principals and a key".to_owned());
    };
    let (options, key) = match rest {
        [kind, data, ..] if is_key_type(kind) => (None, (kind, data)),
        [options, kind, data, ..] if is_key_type(kind) => (Some(options), (kind, data)),
        _ => return Err("found no key, expected `PRINCIPALS [OPTIONS] KEY-TYPE BASE64`".to_owned()),
    };
    let (kind, data) = key;
    let key =
        PublicKey::from_openssh(&format!("{kind} {data}")).map_err(|error| format!("the key: {error}"))?;
    if let Some(why) = weakness_of_key(&key) {
        return Err(format!("the key: {why}"));
    }
    let list =
        |text: &str| text.split(',').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let mut signer = AllowedSigner {
        principals: list(&unquote(principals)),
        key,
        namespaces: Vec::new(),
        valid_after: None,
        valid_before: None,
    };
    if signer.principals.is_empty() {
        return Err("found no principal, expected at least one".to_owned());
    }
    for option in options.into_iter().flat_map(|text| split_options(text)) {
        let (name, value) = option.split_once('=').unwrap_or((option.as_str(), ""));
        let value = unquote(value);
        match name.to_ascii_lowercase().as_str() {
            "namespaces" => signer.namespaces = list(&value),
            "valid-after" => signer.valid_after = Some(time(&value, zone)?),
            "valid-before" => signer.valid_before = Some(time(&value, zone)?),
            "cert-authority" => return Err("`cert-authority` is not supported: name each key".to_owned()),
            _ => {
                return Err(format!(
                    "unknown option `{name}`, expected `namespaces`, `valid-after` or `valid-before`"
                ));
            }
        }
    }
    Ok(signer)
}

/// Splits at white space outside of quotes.
fn split(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.push(c);
            }
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if quoted {
        return Err("a quote is not closed".to_owned());
    }
    words.extend((!word.is_empty()).then_some(word));
    Ok(words)
}

/// Splits at commas outside of quotes.
fn split_options(text: &str) -> Vec<String> {
    let (mut options, mut option, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            ',' if !quoted => options.push(std::mem::take(&mut option)),
            c => {
                quoted ^= c == '"';
                option.push(c);
            }
        }
    }
    options.push(option);
    options
}

fn unquote(text: &str) -> String {
    text.replace('"', "")
}

fn is_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"].iter().any(|prefix| word.starts_with(prefix))
}

/// `YYYYMMDD[HHMM[SS]][Z]`.
fn time(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let wrong =
        || format!("found the time `{text}`, expected `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, with `Z` for UTC");
    let (digits, zone) = match text.strip_suffix(['Z', 'z']) {
        Some(digits) => (digits, TimeZone::UTC),
        None => (text, zone.clone()),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(digits.len(), 8 | 12 | 14) {
        return Err(wrong());
    }
    let part =
        |from: usize, to: usize| digits.get(from..to).map_or(Ok(0), str::parse::<i8>).map_err(|_| wrong());
    let year = digits[..4].parse().map_err(|_| wrong())?;
    let time = DateTime::new(year, part(4, 6)?, part(6, 8)?, part(8, 10)?, part(10, 12)?, part(12, 14)?, 0)
        .map_err(|_| wrong())?;
    zone.to_timestamp(time).map_err(|_| wrong())
}

/// `*` and `?` patterns.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    fn parse(text: &str) -> AllowedSigners {
        AllowedSigners::parse(text, &TimeZone::UTC)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn plain_and_commented_lines() {
        let signers = parse(&format!("# us\n\nann@example.org,ann {KEY} Ann's laptop\n"));
        assert_eq!(signers.problems, []);
        assert_eq!(signers.signers[0].principals, ["ann@example.org", "ann"]);
        assert!(signers.signers[0].is("ann"));
        assert!(!signers.signers[0].is("bob"));
    }

    #[test]
    fn options() {
        let text = format!(
            r#"*@example.org namespaces="git,milepost@*",valid-after="20300101Z",valid-before=203102030405 {KEY}"#
        );
        let signers = parse(&text);
        assert_eq!(signers.problems, []);
        let signer = &signers.signers[0];
        assert_eq!(signer.namespaces, ["git", "milepost@*"]);
        assert_eq!(signer.valid_after, Some(at("2030-01-01T00:00:00Z")));
        assert_eq!(signer.valid_before, Some(at("2031-02-03T04:05:00Z")));
        assert!(signer.is("zoe@example.org"));
        assert!(signers.signer(&signer.key, at("2030-06-01T00:00:00Z")).is_ok());
        for time in ["2029-12-31T23:59:59Z", "2031-02-03T04:05:00Z"] {
            let refusal = signers.signer(&signer.key, at(time)).unwrap_err();
            assert_eq!(refusal, SignerRefusal::OutOfTime("*@example.org".into()));
        }
    }

    #[test]
    fn another_namespace_allows_nothing_here() {
        let signers = parse(&format!("ann namespaces=\"git\" {KEY}"));
        let refusal = signers.signer(&signers.signers[0].key, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(refusal, SignerRefusal::OtherNamespace("ann".into(), NAMESPACE.into()));
    }

    #[test]
    fn an_unreadable_line_allows_nobody_and_hides_no_other() {
        let text = format!(
            "ann cert-authority {KEY}\nbob {KEY}\ncarl ssh-ed25519 AAAA\ndora\neve when=\"x\" {KEY}\nf \""
        );
        let signers = parse(&text);
        assert_eq!(signers.signers.len(), 1);
        assert_eq!(signers.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    }

    #[test]
    fn patterns() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a?c", "abbc", false),
            ("*b*", "abc", true),
            ("a", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
        let signers = parse(&format!("*@example.org,!eve@example.org {KEY}"));
        assert!(signers.signers[0].is("ann@example.org") && !signers.signers[0].is("eve@example.org"));
    }

    proptest! {
        #[test]
        fn any_text(text: String) {
            parse(&text);
        }
    }
}
