//! What a measurement tells while it goes on.

/// Where a measurement stands.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'p> {
    /// The metric.
    pub metric: &'p str,
    /// Pairs of runs so far; runs, where there is no baseline.
    pub pairs: usize,
    /// After how many it ends at the latest.
    pub cap: usize,
    /// What is done, or what the pairs so far say.
    pub words: &'p str,
}
