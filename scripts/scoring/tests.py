"""Tests of the scorers: python3 -m unittest scoring.tests (from scripts/)."""
import unittest

from . import grids, text


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
            self.assertEqual(text.repaired(said, False), want)
        self.assertEqual(text.repaired("900.000", True), "900,000")

    def test_three_decimals_forbid_grouped_integers(self):
        self.assertTrue(text.prints_grouped_integers(["900,000", "12"]))
        self.assertFalse(text.prints_grouped_integers(["900,000", "0.125"]))

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


if __name__ == "__main__":
    unittest.main()
