//! What had to be done so that everything fits into a spreadsheet.

/// Name of the file, as it is told.
const FILE: &str = "gongkai.xlsx";

/// What had to be done so that it fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// Sheets that were split, and into how many.
    pub(crate) split: Vec<(String, usize)>,
    /// Texts that were cut to what a cell holds.
    pub(crate) cut: u64,
    /// Numbers that are text since a spreadsheet would round them.
    pub(crate) as_text: u64,
}

impl Notes {
    /// In both languages.
    pub(crate) fn told(&self) -> Vec<(String, String)> {
        let mut told: Vec<(String, String)> = self
            .split
            .iter()
            .map(|(name, count)| {
                (
                    format!("{FILE}：「{name}」超过一张工作表的行数，按年度分成 {count} 张"),
                    format!("{FILE}: 「{name}」 has more rows than a sheet holds: {count} sheets, by year"),
                )
            })
            .collect();
        if self.cut > 0 {
            let count = self.cut;
            told.push((
                format!("{FILE}：{count} 处文字超过单元格上限，已截断，全文见 CSV"),
                format!("{FILE}: {count} texts are longer than a cell holds and were cut; CSV has them"),
            ));
        }
        if self.as_text > 0 {
            let count = self.as_text;
            told.push((
                format!("{FILE}：{count} 个数字超过 15 位，写作文本以免被舍入"),
                format!("{FILE}: {count} numbers have more than 15 digits and are text, not rounded"),
            ));
        }
        told
    }
}
