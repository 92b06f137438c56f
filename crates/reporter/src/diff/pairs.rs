//! Which document of one bundle is which of the other.

use super::cells::Facts;
use std::collections::{BTreeMap, HashSet};

/// Pairs by position: the same bytes, then the same name, then the same body, year, kind and
/// scope where only one document on each side is so; two single documents are always a pair.
pub(super) fn of(old: &[Facts], new: &[Facts]) -> BTreeMap<usize, usize> {
    let mut pairs = BTreeMap::new();
    if let ([_], [_]) = (old, new) {
        pairs.insert(0, 0);
        return pairs;
    }
    let mut taken: HashSet<usize> = HashSet::new();
    let name = |facts: &Facts| facts.file_name.clone();
    let bytes = |facts: &Facts| facts.sha256.clone();
    let about =
        |facts: &Facts| match facts.about[0].is_empty() || facts.about[1].is_empty() {
            true => String::new(),
            false => facts.about.join("|"),
        };
    let keys: [&dyn Fn(&Facts) -> String; 3] = [&bytes, &name, &about];
    for key in keys {
        for (at, facts) in old.iter().enumerate() {
            let wanted = key(facts);
            if wanted.is_empty() || pairs.contains_key(&at) {
                continue;
            }
            let alike_here = old.iter().filter(|other| key(other) == wanted).count();
            let mut alike =
                (0..new.len()).filter(|i| !taken.contains(i) && key(&new[*i]) == wanted);
            if let (1, Some(other), None) = (alike_here, alike.next(), alike.next()) {
                taken.insert(other);
                pairs.insert(at, other);
            }
        }
    }
    pairs
}
