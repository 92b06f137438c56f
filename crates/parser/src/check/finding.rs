//! What people are told: identities that fail for one cause are one finding.

use crate::disclosure::Check;
use std::collections::HashMap;

/// One cause: a check that fails, and the others that fail with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<'a> {
    /// The one to show: the gravest, and the first of those.
    pub check: &'a Check,
    /// The others of its cluster, in order.
    pub also: Vec<&'a Check>,
}

/// The violations of a document by cause, in the order in which the causes first appear.
pub fn findings(checks: &[Check]) -> Vec<Finding<'_>> {
    grouped(checks.iter().filter(|check| check.is_violation()))
}

/// Any checks by cause.
pub fn grouped<'a>(checks: impl Iterator<Item = &'a Check>) -> Vec<Finding<'a>> {
    let mut findings: Vec<Finding<'_>> = Vec::new();
    let mut of_cluster: HashMap<&str, usize> = HashMap::new();
    for check in checks {
        let known = of_cluster.get(check.cluster.as_str()).map(|&i| &mut findings[i]);
        match known {
            None => {
                if !check.cluster.is_empty() {
                    of_cluster.insert(&check.cluster, findings.len());
                }
                findings.push(Finding { check, also: Vec::new() });
            }
            Some(finding) if finding.check.severity < check.severity => {
                let milder = std::mem::replace(&mut finding.check, check);
                finding.also.insert(0, milder);
            }
            Some(finding) => finding.also.push(check),
        }
    }
    findings
}
