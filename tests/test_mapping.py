"""Which indicator a mention is: the table, the domain's five reports, and the cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from djledger import mapping
from djledger.errors import KnowledgeError
from djledger.knowledge import Knowledge, default
from djledger.model.mention import Mention, Quantity

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "mapping.yaml").read_text("utf-8"))


def mention(row, start=0, end=1):
    value = row.get("value", 1)
    quantity = Quantity(
        start,
        end,
        None if value is None else Decimal(value),
        row["unit"],
        kind=row.get("kind", "count"),
    )
    told = {key: row[key] for key in ("item", "action", "status", "per", "of") if key in row}
    return Mention(quantity, **told)


def placed(row):
    """The mentions and the text of a case whose number stands in 〔〕."""
    marked = row["text"]
    at = marked.index("〔")
    text = marked.replace("〔", "").replace("〕", "")
    mentions = [mention(row, at, marked.index("〕") - 1)]
    for other in row.get("others", ()):
        found = text.index(other)
        quantity = Quantity(found, found + len(other), Decimal(1), other[-1])
        mentions.append(Mention(quantity, item="别的"))
    mentions.sort(key=lambda m: m.quantity.start)
    return mentions, text, at


def outcome(row):
    if "text" in row:
        mentions, text, at = placed(row)
        found = mapping.assigned(mentions, text, default())
        return next(f for f, m in zip(found, mentions, strict=True) if m.quantity.start == at)
    if "whole" in row:
        pair = [mention(row["whole"]), replace(mention(row), part_of=0)]
        return mapping.indicator(pair[1], default(), pair[0])
    return mapping.indicator(mention(row), default())


@pytest.mark.parametrize("row", [pytest.param(row, id=row["why"]) for row in CASES])
def test_mapping(row):
    found, why = outcome(row)
    assert found == row["expect"]
    if "doubt" in row:
        assert why[0] == f"open: {row['doubt']}"


def test_the_reason_names_what_decided():
    row = {"item": "机关党员干部", "unit": "名", "action": "选派"}
    told = Mention(mention(row).quantity, "机关党员干部", "选派", clause="选派干部到村挂职")
    found, why = mapping.indicator(told, default())
    assert found == "cadres_seconded"
    assert why == ("head: 党员干部", "cue: 挂职", "action: 选派")


def test_doubt_names_the_candidates():
    told = mention({"item": "第一书记和驻村干部", "unit": "名", "action": "选派"})
    _, why = mapping.indicator(told, default())
    assert why == ("open: compound", "candidates: stationed_cadres")


def test_an_overlay_adds_an_indicator(tmp_path):
    (tmp_path / "indicators.yaml").write_text(
        "- {id: tea_houses, label: 茶馆, group: industry, kind: stock, units: 家, heads: 茶馆}",
        "utf-8",
    )
    told = mention({"item": "茶馆", "unit": "家"})
    assert mapping.indicator(told, default())[0] is None
    assert mapping.indicator(told, Knowledge(tmp_path))[0] == "tea_houses"


def test_an_overlay_without_its_kind_says_which(tmp_path):
    (tmp_path / "indicators.yaml").write_text("- {id: tea_houses, label: 茶馆}", "utf-8")
    with pytest.raises(KnowledgeError, match=r"tea_houses.*kind"):
        mapping.indicators(Knowledge(tmp_path))


def test_merge_rules_follow_the_kind_unless_told():
    known = mapping.indicators(default())
    assert (known["party_groups"].space, known["party_groups"].time) == ("sum", "last")
    assert (known["new_members"].space, known["new_members"].time) == ("sum", "cumulative")
    assert known["contact_leaders"].space == "distinct"
    assert known["grain_output"].time == "by_year"
