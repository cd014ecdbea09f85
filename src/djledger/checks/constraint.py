"""What must hold between indicators, as the catalogue says."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from djledger.checks import Problem, check
from djledger.checks.interval import interval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from djledger.checks.submission import Submission
    from djledger.knowledge import Knowledge
    from djledger.model.finding import Level
    from djledger.model.ledger import Entry

_LEVELS: dict[str, Level] = {"error": "error", "warn": "warning", "info": "info"}
Terms = tuple[tuple[str, ...], ast.Compare]


@check(
    "DJ312",
    "catalogue-constraint",
    "error",
    says={
        "": (
            "{label}（{quote}）应不大于{bound}（{other}）",
            "{indicator} ({quote}) should not exceed {bound} ({other})",
        ),
        "range": (
            "{label} {quote} 超出合理范围 {expr}",
            "{indicator} {quote} is out of the range {expr}",
        ),
    },
    english="""A rule of the indicator catalogue does not hold.

    Indicators may say what bounds them: villages visited cannot be more than villages. A rule
    is only applied where the report has exactly one figure for each of its indicators.
    """,
)
def constraint(submission: Submission) -> Iterator[Problem]:
    """不符合指标目录中的约束。

    指标可以写明界限，例如结对的村不多于行政村。每个指标在报告中恰有一个数时才核对。
    """
    rules = submission.knowledge.made(_rules)
    by_indicator: dict[str, list[Entry]] = {}
    for entry in submission.entries:
        if entry.indicator and entry.status == "achieved" and not entry.per:
            by_indicator.setdefault(entry.indicator, []).append(entry)
    for owner, label, expr, level, names, tree in rules:
        if names == ("value",):
            for entry in by_indicator.get(owner, ()):
                if entry.value is not None and not _holds(tree, {"value": entry.value}):
                    args = {
                        "label": label, "indicator": owner, "quote": entry.quote, "expr": expr,
                    }  # fmt: skip
                    yield Problem(entry, args, says="range", level=level)
        elif len(names) == 2 and all(len(by_indicator.get(n, ())) == 1 for n in names):
            small, large = (by_indicator[n][0] for n in names)
            if _apart(small, large) and small.unit == large.unit:
                args = {
                    "label": small.item, "indicator": names[0], "quote": small.quote,
                    "bound": large.item, "other": large.quote,
                }  # fmt: skip
                yield Problem(small, args, level=level)


def _apart(small: Entry, large: Entry) -> bool:
    a, b = interval(small), interval(large)
    scopes = {small.scope, large.scope} - {""}
    same = small.period_end == large.period_end and len(scopes) < 2
    return a is not None and b is not None and same and a[0] > b[1]


def _rules(knowledge: Knowledge) -> list[tuple[str, str, str, Level, tuple[str, ...], ast.Compare]]:
    """The constraints of the catalogue that are a comparison of ``a <= b`` or of a range."""
    made = []
    for item in knowledge.items("indicators"):
        for rule in item.get("constraints", ()):
            try:
                tree = ast.parse(str(rule["expr"]), mode="eval").body
            except SyntaxError:
                continue  # `djledger indicator check` says so
            if not isinstance(tree, ast.Compare):
                continue
            names = tuple(n.id for n in ast.walk(tree) if isinstance(n, ast.Name))
            simple = isinstance(tree.ops[0], (ast.LtE, ast.Lt))
            if set(names) == {"value"}:
                names = ("value",)
            elif not simple or not isinstance(tree.left, ast.Name) or len(tree.ops) != 1:
                continue
            level = _LEVELS[rule.get("severity", "error")]
            made.append((item["id"], item.get("label", ""), rule["expr"], level, names, tree))
    return made


def _holds(tree: ast.Compare, values: dict[str, Decimal]) -> bool:
    """Work out a comparison of numbers and names; nothing else is looked at."""
    terms = [_term(node, values) for node in (tree.left, *tree.comparators)]
    if any(t is None for t in terms):
        return True
    for op, a, b in zip(tree.ops, terms, terms[1:], strict=False):
        if isinstance(op, ast.LtE) and not a <= b:
            return False
        if isinstance(op, ast.Lt) and not a < b:
            return False
    return True


def _term(node: ast.expr, values: dict[str, Decimal]) -> Any:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _term(node.operand, values)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant):
        return node.value
    return values.get(node.id) if isinstance(node, ast.Name) else None
