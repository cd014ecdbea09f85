"""SARIF 2.1.0 (OASIS): the exchange format of code scanning.

Columns count code points, and the log says so. Fingerprints are ours: they hold when lines
move. A document of which only the text was read (docx, pdf, xlsx) has no lines: there the
place is a logical one, 第3段.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from djledger.reporters import Reporter

if TYPE_CHECKING:
    from djledger.model.finding import Finding, Outcome, Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_NO_LINES = (".doc", ".docx", ".wps", ".pdf", ".xls", ".xlsx", ".et", ".rtf", ".ofd", ".odt")


def _sarif(outcome: Outcome) -> bytes:
    index = {rule.code: k for k, rule in enumerate(outcome.rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "djledger",
                "version": outcome.version,
                "language": "zh-CN" if outcome.language == "zh" else "en-US",
                "rules": [_rule(rule) for rule in outcome.rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the folder of the run"}}},
        "results": [_result(f, index) for f in outcome.findings],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, ensure_ascii=False, indent=1)}\n".encode()


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.help},
        "help": {"text": rule.help, "markdown": f"**{rule.code} {rule.name}**\n\n{rule.help}"},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.level],
        "message": {"text": finding.message},
        "locations": [_location(finding)],
        "partialFingerprints": {
            "djledger/1": finding.fingerprint,
            "primaryLocationLineHash": finding.fingerprint,
        },
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if finding.suppressed:
        reason = finding.suppressed.reason or finding.suppressed.kind
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": reason}
        ]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    path = finding.path or "."
    artifact: dict[str, Any] = {"uri": quote(path, safe="/")}
    if path.startswith("/"):
        artifact["uri"] = f"file://{artifact['uri']}"
    else:
        artifact["uriBaseId"] = "SRCROOT"
    place: dict[str, Any] = {"artifactLocation": artifact}
    located: dict[str, Any] = {"physicalLocation": place}
    if path.lower().endswith(_NO_LINES):
        if finding.locator:
            located["logicalLocations"] = [{"fullyQualifiedName": finding.locator}]
    elif finding.end > finding.start:
        place["region"] = {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endLine": finding.end_line,
            "endColumn": finding.end_column,
            "charOffset": finding.start,
            "charLength": finding.end - finding.start,
            "snippet": {"text": finding.quote},
        }
    else:
        place["region"] = {"startLine": finding.line}
    return located


SARIF = Reporter("sarif", _sarif)
