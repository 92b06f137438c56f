//! Fonts of this machine that are lent to files which do not embed their own.
//!
//! Many disclosures name 宋体 and rely on the reader to have it. A page that people look at is
//! drawn with what is here, as a viewer does; nothing is ever read with it.

use hayro_interpret::font::{FontData, FontQuery};
use hayro_interpret::{FontResolverFn, InterpreterSettings};
use std::sync::{Arc, OnceLock};

/// Where Chinese fonts are, and which font of the file is the simplified Chinese one.
const CHINESE: [(&str, u32); 14] = [
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-serif-cjk-vf-fonts/NotoSerifCJK-VF.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc", 2),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/System/Library/Fonts/Supplemental/Songti.ttc", 3),
    ("/System/Library/Fonts/STHeiti Light.ttc", 1),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    (r"C:\Windows\Fonts\simsun.ttc", 0),
    (r"C:\Windows\Fonts\msyh.ttc", 0),
];

/// Names of Latin fonts, which the standard fonts stand for better.
const LATIN: [&str; 9] = [
    "arial",
    "times",
    "courier",
    "calibri",
    "helvetica",
    "cambria",
    "tahoma",
    "verdana",
    "symbol",
];

/// What answers when a font is missing.
pub(crate) fn resolver() -> FontResolverFn {
    let standard = InterpreterSettings::default().font_resolver;
    Arc::new(move |query| {
        let is_chinese = match query {
            FontQuery::Standard(_) => false,
            FontQuery::Fallback(wanted) => {
                let name = wanted.post_script_name.as_deref().unwrap_or_default();
                let name = name.to_ascii_lowercase();
                !LATIN.iter().any(|latin| name.contains(latin))
            }
        };
        chinese().filter(|_| is_chinese).or_else(|| standard(query))
    })
}

/// The first Chinese font that is here.
fn chinese() -> Option<(FontData, u32)> {
    static FONT: OnceLock<Option<(FontData, u32)>> = OnceLock::new();
    let find = || {
        CHINESE.iter().find_map(|(path, index)| {
            let font: FontData = Arc::new(std::fs::read(path).ok()?);
            Some((font, *index))
        })
    };
    FONT.get_or_init(find).clone()
}
