//! What was not understood or not read, and the list of all such codes.

use super::origin::Origin;

/// How much a diagnostic matters.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// An inference about the document that may well be wrong; shown when asked for.
    Hint,
    /// Something is missing from the output or may be wrong in it.
    Warning,
    /// A document, page or table could not be read.
    Error,
}

impl Severity {
    /// The word used in `diagnostics.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Hint => "hint",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing that was not understood or not read.
///
/// It is about our reading, never about the document's own arithmetic.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Stable name, explained by `gongkai explain CODE`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// Where.
    pub origin: Option<Origin>,
    /// The printed words it is about.
    pub printed: String,
    /// Index into `Disclosure::tables`.
    pub table: Option<usize>,
    /// Row and value of that table it is about.
    pub value: Option<(usize, usize)>,
    /// What to try.
    pub hint: String,
}

impl Diagnostic {
    /// A diagnostic with only a code, a severity and a message.
    pub fn new(
        code: &'static str,
        severity: Severity,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            origin: None,
            printed: String::new(),
            table: None,
            value: None,
            hint: String::new(),
        }
    }

    /// The same, with a place.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The same, with the printed words.
    pub fn printed(mut self, printed: impl Into<String>) -> Self {
        self.printed = printed.into();
        self
    }

    /// The same, with what to try.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same, bound to a table.
    pub fn table(mut self, index: usize) -> Self {
        self.table = Some(index);
        self
    }
}

/// One diagnostic code and its explanation.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Why it happens and what to do.
    pub detail: &'static str,
}

/// Every diagnostic of the table engine, for `gongkai explain`; forms have their own list.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: "unknown-table",
        summary: "No catalog file has this table's title.",
        detail: "The table is exported as `other` with its header paths and printed words, so \
                 nothing is lost. To give it a name, add a file to the parser's catalog; the \
                 crate's README shows how.",
    },
    Explanation {
        code: "header-mismatch",
        summary: "The title is one of ours, but no column could be named.",
        detail: "Either the header was read wrongly (look at `gongkai draw` and at \
                 `gongkai show --stage grid`) or the print uses labels that the catalog does not \
                 know yet. The table is exported as `other`.",
    },
    Explanation {
        code: "title-from-note",
        summary: "The table has no readable title; its note says which one it is.",
        detail: "Notes such as 本表反映部门本年度取得的各项收入情况 belong to one table only. The \
                 header had to agree. Confidence is 0.9.",
    },
    Explanation {
        code: "unknown-column",
        summary: "A column of a known table has no canonical key.",
        detail: "Its values are in facts.csv with an empty `column` and the full `column_path`. \
                 If the column is a common one, add its label to the catalog file.",
    },
    Explanation {
        code: "ambiguous-column",
        summary: "Two columns of one table answer to the same canonical key.",
        detail: "Only the first carries the key; the other keeps its path. Usually a header cell \
                 was read over too many columns.",
    },
    Explanation {
        code: "unknown-unit",
        summary: "No unit of money is printed for this table.",
        detail: "amount_yuan stays empty for the whole table, because a wrong unit is an error by \
                 a factor of 10,000. The printed numbers are there.",
    },
    Explanation {
        code: "unit-conflict",
        summary: "A table prints different units of money.",
        detail: "Its pages do, or its caption and its header. No amount is given for the table, \
                 or for the column, since it cannot be known which one is meant.",
    },
    Explanation {
        code: "unknown-row-unit",
        summary: "It is not known whether this row counts things or is money.",
        detail: "Table 10 mixes money with vehicles and equipment under one printed unit. The \
                 printed number is kept as `quantity` without a unit.",
    },
    Explanation {
        code: "unknown-year",
        summary: "No year is printed on the cover or above a table.",
        detail: "fiscal_year stays empty; file names and metadata are not believed.",
    },
    Explanation {
        code: "unknown-place",
        summary: "Several places bear the name that the body is printed with.",
        detail: "There is a 普陀区 in 上海市 and one in 舟山市. admin_code and admin_name are given \
                 only where the city or the province is printed before the name, or on the cover.",
    },
    Explanation {
        code: "silent-text",
        summary: "The text prints amounts, and none of them became a statement.",
        detail: "Either the headings of its chapters were not known (look at `gongkai show \
                 --stage sections`) or its sentences are put as no rule knows. The text itself \
                 is in sections.csv.",
    },
    Explanation {
        code: "odd-number",
        summary: "An amount in the text is cut as no number is (12,34.5万元).",
        detail: "Separators that do not stand in groups of three, two points or white space \
                 between its digits leave open what is meant. No statement is made of it.",
    },
    Explanation {
        code: "absent-table",
        summary: "目录 announces a table that the document does not have.",
        detail: "tables.csv has a row for it with state `absent`. It may be a picture (then the \
                 page says so in pages.csv), or it may be missing from the published file.",
    },
    Explanation {
        code: "aligned-columns",
        summary: "The table has no rulings; its columns were found by alignment.",
        detail: "Confidence is 0.8. Labels that are wider than the numbers below them can be \
                 parted wrongly; compare with the page.",
    },
    Explanation {
        code: "reading-chosen",
        summary: "A table can be read in several ways; the identities inside it chose one.",
        detail: "The first reading left numbers without a column or contradicted itself, and \
                 exactly one other reading contradicts nothing and agrees to the last digit where \
                 the rest does not. Confidence is at most 0.85, and the rules that chose count in \
                 no `proofs` of the table. Printed numbers and units are never changed.",
    },
    Explanation {
        code: "needs-ocr",
        summary: "A page is only a picture, and no model was there to read it.",
        detail: "Its grid is kept (`gongkai show --stage grid`), its text is not known. \
                 `scripts/ocr-models` fetches the models once and verifies them; then read the \
                 file again. Nothing is sent anywhere. All other pages are read as usual.",
    },
    Explanation {
        code: "number-chosen",
        summary: "The identities chose another reading of a number on a scanned page.",
        detail: "The sum failed with what was read first, and exactly one other reading of one \
                 of its numbers, out of the recogniser's own, makes every identity hold that \
                 this number takes part in. `read_first` keeps the first reading, confidence \
                 is 0.85, and none of these identities counts in its `proofs`. The text of a \
                 file itself is never read again.",
    },
    Explanation {
        code: "number-ambiguous",
        summary: "Several readings of numbers on a scanned page would make a sum hold.",
        detail: "Nothing says which one is printed, so none is taken and what was read first \
                 stays, with a confidence of at most 0.6. Look at the page.",
    },
    Explanation {
        code: "number-repaired",
        summary: "A number on a scanned page was put right in one of several possible ways.",
        detail: "Commas and points look alike on bad scans, and so do O and 0. Separators are \
                 put right silently where groups of three digits leave only one reading \
                 (1.234.56 is 1,234.56); here they did not, or the recogniser's reading with \
                 nothing but the characters of numbers was taken. `read_first` keeps what was \
                 read; confidence is at most 0.85.",
    },
    Explanation {
        code: "label-repaired",
        summary: "A label in the header of a scanned table was read with one wrong character.",
        detail: "It differs from exactly one known label of a column in one character, and no \
                 known label has the character that was read in that place (科具代码 is \
                 科目代码), or only specks stand around it. The known label is taken.",
    },
    Explanation {
        code: "odd-decimals",
        summary: "An amount that nothing proves has other decimals than all others of its table.",
        detail: "A digit that is printed beyond a ruling or on the next line leaves a well-formed \
                 number behind (413 of 413.09). The amount is given with a `confidence` of 0.7: \
                 compare it with the page. An amount that an identity proves to the last digit is not doubted.",
    },
    Explanation {
        code: "odd-place",
        summary: "An amount that nothing proves stands elsewhere in its cell than the others of its table.",
        detail: "The numbers of a table end, begin or stand in the middle of their cells alike. One \
                 that does not may have lost a digit to the next cell or line, or taken one from \
                 there. The amount is given with a `confidence` of 0.7: compare it with the page.",
    },
    Explanation {
        code: "odd-name",
        summary: "The name or code of a row holds a digit too many, or the names of two lines.",
        detail: "一般行政管理事务3 and 行次 231 between 30 and 32 may hold a digit of a number beside \
                 them; 一、外交支出二、国防支出 is two rows between which no ruling is printed. The \
                 row's amounts are given with a `confidence` of 0.7: compare them with the page.",
    },
    Explanation {
        code: "stray-digits",
        summary: "Digits stand beside a table, on the line of one of its numbers.",
        detail: "They may belong to the first or last number of that row, which then lacks them.",
    },
    Explanation {
        code: "low-confidence",
        summary: "Numbers of a scanned table were read with little confidence.",
        detail: "They are given, with a `confidence` below 0.9: the recogniser was unsure, a \
                 stamp lies over them, a second look read otherwise, their decimals are not \
                 those of the table, or an identity contradicts them. A number that an \
                 identity proves to the last digit has 0.99. Below 0.6 a number that nothing \
                 proves is not given at all (`unreadable-cell`).",
    },
    Explanation {
        code: "unfit-columns",
        summary: "Most rows of a table do not fit an identity that tables like it fulfil.",
        detail: "Either its columns mean something else than their labels say, or one was read \
                 as another. The identity accuses nobody then: its checks are not_evaluable. \
                 Compare the columns with the page; a new layout is a row of the catalog.",
    },
    Explanation {
        code: "unread-rows",
        summary: "Rows print something outside any named row.",
        detail: "A value stands beside neither label nor code. `gongkai show --stage grid` shows \
                 the row as it was found.",
    },
    Explanation {
        code: "unread-number",
        summary: "A cell prints digits that do not form a number.",
        detail: "For example two numbers in one cell, or a date. value_state is text, and no \
                 amount is given.",
    },
    Explanation {
        code: "clipped-number",
        summary: "The column is too narrow for its number (###).",
        detail: "The document itself does not show the number.",
    },
    Explanation {
        code: "unreadable-cell",
        summary: "The characters of a cell cannot be read.",
        detail: "The font gives no usable Unicode for them; or the page is a scan, and what was \
                 read is no number, or was read with a confidence below 0.6 and no identity \
                 proves it. `printed` is what was read; no amount is given.",
    },
    Explanation {
        code: "overflowing-number",
        summary: "A number runs past the border of its cell.",
        detail: "It was kept whole and given to the cell that holds most of it. Check it on the \
                 page when the neighbouring cell is printed too.",
    },
    Explanation {
        code: "merged-value",
        summary: "One cell reaches over several columns of numbers.",
        detail: "Its ruling is missing, or it was merged on purpose; which column the value \
                 belongs to is not printed. It is kept without a key, under a column whose \
                 `column_path` names all of them.",
    },
    Explanation {
        code: "walled-number",
        summary: "Digits that may be one number stand on both sides of a ruling.",
        detail: "Two numbers of neighbouring cells that touch look like one that runs past its \
                 cell. Nothing says which it is, so each cell keeps what stands in it and no \
                 amount is given.",
    },
    Explanation {
        code: "torn-number",
        summary: "The foot of a page or a ruling tore a number.",
        detail: "The halves that the foot of a page parts are joined where the upper one has fewer \
                 decimals than the numbers of its table and both together have as many. Otherwise \
                 both are kept as printed and no amount is given. A number that lacks digits which \
                 stand beside or below it has a `confidence` of 0.7, and so has what stands there.",
    },
    Explanation {
        code: "repeated-table",
        summary: "A second table of one kind for the same body, or for one named only once.",
        detail: "A document has each table once for each body. Either the pages of one table \
                 were not put together, or a heading names another body by mistake; compare \
                 both with the pages.",
    },
    Explanation {
        code: "undrawn-table",
        summary: "A page prints the title and number of a known table, and no table was found.",
        detail: "It may be drawn as a picture, or in a way that is not understood. Look at the \
                 page.",
    },
    Explanation {
        code: "empty-body",
        summary: "The header of a table is known, and nothing below it was read.",
        detail: "There is print below the header or in its rows, so the table is not empty: its \
                 rows could not be told apart. Look at the page.",
    },
    Explanation {
        code: "untrusted-value",
        summary: "A value was read from a font whose Unicode cannot be believed.",
        detail: "The font is named by `untrusted-font`, or a part of a digit is painted over or \
                 cut off. A number is not given then: value_state is unreadable. Words are \
                 given with a confidence of 0.5.",
    },
    Explanation {
        code: "untrusted-digits",
        summary: "The digits of a table cannot be what is printed.",
        detail: "Its amount cells hold signs and no digit, or many different numbers of it use \
                 only a few kinds of digit: its font calls several digits by one name. \
                 value_state is unreadable and no amount is given. Reading the page from its \
                 picture may help.",
    },
    Explanation {
        code: "uneven-number",
        summary: "The digits of a number are not printed like each other.",
        detail: "A digit differs from its neighbours in size, height or direction, a digit beside \
                 it is painted over or cut off, or two numbers are printed over each other. What \
                 the number is cannot be told from the file; value_state is unreadable and no \
                 amount is given. A smaller, raised figure is a note mark and no such case.",
    },
];
