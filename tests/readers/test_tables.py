"""What the lines of a table are (tests/cases/tables.yaml); merged cells fall into place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from djledger.readers import tables
from djledger.readers.file import Text
from djledger.readers.limits import Limits, TooMuchError

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "cases/tables.yaml").read_text("utf-8")
)


def grid(rows):
    """The cells of a case: ^ and " repeat what covers them."""
    made = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row.split("|")):
            if text in {"^", '"'}:
                of = cells[-1] if text == "^" else made[-1][c]
                cells.append(tables.Cell(of.text, covered=True))
            else:
                cells.append(tables.cleaned(text, f"{r + 1},{c + 1}"))
        made.append(cells)
    return made


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_lines(case, knowledge):
    text = Text(Limits())
    tables.write(grid(case["rows"]), text, knowledge, case.get("over", ""))
    assert text.whole().splitlines() == case["text"]


def test_each_value_keeps_its_cell(knowledge):
    text = Text(Limits())
    tables.write(grid(["村名|党员（名）|户数", "石桥村|86|35"]), text, knowledge)
    places = {label.label: text.whole()[label.start :] for label in text.locators}
    assert places["2,2"].startswith("石桥村：党员86名")
    assert places["2,3"].startswith("户数35")


def test_cells_by_their_edges():
    """A format that gives right edges only: 党员 spans what 总数 and 女 divide."""
    rows = [
        [tables.Edged("村", "", 100, "begin"), tables.Edged("党员", "", 302)],
        [
            tables.Edged("", "", 100, "on"),
            tables.Edged("总数", "", 200),
            tables.Edged("女", "", 300),
        ],
    ]
    made = tables.aligned(rows, Limits(), slack=5)
    shown = [[(cell.text, cell.covered) for cell in row] for row in made]
    assert shown == [
        [("村", False), ("党员", False), ("党员", True)],
        [("村", True), ("总数", False), ("女", False)],
    ]


def test_cells_by_their_spans():
    made = tables.Grid(Limits())
    made.row()
    made.cell("村", "", down=2)
    made.cell("党员", "", across=2)
    made.row()
    made.cell("总数", "")
    made.cell("女", "")
    shown = [[(cell.text, cell.covered) for cell in row] for row in made.done()]
    assert shown == [
        [("村", False), ("党员", False), ("党员", True)],
        [("村", True), ("总数", False), ("女", False)],
    ]


def test_spans_are_bounded():
    made = tables.Grid(Limits(cells=1000, columns=100))

    def fill():
        for _ in range(1000):
            made.row()
            made.cell("1", "", across=90, down=60000)

    with pytest.raises(TooMuchError, match="上限 1"):
        fill()
