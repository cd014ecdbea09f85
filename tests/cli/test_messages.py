"""What the command line says, and in which language."""

from __future__ import annotations

import string

import pytest

from djledger.cli.app import COMMANDS
from djledger.cli.messages import MESSAGES, speak, wanted


@pytest.mark.parametrize(
    ("why", "arguments", "environment", "language"),
    [
        ("the option wins", ["--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        ("with an equals sign too", ["x", "--lang=zh"], {}, "zh"),
        ("then our own variable", [], {"DJLEDGER_LANG": "en", "LANG": "zh_CN"}, "en"),
        ("LC_ALL before LANG", [], {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ("LANG says zh", [], {"LANG": "zh_TW.UTF-8"}, "zh"),
        ("an empty variable says nothing", [], {"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ("nobody says zh", [], {}, "en"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_language(why, arguments, environment, language):
    assert wanted(arguments, environment) == language, why


@pytest.mark.parametrize("key", MESSAGES)
def test_each_message_is_in_both_languages_and_fits_a_gbk_console(key):
    chinese, english = MESSAGES[key]
    assert chinese.encode("gbk")
    assert english.isascii()
    assert fields(chinese) == fields(english)


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_is_all_in_one_language(djledger, monkeypatch, command, language):
    monkeypatch.setenv("DJLEDGER_LANG", language)
    ran = djledger(*command, "--help")
    assert ran.code == 0
    text = ran.out.decode()
    assert text.isascii() == (language == "en")
    assert ("Show this message" in text) == (language == "en")
    assert ("显示本说明" in text) == (language == "zh")
    assert all(len(line.encode("gbk")) <= 80 for line in text.splitlines())


def test_every_option_has_a_help_text(djledger):
    for name in COMMANDS:
        rows = [r for r in djledger(name, "--help").out.decode().splitlines() if "  -" in r]
        assert rows
        for row in rows:
            assert any("\u4e00" <= c <= "\u9fff" for c in row), row


def test_no_command_shows_the_help(djledger):
    ran = djledger()
    assert (ran.code, ran.out) == (2, b"")
    assert "extract" in ran.err


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["extarct"], "没有命令 extarct", "no such command: extarct"),
        (["extract", "--nonesuch"], "没有选项 --nonesuch", "no such option: --nonesuch"),
        (["schema", "ledger", "more"], "多余的参数：more", "unexpected arguments: more"),
        (["--lang"], "选项 --lang 需要一个值", "option --lang needs a value"),
        (["indicator", "no_such"], "没有指标 no_such", "no such indicator: no_such"),
        (["schema", "no_such"], "没有 no_such 的", "no JSON Schema of no_such"),
    ],
)
def test_usage_errors(djledger, monkeypatch, arguments, zh, en):
    for language, says in (("zh", zh), ("en", en)):
        monkeypatch.setenv("DJLEDGER_LANG", language)
        ran = djledger(*arguments)
        assert (ran.code, ran.out) == (2, b"")
        first, second = ran.err.splitlines()
        assert first.startswith(f"× {says}")
        assert second.startswith("  办法：" if language == "zh" else "  try: ")


def test_version(djledger):
    assert djledger("--version").out == djledger("-V", "--lang", "en").out


def test_indicators_are_listed_and_shown(djledger, knowledge):
    listed = djledger("indicator").out.decode().splitlines()
    assert len(listed) == len(knowledge.items("indicators"))
    first = listed[0].split("\t")[0]
    assert djledger("indicator", first).out.decode().startswith(f"id: {first}\n")


def teardown_module():
    speak("en")
