"""Tests of the scorers: python3 -m unittest scoring.tests (from scripts/)."""
import unittest

from . import exports, facts, forms, grids, text


def page(*cells):
    """A page with one grid of (row, col, rows, cols, text) cells."""
    return grids.Page("p", "p.png", 1, "office200", "table", [grids.cells([dict(zip(("r", "c", "rs", "cs", "text"), c)) for c in cells])])


def read(*cells, **more):
    """The grid the program would print."""
    return {"page": 1, "cells": [dict(zip(("row", "col", "row_span", "col_span", "text"), c), **more) for c in cells]}


CELLS = [(0, 0, 1, 2, "收入"), (1, 0, 1, 1, "1,234.56"), (1, 1, 1, 1, "——")]


class Text(unittest.TestCase):
    """Comparison and grammar."""

    def test_widths_and_dashes_are_folded(self):
        self.assertEqual(text.plain("（１，２３４．５ ６）——"), "(1,234.56)-")

    def test_only_whole_groups_are_numbers(self):
        self.assertTrue(all(map(text.is_number, ("0", "-15.89", "1,234,567", "94.06%", "1234.5"))))
        self.assertFalse(any(map(text.is_number, ("12,34.00", "1,23", ".5", "", "-", "1.2.3", "≥95%"))))

    def test_separators_are_told_by_their_groups(self):
        for said, want in (("1.234.56", "1,234.56"), ("-12;345.678,9", "-12,345,678.9"), ("1.234.567", "1,234,567"), ("84.651", "84.651"), ("95°", "95%"), ("一一", "-")):
            self.assertEqual(text.repaired(said), want)

    def test_a_table_says_what_its_separators_mean(self):
        self.assertEqual(text.grouping(["900,000", "12", "84.65"]), "integers")
        self.assertEqual(text.grouping(["1,234.567", "900,000"]), "thousandths")
        self.assertEqual(text.grouping(["0.125", "900,000"]), "thousandths")
        self.assertEqual(text.grouping(["84.651", "12"]), "")
        self.assertEqual(text.repaired("900.000", "integers"), "900,000")
        self.assertEqual(text.repaired("1.234.567", "thousandths"), "1,234.567")

    def test_a_well_formed_amount_is_not_repaired(self):
        for said in ("1,234.567", "12,345,678", "1,234.56", "0.125"):
            self.assertEqual(text.repaired(said, "thousandths"), said)

    def test_mobile_numbers_are_compared_masked(self):
        self.assertEqual(text.plain("电话13000000000"), text.plain("电话***********"))

    def test_distance(self):
        self.assertEqual(text.distance("财政拨款收人", "财政拨款收入"), 1)
        self.assertEqual(text.distance("", "财政"), 2)


class Grids(unittest.TestCase):
    """Counts of one page."""

    def test_all_right(self):
        n = grids.score(page(*CELLS), [read((0, 0, 1, 1, "无关")), read(*CELLS)])
        self.assertEqual((n["grids right"], n["cells placed"], n["text right"], n["amounts raw"], n["extra grids"]), (1, 3, 3, 1, 1))

    def test_a_wrong_number_is_silent_unless_flagged(self):
        wrong = [CELLS[0], (1, 0, 1, 1, "7,234.56"), CELLS[2]]
        for confidence, silent in ((None, 1), (0.95, 1), (0.5, 0)):
            n = grids.score(page(*CELLS), [read(*wrong, confidence=confidence)])
            self.assertEqual((n["silent"], n["well-formed but wrong"], n["amounts repaired"]), (silent, 1, 0))

    def test_other_marks_of_the_same_value_are_wrong_but_not_silent(self):
        n = grids.score(page(*CELLS), [read(CELLS[0], (1, 0, 1, 1, "1234.56"), CELLS[2])])
        self.assertEqual((n["silent"], n["amounts repaired"]), (0, 0))

    def test_a_number_read_from_a_dash_is_invented(self):
        n = grids.score(page(*CELLS), [read(*CELLS[:2], (1, 1, 1, 1, "1"))])
        self.assertEqual((n["invented unflagged"], n["silent"]), (1, 0))

    def test_no_grid_is_all_wrong(self):
        n = grids.score(page(*CELLS), [])
        self.assertEqual((n["grids right"], n["cells placed"], n["amounts raw"], n["han wrong"]), (0, 0, 0, 2))

    def test_spans_count(self):
        n = grids.score(page(*CELLS), [read((0, 0, 1, 1, "收入"), *CELLS[1:])])
        self.assertEqual((n["grids right"], n["cells placed"], n["text right"]), (0, 2, 3))


class Facts(unittest.TestCase):
    """Amounts of exported tables."""

    TRUTH = {"table": "final.03", "page": "1", "side": "", "key": "total", "line_no": "", "code": "201", "name": "一般公共服务支出", "printed": "1,234.56", "unit": "万元"}
    FACT = {"table": "final.03", "page": "1", "side": "", "column": "total", "line_no": "", "code": "201", "label": "一般公共服务支出", "printed": "1,234.56",
            "value_state": "number", "amount_yuan": "12345600.00", "quantity": "", "confidence": "0.99", "proofs": "1"}

    def score(self, truth, *facts_read):
        """The counts for one printed cell."""
        return facts.score([dict(self.TRUTH, **truth)], [dict(self.FACT, **f) for f in facts_read], {"1": "bw200"}, lambda *_: None)["bw200"]

    def test_right(self):
        n = self.score({}, {})
        self.assertEqual((n["right"], n["amounts"], n["proved"], n["elsewhere"], n["extra"]), (1, 1, 1, 0, 0))

    def test_a_wrong_unit_is_a_wrong_amount(self):
        self.assertEqual(self.score({}, {"amount_yuan": "1234.56"})["silent"], 1)

    def test_flags(self):
        wrong = {"printed": "7,234.56", "amount_yuan": "72345600.00"}
        for more, word in (({}, "silent"), ({"confidence": "0.89"}, "flagged"), ({"value_state": "unreadable", "amount_yuan": ""}, "flagged"),
                           ({"value_state": "blank", "printed": "", "amount_yuan": ""}, "blank")):
            self.assertEqual(self.score({}, {**wrong, **more})[word], 1, word)

    def test_missing_and_extra(self):
        n = self.score({}, {"page": "2"})
        self.assertEqual((n["missing"], n["amounts"]), (1, 1))

    def test_a_misread_label_is_the_same_cell(self):
        n = self.score({}, {"label": "一般公共服务支岀"})
        self.assertEqual((n["right"], n["elsewhere"], n["missing"]), (1, 1, 0))

    def test_a_number_for_a_blank_is_invented(self):
        self.assertEqual(self.score({"printed": ""}, {})["invented"], 1)


class Forms(unittest.TestCase):
    """Amounts and indicators of forms."""

    def test_funding_is_found_by_source_and_stage(self):
        truth = [{"seq": "1", "horizon": "annual", "stage": "initial", "source_printed": "年度资金总额", "printed": "90.00"}]
        row = {"horizon": "annual", "stage": "initial", "source_printed": "年度资金总颜", "printed": "90.00", "amount_yuan": "900000.00", "value_state": "number", "confidence": "1"}
        self.assertEqual(forms.of_funding(truth, [row], "万元", lambda *_: None)["right"], 1)
        self.assertEqual(forms.of_funding(truth, [dict(row, stage="executed")], "万元", lambda *_: None)["missing"], 1)

    def test_an_indicator_is_right_only_in_all_fields(self):
        truth = dict.fromkeys(forms.INDICATOR, "") | {"seq": "1", "horizon": "annual", "level2": "数量指标", "level3": "培训人数", "value_printed": "≥|300|人"}
        read = dict(truth, value_printed="≥300人", confidence="1", value_state="number")
        self.assertEqual(forms.of_indicators([truth], [read], lambda *_: None)["right"], 1)
        n = forms.of_indicators([truth], [dict(read, weight="10")], lambda *_: None)
        self.assertEqual((n["right"], n["missing"], n["silent"]), (0, 0, 1))

    def test_pairs_are_the_most_alike_first(self):
        self.assertEqual(exports.paired(["甲乙", "甲丙"], ["甲丙", "甲乙"], exports.likeness, 0.4), {0: 1, 1: 0})


if __name__ == "__main__":
    unittest.main()
