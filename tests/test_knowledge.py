"""Each item of knowledge proves itself: its examples come out, its nevers do not."""

from __future__ import annotations

import pytest

import djledger
from djledger import knowledge, script
from djledger.model.text import TracedText
from djledger.repair import furniture

KNOWN = knowledge.default()


def cases(name, proof):
    """Each line under `examples` or `never` of the items in knowledge/<name>.yaml."""
    found = []
    for item in KNOWN.items(name):
        label = item.get("id") or item.get("name") or item["word"]
        for line in item.get(proof, ()):
            text = line["text"] if isinstance(line, dict) else line
            found.append(pytest.param(item, line, id=f"{name}: {label}: {text}"))
    assert found
    return found


def entries(text):
    return djledger.extract(text).entries


def simplified(text):
    return script.simplify(TracedText.of(text), KNOWN)[0].text


@pytest.mark.parametrize(("item", "line"), cases("measures", "examples"))
def test_measure(item, line):
    found = {(entry.value, entry.unit): entry.kind for entry in entries(line["text"])}
    assert found.get((line["value"], line["unit"])) == item["kind"]


@pytest.mark.parametrize(("item", "line"), cases("measures", "never"))
def test_no_measure(item, line):
    assert {entry.unit for entry in entries(line)}.isdisjoint(item["words"])


@pytest.mark.parametrize(("item", "line"), cases("periods", "examples"))
def test_period(item, line):
    words = item["words"].split()
    assert all(entry.period in words for entry in entries(line))


@pytest.mark.parametrize(("item", "line"), cases("script", "examples"))
def test_script(item, line):
    assert simplified(line["text"]) == line["becomes"], item["word"]


@pytest.mark.parametrize(("item", "line"), cases("script", "never"))
def test_script_left_alone(item, line):
    assert item["word"] in simplified(line) or item["becomes"] not in simplified(line)


@pytest.mark.parametrize(("item", "line"), cases("boilerplate", "examples"))
def test_boilerplate(item, line):
    assert [span.of(line) for span in furniture.find(line, KNOWN)] == [line], item["name"]


@pytest.mark.parametrize(("item", "line"), cases("boilerplate", "never"))
def test_no_boilerplate(item, line):
    assert list(furniture.find(line, KNOWN)) == [], item["name"]
