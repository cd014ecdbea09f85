"""Everything the command line says, in both languages, and which of the two it speaks.

Only characters that GBK has: a console in China may know no others.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LANGUAGES = ("zh", "en")
_spoken = 0

MESSAGES: dict[str, tuple[str, str]] = {
    # Help of the program
    "app": (
        "读取乡镇（街道）报告，把其中每一个数量写成台账，每条都指回原文。",
        (
            "Reads reports of Chinese townships and writes ledgers of every count in them, "
            "each traced to the characters it came from."
        ),
    ),
    "usage": ("用法：", "Usage:"),
    "arguments": ("参数", "Arguments"),
    "options": ("选项", "Options"),
    "commands": ("命令", "Commands"),
    "help": ("显示本说明。", "Show this message and exit."),
    "version": ("显示版本。", "Show the version and exit."),
    "install_completion": ("为当前的命令行环境安装补全。", "Install completion for this shell."),
    "show_completion": ("显示补全脚本，以便复制或修改。", "Show the completion script."),
    # Help of options that mean the same everywhere
    "lang": (
        "说中文 zh 还是英文 en。默认看 DJLEDGER_LANG、LC_ALL、LANG。",
        "Speak zh or en. By default what DJLEDGER_LANG, LC_ALL or LANG says.",
    ),
    "quiet": ("不说多余的话，只报错误。", "Say nothing but errors."),
    "catalogue": (
        "指标目录：一个 YAML 文件夹，补充或替换自带的词表和指标。",
        "Catalogue: a folder of YAML files that add to or replace djledger's own.",
    ),
    "force": (
        "替换已有的文件，即使其中有人工内容。",
        "Replace an existing file, whoever wrote it.",
    ),
    # Help of extract
    "extract": ("从报告中抽取台账。", "Extract ledgers from reports."),
    "extract.more": (
        (
            "不写 -o 时台账输出到标准输出；多份报告合成一份台账，-o 指定文件夹时一份报告一个文件。"
            "没有任何数量的报告得到一份空台账。"
        ),
        (
            "Without -o the ledger goes to stdout. Several reports make one ledger, or a file each "
            "where -o is a folder. A report without any number makes an empty ledger."
        ),
    ),
    "extract.inputs": (
        "报告文件，或文件夹（连同子文件夹中的 .txt）；- 是标准输入。",
        "Reports, or folders (all .txt in them); - is stdin.",
    ),
    "extract.output": (
        "写到哪里：文件、文件夹（以 / 结尾），- 是标准输出。",
        "Where to: a file, a folder (ending in /), or - for stdout.",
    ),
    "extract.format": (
        "格式：{formats}。默认看 -o 的后缀，否则 yaml。",
        "Format: {formats}. By default from the suffix of -o, else yaml.",
    ),
    "extract.place": ("报告单位，例如 青石镇；以此为准。", "Who reports; overrules the text."),
    "extract.date": (
        "报告日期，例如 2024-09-30；以此为准。",
        "Date of the report, as 2024-09-30; overrules the text.",
    ),
    "extract.encoding": (
        "报告的编码，例如 gb18030；通常不必写，自动识别。",
        "Encoding of the reports; detected unless given.",
    ),
    "extract.stdin_name": ("标准输入的名称，写入台账。", "What the ledger calls stdin."),
    "extract.explain": (
        "说明修复了哪里、哪些数字为什么不算数量，并写入台账。",
        (
            "List what was mended and which numerals are no quantity, with reasons; "
            "the ledger holds both."
        ),
    ),
    "extract.show": (
        "另在屏幕上（标准错误）显示台账表。",
        "Also show the ledger as a table (stderr).",
    ),
    # Help of indicator and of schema
    "indicator": ("列出指标，或显示一个指标的定义。", "List the indicators, or show one."),
    "indicator.id": ("指标编号；不写则列出全部。", "Which one; all of them if left out."),
    "schema": ("输出文件格式的 JSON Schema。", "Print the JSON Schema of a file format."),
    "schema.name": ("哪一种：{names}。", "Which one: {names}."),
    # The three lines of an error
    "error.why": ("  原因：{text}", "  why: {text}"),
    "error.remedy": ("  办法：{text}", "  try: {text}"),
    "error.defect": (
        "程序内部错误：{kind}（{place}）",
        "a fault of djledger itself: {kind} ({place})",
    ),
    "error.defect.remedy": (
        "请把上一行反馈给维护者；设 DJLEDGER_DEBUG=1 重跑可见详情（其中可能有报告原文）",
        (
            "report the line above; run again with DJLEDGER_DEBUG=1 for details "
            "(they may quote the report)"
        ),
    ),
    # Wrong use
    "use.no_option": ("没有选项 {name}", "no such option: {name}"),
    "use.no_command": ("没有命令 {name}", "no such command: {name}"),
    "use.missing_command": ("没有写命令", "no command given"),
    "use.missing": ("缺少 {name}", "missing {name}"),
    "use.needs_value": ("选项 {name} 需要一个值", "option {name} needs a value"),
    "use.no_value": ("选项 {name} 不带值", "option {name} takes no value"),
    "use.extra": ("多余的参数：{names}", "unexpected arguments: {names}"),
    "use.bad_value": ("{name} 的值不对", "invalid value for {name}"),
    "use.other": ("用法不对", "wrong use"),
    "use.did_you_mean": ("是不是 {names}？", "did you mean {names}?"),
    "use.see_help": ("见 {command} --help", "see {command} --help"),
    "use.no_input": ("没有指定报告", "no report given"),
    "use.no_input.remedy": (
        "写出报告的文件名，例如 djledger extract 报告.txt；或把报告送入标准输入",
        "name a report, as in: djledger extract report.txt; or pipe one in",
    ),
    "use.format": ("不认识的格式 {name}", "unknown format {name}"),
    "use.format.remedy": ("可用的格式：{names}", "formats: {names}"),
    "use.terminal": ("{name} 不能显示在屏幕上", "{name} cannot be shown on a terminal"),
    "use.terminal.remedy": ("用 -o 指定一个文件", "name a file with -o"),
    "use.stdout": ("标准输出无法写入", "stdout cannot be written to"),
    "use.exists": ("{path} 已存在", "{path} exists"),
    "use.exists.why": (
        "它不是 djledger 写的台账，或其中有人工校核",
        "djledger did not write it, or a person has reviewed entries in it",
    ),
    "use.exists.remedy": ("换一个文件名，或加 --force 替换它", "use another name, or --force"),
    "use.overwrites": ("{path} 是输入的报告，不能写入", "{path} is a report; it is not written to"),
    "use.overwrites.remedy": ("换一个文件名", "use another name"),
    "use.date": ("日期 {value} 不对", "not a date: {value}"),
    "use.date.remedy": (
        "写成 2024-09-30、2024-09 或 2024",
        "write it as 2024-09-30, 2024-09 or 2024",
    ),
    "use.encoding": ("不认识的编码 {value}", "unknown encoding {value}"),
    "use.encoding.remedy": ("常用的有 utf-8、gb18030、big5", "common ones: utf-8, gb18030, big5"),
    "use.lang": ("--lang 只能是 zh 或 en", "--lang is zh or en"),
    "use.indicator": ("没有指标 {name}", "no such indicator: {name}"),
    "use.indicator.remedy": ("用 djledger indicator 列出全部", "djledger indicator lists them all"),
    "use.schema": ("没有 {name} 的 JSON Schema", "no JSON Schema of {name}"),
    # Reading
    "read.absent": ("文件不存在", "no such file"),
    "read.absent.remedy": ("请检查文件名和所在文件夹", "check the name and the folder"),
    "read.failed": ("无法读取", "cannot be read"),
    "read.empty_folder": ("文件夹中没有 .txt 报告", "no .txt report in this folder"),
    "read.no_stdin": ("标准输入不可用", "stdin is not available"),
    # What extract reports
    "note.empty": (
        "{name}：没有找到任何数量，台账为空",
        "{name}: no quantity found; its ledger is empty",
    ),
    "note.done": (
        (
            "已读 {reports} 份报告，台账 {entries} 条（有指标 {mapped} 条），"
            "另有 {ignored} 处数字不算数量。"
        ),
        (
            "Read {reports} report(s): {entries} entries ({mapped} with an indicator); "
            "{ignored} numerals are no quantity."
        ),
    ),
    "note.failed": ("{count} 份未能读取。", "{count} could not be read."),
    "note.written": ("台账写入 {path}", "Written to {path}"),
    "status.achieved": ("完成", "achieved"),
    "status.planned": ("计划", "planned"),
    "status.required": ("要求", "required"),
    "value.masked": ("缺数", "masked"),
    # Tables
    "table.repairs": ("{name}：修复 {count} 处", "{name}: {count} places mended"),
    "table.ignored": (
        "{name}：{count} 处数字不算数量",
        "{name}: {count} numerals that are no quantity",
    ),
    "table.entries": ("{name}：{count} 条", "{name}: {count} entries"),
    "table.place": ("位置", "place"),
    "table.what": ("原文", "text"),
    "table.became": ("修复为", "became"),
    "table.step": ("步骤", "step"),
    "table.reason": ("原因", "reason"),
    "table.indicator": ("指标", "indicator"),
    "table.item": ("对象", "item"),
    "table.value": ("数值", "value"),
    "table.unit": ("单位", "unit"),
    "table.status": ("性质", "status"),
    "table.period": ("时段", "period"),
    "table.id": ("编号", "id"),
    "table.label": ("名称", "name"),
    "table.group": ("类别", "group"),
    "table.units": ("单位", "units"),
}


def say(key: str, **values: object) -> str:
    """Return the message *key* in the language that is spoken."""
    text = MESSAGES[key][_spoken]
    return text.format(**values) if values else text


def speak(language: str) -> None:
    """Make *language* the one that is spoken."""
    global _spoken  # noqa: PLW0603 -- one process speaks one language
    _spoken = _LANGUAGES.index(language)


def spoken() -> str:
    """Return the language that is spoken."""
    return _LANGUAGES[_spoken]


def wanted(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language asked for: --lang, then the environment; English if neither says zh."""
    named = [
        argument.partition("=")[2] or following
        for argument, following in pairwise([*arguments, ""])
        if argument == "--lang" or argument.startswith("--lang=")
    ]
    named += (environment.get(n, "") for n in ("DJLEDGER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    first = next(filter(None, named), "") or _system_language()
    return "zh" if first.lower().startswith("zh") else "en"


def _system_language() -> str:
    """The language of the desktop, where the environment is silent: on Windows it always is."""
    if os.name != "nt":
        return ""
    import ctypes  # noqa: PLC0415 -- Windows only

    system: Any = ctypes
    chinese = system.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04
    return "zh" if chinese else "en"
