from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from djledger.cache import KEPT
from djledger.segmentation import Segmenter, dictionary

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "segmenter.yaml").read_text("utf-8"))
# Words of the small jieba below; nothing else knows 巡察整改 as one word.
TEXT, WORDS = "完成巡察整改", ["完成", "巡察整改"]


@pytest.fixture
def jieba(tmp_path, monkeypatch):
    """A jieba of five words in a folder of its own, and the cache folder beside it."""
    package = tmp_path / "jieba"
    (package / "finalseg").mkdir(parents=True)
    (package / "dict.txt").write_text("完 2 v\n完成 9 v\n成 2 v\n巡察 3 v\n巡察整改 7 n\n", "utf-8")
    real = dictionary.installed()
    for name in ("start", "trans"):
        file = Path("finalseg", f"prob_{name}.py")
        (package / file).write_bytes((real / file).read_bytes())
    (package / "finalseg/prob_emit.py").write_text(
        "P = {'B': {'干': -1.0}, 'E': {'部': -1.0}, 'M': {}, 'S': {}}\n", "utf-8"
    )
    monkeypatch.setattr("djledger.segmentation.segmenter.installed", lambda: package)
    monkeypatch.setenv("DJLEDGER_CACHE", str(tmp_path / "cache"))
    return package


@pytest.fixture
def cache(jieba):
    return jieba.parent / "cache"


@pytest.fixture
def made(monkeypatch):
    """How often a dictionary was made."""
    calls = []
    packed = dictionary.packed
    monkeypatch.setattr(dictionary, "packed", lambda jieba: calls.append(jieba) or packed(jieba))
    return calls


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_words(case):
    assert Segmenter(case.get("extra")).words(case["text"]) == case["words"]


def test_extra_words_are_known_to_one_segmenter_only():
    Segmenter({"主题党日": 5000}).words("主题党日")
    assert "主题党日" not in Segmenter().words("主题党日")


def test_of_two_equal_ways_jieba_takes_the_longer_word_first(jieba):
    (jieba / "dict.txt").write_text("甲 1\n甲乙 1\n甲乙丙 1\n丙丁 1\n丁 1\n", "utf-8")
    assert Segmenter().words("甲乙丙丁") == ["甲乙丙", "丁"]


def test_nothing_is_opened_before_there_is_a_word_to_look_up(cache):
    assert Segmenter({"巡察": 5}).words("") == []
    assert Segmenter().words("，\n") == ["，", "\n"]
    assert not cache.exists()


def test_the_dictionary_is_made_once(cache, made):
    assert [Segmenter().words(TEXT) for _ in range(3)] == [WORDS] * 3
    assert len(made) == len(list(cache.iterdir())) == 1


def test_another_dictionary_is_another_file(jieba, cache, made):
    Segmenter().words(TEXT)
    with (jieba / "dict.txt").open("a", encoding="utf-8") as file:
        file.write("完成巡察整改 900 v\n")
    assert Segmenter().words(TEXT) == [TEXT]
    assert len(made) == len(list(cache.iterdir())) == 2


def test_a_dictionary_of_the_same_size_written_later_is_another_file(jieba):
    before = dictionary.file_name(jieba)
    stat = (jieba / "dict.txt").stat()
    os.utime(jieba / "dict.txt", ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))
    assert dictionary.file_name(jieba) != before


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda data: data[:100], id="a piece"),
        pytest.param(lambda data: data[:-1], id="the last byte is missing"),
        pytest.param(lambda data: data + b"\0", id="a byte too many"),
        pytest.param(lambda data: _flipped(data, 0), id="magic"),
        pytest.param(lambda data: _flipped(data, dictionary._HEADER.size), id="total"),
        pytest.param(lambda data: _flipped(data, dictionary._INDEX + 4 * ord("完")), id="index"),
        pytest.param(lambda data: _flipped(data, data.index("察整改".encode()[3:])), id="shard"),
        pytest.param(
            lambda data: data[: dictionary._SHARDS] + b"\0" * (len(data) - dictionary._SHARDS),
            id="pages never written",
        ),
    ],
)
def test_a_damaged_file_is_made_again(damage, cache, made):
    Segmenter().words(TEXT)
    (file,) = cache.iterdir()
    good = file.read_bytes()
    file.write_bytes(damage(good))
    assert Segmenter().words(TEXT) == WORDS
    assert len(made) == 2
    assert file.read_bytes() == good


@pytest.mark.parametrize("char", ["完", "巡"])
def test_a_shard_is_not_taken_for_another(char, cache, made):
    """An index that is right in form and wrong in content is found out by the shard."""
    Segmenter().words(TEXT)
    opened = dictionary.Dictionary(made[0], cache)
    opened._data = bytearray(opened._data)
    place, other = (dictionary._INDEX + 4 * ord(c) for c in (char, "成"))
    opened._data[place : place + 8] = opened._data[other : other + 8]
    assert opened.shard(char).seconds == {"完": "成", "巡": "察"}[char]
    assert len(made) == 2


def test_where_nothing_can_be_written_the_words_are_the_same(cache, made, capfd):
    cache.write_text("a file where the folder should be", "utf-8")
    assert [Segmenter().words(TEXT) for _ in range(2)] == [WORDS] * 2
    assert len(made) == 2
    assert capfd.readouterr() == ("", "")


def test_without_a_home_the_words_are_the_same(jieba, made, monkeypatch):
    monkeypatch.setattr("djledger.segmentation.segmenter.cache_folder", lambda _: None)
    assert Segmenter().words(TEXT) == WORDS
    assert len(made) == 1
    assert [path.name for path in jieba.parent.iterdir()] == ["jieba"]


def test_a_failed_write_leaves_nothing_behind(cache, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert Segmenter().words(TEXT) == WORDS
    assert list(cache.iterdir()) == []


def test_old_dictionaries_are_cleared_away(jieba, cache):
    for age in range(8):
        stat = (jieba / "dict.txt").stat()
        os.utime(jieba / "dict.txt", ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))
        Segmenter().words(TEXT)
        os.utime(cache / dictionary.file_name(jieba), (age, age))
    assert len(list(cache.iterdir())) == KEPT
    assert (cache / dictionary.file_name(jieba)).exists()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"DJLEDGER_CACHE": "own", "XDG_CACHE_HOME": "/x"}, "own"),
        ({"DJLEDGER_CACHE": "", "XDG_CACHE_HOME": "/x"}, "/x/djledger"),
        ({"XDG_CACHE_HOME": "not/absolute"}, "/home/she/.cache/djledger"),
        ({"LOCALAPPDATA": "/not/windows"}, "/home/she/.cache/djledger"),
        ({}, "/home/she/.cache/djledger"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has one folder for caches, LOCALAPPDATA")
def test_cache_folder(environ, expected, monkeypatch):
    monkeypatch.setenv("HOME", "/home/she")
    assert dictionary.cache_folder(environ) == Path(expected)


def test_cache_folder_of_a_user_without_a_home(monkeypatch):
    def homeless():
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert dictionary.cache_folder({}) is None


CUT = (
    "import sys; from djledger.segmentation import Segmenter; print(Segmenter().words('党员干部'))"
)


def _start(code: str, cache: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "DJLEDGER_CACHE": str(cache), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_first_runs_at_the_same_time_write_one_whole_file(tmp_path):
    runs = [_start(CUT, tmp_path / "cache") for _ in range(3)]
    assert [run.communicate(timeout=60) for run in runs] == [("['党员干部']\n", "")] * 3
    (file,) = (tmp_path / "cache").iterdir()
    assert file.read_bytes() == dictionary.packed(dictionary.installed())


def test_jieba_is_never_imported(tmp_path):
    """The first run makes the dictionary, the second opens it; the model is asked in both."""
    code = CUT + "; Segmenter().words('邬沛霖'); print({'jieba', 'pkg_resources'} & {*sys.modules})"
    for _ in range(2):
        run = _start(code, tmp_path)
        assert run.communicate(timeout=60) == ("['党员干部']\nset()\n", "")
