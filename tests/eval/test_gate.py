"""The gate: what it refuses, what it may change."""

from __future__ import annotations

import json
import sys

import gate
import pytest
import score


@pytest.fixture
def floors(tmp_path, monkeypatch):
    """Run the gate over one invented set that scores 0.8 everywhere."""
    (tmp_path / "set").mkdir()
    (tmp_path / "floors.json").write_text('{"set": {}, "absent": {}}')
    found = dict.fromkeys(["predicted", "labelled", "found", "offset", *score.MEASURES], 10)
    result = score.Score(reports=1, counts=score.Counter(found | {"strict": 8}))
    monkeypatch.setattr(gate, "ROOT", tmp_path)
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(score, "score_folder", lambda _: iter([("r", result)]))

    def run(*arguments, labelled=10, **strict):
        gate.FLOORS.write_text(json.dumps({"set": {"labelled": labelled, **strict}, "absent": {}}))
        monkeypatch.setattr(sys, "argv", ["gate.py", *arguments])
        gate.main()
        return json.loads(gate.FLOORS.read_text())["set"]

    return run


def test_at_the_floor_is_enough(floors, capsys):
    assert floors(strict=0.8) == {"labelled": 10, "strict": 0.8}
    assert "absent: skipped, there are no labelled reports at" in capsys.readouterr().out


@pytest.mark.parametrize("labelled", [10, 9])
def test_under_the_floor_is_refused(floors, labelled):
    with pytest.raises(SystemExit, match=r"set: strict 0\.800 is under its floor 0\.810"):
        floors(strict=0.81, labelled=labelled)


def test_floors_are_lifted_only_when_asked(floors):
    lifted = floors("--raise", strict=0.5)
    assert lifted["strict"] == 0.795
    assert lifted["found"] == 0.995


def test_raise_never_lowers(floors):
    assert floors("--raise", strict=0.799)["strict"] == 0.799
    with pytest.raises(SystemExit, match="under its floor"):
        floors("--raise", strict=0.9)
    assert json.loads(gate.FLOORS.read_text())["set"]["strict"] == 0.9


def test_other_labels_need_other_floors(floors):
    assert floors("--raise", strict=0.9, labelled=9)["strict"] == 0.795
