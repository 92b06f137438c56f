//! `README.md` of the data: what it is, how it was made, what is missing, how to cite it, and the
//! dictionary in both languages.

use super::gaps::Gaps;
use crate::census::Census;
use crate::error::Error;
use crate::package::{Package, Resource};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Name of the file.
pub(super) const FILE: &str = "README.md";

const HEAD: &str = "\
# 部门预决算公开数据 · Disclosed budgets and final accounts

政府部门公开的预算、决算文件中的数字，每个都带有所在的页、位置、印出的原文和单位。
Numbers of the budgets and final accounts that government bodies disclose, each with its page, \
its place on the page, its printed form and its unit.

";

const RULES: &str = "\
## 怎样读 · How to read it

- 金额以元计，是精确的小数；空白、横线和 0.00 是三回事，见 `value_state`。
  Amounts are in yuan and exact decimals; blank, dash and 0.00 are three things: see `value_state`.
- 科目编码是文本。相加时只取 `is_leaf` 为 true 的行，并分开 `scope`。
  Codes are text. Add only rows with `is_leaf` true, and keep `scope` apart.
- 每个数字都可以回到原页核对：`file_name`、`page`、`page_url`。
  Every number can be looked up on its page: `file_name`, `page`, `page_url`.
- CSV 中以 = + - @ 开头的文字前有一个 '，以免被当作公式；其他格式没有。
  Text that begins with = + - @ has a ' before it in CSV, so that no spreadsheet runs it; other \
formats have none.
- `queries.sql` 中的问题可以原样运行 · the questions of `queries.sql` run as written:

```sh
duckdb -init duckdb.sql                # 再输入 then type  .read queries.sql
sqlite3 gongkai.sqlite < queries.sql   # 先运行 after  gongkai export . --format sqlite
sha256sum -c checksums.sha256          # 文件是否有变 whether anything was changed
```

";

pub(super) fn text(package: &Package, census: &Census) -> Result<String, Error> {
    let gaps = Gaps::count(package)?;
    let mut text = HEAD.to_owned();
    files(package, census, &mut text);
    text.push_str(RULES);
    made(package, &gaps, &mut text);
    missing(&gaps, &mut text);
    text.push_str(
        "## 引用 · How to cite\n\n\
         引用数字时请写明文件名、页码和原文，并附原文件网址；数据集可写作：\n\
         Cite a number with its file, page and printed form, and the address of the file; the \
         data set as a whole:\n\n",
    );
    let years: Vec<&str> =
        gaps.years.keys().map(String::as_str).filter(|year| !year.is_empty()).collect();
    let span = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (Some(first), _) => (*first).to_owned(),
        _ => String::new(),
    };
    let documents: u64 = gaps.documents.values().sum();
    let version = &package.schema_version;
    let versions: Vec<&str> = gaps.versions.keys().map(String::as_str).collect();
    let versions = versions.join(", ");
    let _ = writeln!(
        text,
        "> 部门预决算公开数据{}{span}，{documents} 份文件，gongkai {versions}，schema {version}。\n",
        if span.is_empty() { "" } else { " " },
    );
    dictionary(package, &mut text);
    Ok(text)
}

fn files(package: &Package, census: &Census, text: &mut String) {
    text.push_str(
        "| 文件 file | 一行是 one row is | | 行数 rows |\n|---|---|---|---:|\n",
    );
    for (resource, counted) in census.of(package) {
        let Resource { path, zh, en, .. } = resource;
        let _ = writeln!(text, "| `{path}` | {zh} | {en} | {} |", counted.rows);
    }
    text.push('\n');
}

fn made(package: &Package, gaps: &Gaps, text: &mut String) {
    let versions: Vec<&str> = gaps.versions.keys().map(String::as_str).collect();
    let _ = writeln!(
        text,
        "## 怎样做成 · How it was made\n\n\
         由 gongkai {versions} 从公开的 PDF 和扫描件中读出，没有人工改动；表按标题和表头认定，\
         数字按印出的原文记录，勾稽关系逐条核对（`checks.csv`），未能理解之处逐条记录\
         （`diagnostics.csv`）。不猜测，不修正政府的算术。\n\
         Read by gongkai {versions} from disclosed PDFs and scans, without manual changes. Tables \
         are told by title and header, numbers are kept as printed, identities are evaluated \
         (`checks.csv`), and what was not understood is listed (`diagnostics.csv`). Nothing is \
         guessed, and no printed arithmetic is repaired.\n\n\
         schema_version {version}：末位变为说明文字的变化，中位为增加列、文件或取值，首位为改名、\
         删除或改变含义。\n\
         The last number changes with descriptions, the middle one when columns, files or words \
         are added, the first one when something is renamed, dropped or comes to mean something \
         else.\n",
        versions = versions.join(", "),
        version = package.schema_version,
    );
}

fn missing(gaps: &Gaps, text: &mut String) {
    text.push_str("## 已知的缺漏 · Known gaps\n\n");
    let mut line = |zh: &str, en: &str, counts: &BTreeMap<String, u64>| {
        if !counts.is_empty() {
            let _ = writeln!(text, "- {zh} · {en}: {}", list(counts));
        }
    };
    line("文件", "documents", &gaps.documents);
    line("文件种类", "kinds of documents", &gaps.kinds);
    line("年度", "years", &gaps.years);
    line("页", "pages", &gaps.pages);
    line("数据格", "data cells", &gaps.states);
    line("核对", "checks", &gaps.checks);
    line("诊断（`gongkai explain CODE`）", "diagnostics", &gaps.diagnostics);
    if gaps.from_pictures.0 > 0 {
        let (all, doubtful) = gaps.from_pictures;
        let _ = writeln!(
            text,
            "- 从图片识别的数据格 · data cells read from pictures: {all}，其中置信度低于 0.9、应与\
             原页核对的 · of which below 0.9, to be compared with the page: {doubtful}"
        );
    }
    text.push_str(
        "- 联系人、电话等个人信息不在其中 · contact persons and their numbers are left out\n\n",
    );
}

fn list(counts: &BTreeMap<String, u64>) -> String {
    let named = counts.iter().map(|(name, count)| {
        let name = if name.is_empty() { "（空 empty）" } else { name };
        format!("{name} {count}")
    });
    named.collect::<Vec<_>>().join(", ")
}

fn dictionary(package: &Package, text: &mut String) {
    text.push_str("## 字段说明 · Dictionary\n\n");
    for resource in &package.resources {
        let _ = writeln!(
            text,
            "### {}\n\n{} · {}\n",
            resource.path, resource.zh, resource.en
        );
        if !resource.key.is_empty() {
            let _ = writeln!(text, "主键 key: `{}`\n", resource.key.join(", "));
        }
        text.push_str("| 字段 field | 类型 type | 中文 | English |\n|---|---|---|---|\n");
        for field in &resource.fields {
            let mut kind = match field.values.is_empty() {
                true => field.kind.name().to_owned(),
                false => field.values.join(" / "),
            };
            if !field.unit.is_empty() {
                let _ = write!(kind, " ({})", field.unit);
            }
            let cell = |text: &str| text.replace('|', "\\|");
            let (zh, en) = (cell(&field.zh), cell(&field.en));
            let _ =
                writeln!(text, "| `{}` | {} | {zh} | {en} |", field.name, cell(&kind));
        }
        text.push('\n');
    }
}
