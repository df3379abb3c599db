use std::fmt;

/// What a unit measures. Values of one dimension can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// A number of things.
    Count,
    /// Parts of a hundred.
    Percent,
    /// Time; the base is the second.
    Time,
    /// Size; the base is the byte.
    Bytes,
    /// Things in a time; the base is one in a second.
    Rate,
    /// Size in a time; the base is a byte in a second.
    Throughput,
}

/// A unit of measure.
#[derive(Debug, Clone, Copy)]
pub struct Unit(&'static Entry);

#[derive(Debug)]
struct Entry {
    symbol: &'static str,
    spellings: &'static [&'static str],
    dimension: Dimension,
    /// How many of the base of its dimension it is.
    factor: f64,
}

const fn unit(
    symbol: &'static str,
    spellings: &'static [&'static str],
    dimension: Dimension,
    factor: f64,
) -> Entry {
    Entry { symbol, spellings, dimension, factor }
}

/// All units. Within a dimension from small to large, which is how one is chosen to show a value.
static UNITS: [Entry; 29] = [
    unit("", &[], Dimension::Count, 1.0),
    unit("%", &["percent"], Dimension::Percent, 1.0),
    unit("ns", &[], Dimension::Time, 1e-9),
    unit("µs", &["μs", "us"], Dimension::Time, 1e-6),
    unit("ms", &["milliseconds", "millisecond"], Dimension::Time, 1e-3),
    unit("s", &["seconds", "second", "secs", "sec"], Dimension::Time, 1.0),
    unit("min", &["minutes", "minute", "mins"], Dimension::Time, 60.0),
    unit("h", &["hours", "hour"], Dimension::Time, 3600.0),
    unit("B", &["bytes", "byte"], Dimension::Bytes, 1.0),
    unit("kB", &["KB"], Dimension::Bytes, 1e3),
    unit("KiB", &[], Dimension::Bytes, 1024.0),
    unit("MB", &[], Dimension::Bytes, 1e6),
    unit("MiB", &[], Dimension::Bytes, 1_048_576.0),
    unit("GB", &[], Dimension::Bytes, 1e9),
    unit("GiB", &[], Dimension::Bytes, 1_073_741_824.0),
    unit("TB", &[], Dimension::Bytes, 1e12),
    unit("TiB", &[], Dimension::Bytes, 1_099_511_627_776.0),
    unit("/h", &[], Dimension::Rate, 1.0 / 3600.0),
    unit("/min", &["rpm"], Dimension::Rate, 1.0 / 60.0),
    unit("/s", &["rps", "qps", "tps", "req/s", "requests/s", "ops/s", "op/s"], Dimension::Rate, 1.0),
    unit("B/s", &[], Dimension::Throughput, 1.0),
    unit("kB/s", &["KB/s"], Dimension::Throughput, 1e3),
    unit("KiB/s", &[], Dimension::Throughput, 1024.0),
    unit("MB/s", &[], Dimension::Throughput, 1e6),
    unit("MiB/s", &[], Dimension::Throughput, 1_048_576.0),
    unit("GB/s", &[], Dimension::Throughput, 1e9),
    unit("GiB/s", &[], Dimension::Throughput, 1_073_741_824.0),
    unit("TB/s", &[], Dimension::Throughput, 1e12),
    unit("TiB/s", &[], Dimension::Throughput, 1_099_511_627_776.0),
];

impl Unit {
    /// The unit of a number without one.
    pub const COUNT: Self = Self(&UNITS[0]);
    /// Percent.
    pub const PERCENT: Self = Self(&UNITS[1]);

    /// The unit of a spelling. What is written all in capitals or all in small letters is read whatever its case (`kb`,
    /// `MS`); mixed spellings have to be exact, for `Mb` is another unit than `MB`.
    pub fn from_spelling(spelling: &str) -> Option<Self> {
        let names = |entry: &Entry| std::iter::once(entry.symbol).chain(entry.spellings.iter().copied());
        let exact = UNITS.iter().find(|entry| names(entry).any(|name| name == spelling));
        let is_mixed = spelling.chars().any(char::is_uppercase) && spelling.chars().any(char::is_lowercase);
        let loose = || {
            let mut same =
                UNITS.iter().filter(|entry| names(entry).any(|name| name.eq_ignore_ascii_case(spelling)));
            same.next().filter(|_| !is_mixed && spelling.chars().count() > 1)
        };
        exact.or_else(loose).map(Self)
    }

    /// All symbols of a dimension, small units first.
    pub fn symbols(dimension: Dimension) -> impl Iterator<Item = &'static str> {
        UNITS.iter().filter(move |entry| entry.dimension == dimension).map(|entry| entry.symbol)
    }

    /// The unit in which a value of a dimension (given in its base) reads best: the largest that leaves it at one or
    /// more. Sizes are shown in powers of 1024, times up to seconds.
    pub fn for_value(dimension: Dimension, base: f64) -> Self {
        let is_shown = |entry: &&Entry| match dimension {
            Dimension::Time => entry.factor <= 1.0,
            Dimension::Bytes | Dimension::Throughput => {
                entry.symbol.starts_with('B') || entry.symbol.contains('i')
            }
            Dimension::Rate => entry.symbol == "/s",
            Dimension::Count | Dimension::Percent => true,
        };
        let all = || UNITS.iter().filter(|entry| entry.dimension == dimension).filter(is_shown);
        let fits = all().rfind(|entry| base.abs() >= entry.factor);
        let smallest = if base == 0.0 { all().find(|entry| entry.factor >= 1.0) } else { all().next() };
        Self(fits.or(smallest).expect("each dimension has a unit"))
    }

    /// Its symbol; empty for a count.
    pub fn symbol(self) -> &'static str {
        self.0.symbol
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.0.dimension
    }

    /// How many of the base of its dimension it is: a millisecond is 0.001 (seconds).
    pub fn factor(self) -> f64 {
        self.0.factor
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.0.symbol == other.0.symbol
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_read_and_bits_are_no_bytes() {
        let symbol = |spelling: &str| Unit::from_spelling(spelling).map(Unit::symbol);
        for (spelling, expected) in [
            ("ms", "ms"),
            ("MS", "ms"),
            ("kb", "kB"),
            ("KB", "kB"),
            ("us", "µs"),
            ("seconds", "s"),
            ("rps", "/s"),
        ] {
            assert_eq!(symbol(spelling), Some(expected), "{spelling}");
        }
        for unknown in ["Mb", "K", "M", "S", "parsecs", "S/s"] {
            assert_eq!(symbol(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn no_spelling_is_taken_twice() {
        let mut names: Vec<&str> = UNITS
            .iter()
            .flat_map(|entry| std::iter::once(entry.symbol).chain(entry.spellings.iter().copied()))
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
