//! "Did you mean".

/// The candidate that a misspelled word most likely meant: the smallest edit distance (insert, remove, replace, swap of
/// neighbours: optimal string alignment), at most a third of the word's length. The first of equals wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let most = (word.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit = best.map_or(most, |(distance, _)| distance - 1);
        if let Some(distance) = distance(&word, &candidate.to_lowercase(), limit) {
            best = Some((distance, candidate));
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The distance, when it is at most `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit || least_distance(&a, &b) > limit {
        return None;
    }
    // Paths of one folder begin alike, and what is alike at either end costs nothing.
    let before = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[before..], &b[before..]);
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - behind], &b[..b.len() - behind]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min().is_some_and(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

/// No more than the distance, from the letters alone, whatever their order: each that one word has and the other lacks
/// costs an edit, and a swap changes none.
fn least_distance(a: &[char], b: &[char]) -> usize {
    // Letters that share a place only make it less.
    const PLACES: usize = 64;
    let mut more = [0_i32; PLACES];
    for letter in a {
        more[*letter as usize % PLACES] += 1;
    }
    for letter in b {
        more[*letter as usize % PLACES] -= 1;
    }
    let surplus: i32 = more.iter().filter(|count| **count > 0).sum();
    let lack: i32 = more.iter().filter(|count| **count < 0).sum();
    surplus.max(-lack).unsigned_abs() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By the definition alone.
    fn slow(a: &[char], b: &[char]) -> usize {
        let ([first_a, rest_a @ ..], [first_b, rest_b @ ..]) = (a, b) else { return a.len() + b.len() };
        let mut least = slow(rest_a, rest_b) + usize::from(first_a != first_b);
        least = least.min(slow(rest_a, b) + 1).min(slow(a, rest_b) + 1);
        if let ([second_a, rest_a @ ..], [second_b, rest_b @ ..]) = (rest_a, rest_b)
            && (first_a, second_a) == (second_b, first_b)
        {
            least = least.min(slow(rest_a, rest_b) + 1);
        }
        least
    }

    proptest! {
        #[test]
        fn what_is_left_out_of_the_work_changes_no_distance(a in "[abcä]{0,5}", b in "[abcä]{0,5}", limit in 0usize..6) {
            let (of_a, of_b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let slow = slow(&of_a, &of_b);
            prop_assert!(least_distance(&of_a, &of_b) <= slow);
            prop_assert_eq!(distance(&a, &b, limit), Some(slow).filter(|distance| *distance <= limit));
        }
    }

    #[test]
    fn close_words_are_found() {
        let words = ["milestone-1-cart", "milestone-2-vouchers", "readme"];
        assert_eq!(nearest("milestone-2-voucher", words), Some("milestone-2-vouchers"));
        assert_eq!(nearest("raedme", words), Some("readme"));
        assert_eq!(nearest("README", words), Some("readme"));
        assert_eq!(nearest("quite-different", words), None);
        assert_eq!(nearest("", words), None);
    }

    #[test]
    fn swaps_cost_one() {
        assert_eq!(distance("ab", "ba", 5), Some(1));
        assert_eq!(distance("kitten", "sitting", 5), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
    }
}
