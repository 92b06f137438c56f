//! Findings without arithmetic on whole documents: the samples, and real ones where they are
//! at hand. Every violation is listed, so that a new one is looked at on the page.

use crate::reading::disclosure;
use parser::{CheckKind, Outcome};
use std::collections::BTreeMap;
use std::path::Path;

/// Violated rules of structure and how often, `A26 E05×2`.
fn violated(path: &Path) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for check in &disclosure(path).checks {
        let structure = check.rule.kind == CheckKind::Structure;
        if structure && check.result == Outcome::Violated {
            assert!(!check.pages.is_empty(), "{} says no page", check.message_zh);
            *counts.entry(check.rule.id.as_str()).or_default() += 1;
        }
    }
    let each = counts.iter().map(|(rule, n)| match n {
        1 => (*rule).to_owned(),
        5.. => format!("{rule}×many"),
        n => format!("{rule}×{n}"),
    });
    each.collect::<Vec<_>>().join(" ")
}

/// Documents with findings, and which; all others of the folder have none.
fn check(at: &str, expected: &[(&str, &str)]) {
    for path in workspace::documents(at) {
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
        let wanted = expected.iter().find(|(n, _)| *n == name).map_or("", |(_, w)| w);
        assert_eq!(violated(&path), wanted, "{name}");
    }
}

#[test]
fn samples_have_the_slips_they_were_made_with() {
    let seed = "C17";
    check(
        "samples",
        &[
            ("seed-police-devzone-2024-libreoffice", seed),
            ("seed-police-devzone-2024-chromium", seed),
            ("seed-police-devzone-2024-stsong", seed),
            ("seed-police-devzone-2024-gbk", seed),
            // Nil tables without a note.
            ("anhui-civil-2022", "E05"),
            ("nil-association-2023", "E05×3"),
        ],
    );
}

/// The form of Shanxi goes from 行次 15 to 17 itself: a note, and nobody's slip.
#[test]
fn a_gap_of_the_template_is_noted() {
    let path = workspace::root().join("samples/shanxi-justice-2024.pdf");
    let gaps: Vec<_> =
        disclosure(&path).checks.iter().filter(|c| c.rule.id == "A25").collect();
    let noted = gaps.iter().filter(|c| c.message_zh.contains("由「15」跳到「17」"));
    let results: Vec<Outcome> = noted.map(|c| c.result).collect();
    assert_eq!(results, [Outcome::NotEvaluable]);
}

/// Each was looked at on its page and is the document's own.
#[test]
fn real_documents_have_the_slips_that_their_pages_show() {
    check(
        "../shared/real",
        &[
            ("B11_beijing_shenjiju_2026_tables", "E05×2"),
            ("B39_changchun_xinfang_2026", "A26 E05×2"),
            ("B45_jiangsu_renda_2018", "C17 E11×2 E12×4"),
            ("B49_putuo_sifaju_2026_unit", "E12 E13"),
            ("F05_putuo_caizheng_2024_final_seeded", "C17 E01 E02×2 E05 E10"),
            ("F06_putuo_guizi_2024_final", "E12 E14"),
            ("F07_putuo_shegong_2024_final", "E11×2"),
            ("R_002d_beijing_junmin_2026_two_codes", "E05×2"),
            ("R_19894_beijing_shuiwu_2026_lists", "E04 E05"),
            ("R_7e5a_jiangsu_gaofa_2019", "E04"),
            ("R_8408_beijing_shichang_2026_of_which", "E05×2"),
            ("R_da14_beijing_shangwu_2026_year", "E05"),
            ("F08_shanghai_final_template", "E05×many E10×many E11×many E12×many"),
        ],
    );
}
