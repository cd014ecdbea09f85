"""JUnit XML: a suite for each report and a case for each rule, so that green can be seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from djledger.reporters import Reporter
from djledger.reporters.plain_lines import line

if TYPE_CHECKING:
    from djledger.model.finding import Finding, Outcome, Rule

# What XML 1.0 cannot hold, escaped or not.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REST = {"zh": "报送名册", "en": "roster"}


def _junit(outcome: Outcome) -> bytes:
    root = ET.Element("testsuites", name="djledger")
    gating = {id(f) for f in outcome.gating()}
    by_path: dict[str, list[Finding]] = {c.path: [] for c in outcome.checked}
    for finding in outcome.findings:
        if not finding.suppressed:
            by_path.setdefault(finding.path, []).append(finding)
    total = failed = 0
    paths = {c.path for c in outcome.checked}
    for path, found in by_path.items():
        name = path if path in paths else f"{_REST[outcome.language]} {path}".strip()
        rules = [r for r in outcome.rules if path in paths or any(f.code == r.code for f in found)]
        suite = ET.SubElement(root, "testsuite", name=_legal(name))
        bad = 0
        for rule in rules:
            mine = [f for f in found if f.code == rule.code]
            bad += _case(suite, name, rule, mine, gating)
        suite.attrib |= {"tests": str(len(rules)), "failures": str(bad), "errors": "0"}
        total += len(rules)
        failed += bad
    root.attrib |= {"tests": str(total), "failures": str(failed), "errors": "0"}
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _case(suite: ET.Element, name: str, rule: Rule, found: list[Finding], gating: set[int]) -> bool:
    """Add a case; return whether it failed."""
    case = ET.SubElement(
        suite, "testcase", classname=_legal(name), name=f"{rule.code} {rule.name}", time="0"
    )
    bad = [f for f in found if id(f) in gating]
    rest = [f for f in found if id(f) not in gating]
    if bad:
        failure = ET.SubElement(case, "failure", message=_legal(bad[0].message), type=rule.code)
        failure.text = _legal("\n".join(map(line, bad)))
    if rest:
        ET.SubElement(case, "system-out").text = _legal("\n".join(map(line, rest)))
    return bool(bad)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("□", text)


JUNIT = Reporter("junit", _junit)
