"""What a person wrote down of a report in a file beside it: ``report.meta.yaml``.

It supplies what a report lacks, and overrules what it says; the command line overrules both.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from djledger.errors import InputError
from djledger.metadata import parse_date
from djledger.placenames import LEVELS

if TYPE_CHECKING:
    from pathlib import Path

    from djledger.model.ledger import Ledger

SUFFIX = ".meta.yaml"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is said of one report; '' where nothing is."""

    place: str = ""
    date: str = ""
    title: str = ""
    level: str = ""
    issuer: str = ""


def beside(report: Path) -> Sidecar:
    """Return what the file ``NAME.meta.yaml`` beside *report* says, nothing where there is none.

    Raises `InputError`, with file and line, for a key or a value that cannot be.
    """
    path = report.with_name(report.stem + SUFFIX)
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Sidecar()
    except OSError as error:
        raise InputError(f"{path}：无法读取", why=error.strerror or str(error)) from None
    return _parsed(content, path)


def completed(ledger: Ledger, told: Sidecar) -> Ledger:
    """Return the *ledger* of one report with the title, level and issuer that were *told*.

    Place and date are not set here: the times of the entries hang on them, and so they go into
    the extraction.
    """
    said = {name: getattr(told, name) for name in ("title", "level", "issuer")}
    update = {name: value for name, value in said.items() if value}
    if not update:
        return ledger
    sources = tuple(source.model_copy(update=update) for source in ledger.sources)
    return ledger.model_copy(update={"sources": sources})


def _parsed(content: bytes, path: Path) -> Sidecar:
    import yaml  # noqa: PLC0415 -- most reports have no such file

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree: Any = yaml.compose(content, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = "不是有效的 YAML"
        raise _wrong(path, mark.line + 1 if mark else 1, what, "请检查缩进、冒号和引号") from None
    if tree is None:
        return Sidecar()
    if not isinstance(tree, yaml.MappingNode):
        line = tree.start_mark.line + 1
        raise _wrong(path, line, "应是“键: 值”，一行一个", "例如“place: 青石镇”")
    told, known = Sidecar(), [field.name for field in fields(Sidecar)]
    seen: set[str] = set()
    for key, value in tree.value:
        line = key.start_mark.line + 1
        if key.value not in known:
            near = get_close_matches(str(key.value), known, 1)
            remedy = f"是否要写 {near[0]}" if near else f"可以写：{'、'.join(known)}"
            raise _wrong(path, line, f"不认识 {key.value}", remedy)
        if key.value in seen:
            raise _wrong(path, line, f"{key.value} 写了两次", "请删去一个")
        if not isinstance(value, yaml.ScalarNode):
            raise _wrong(path, line, f"{key.value} 应是一段文字", f"例如“{key.value}: …”")
        seen.add(key.value)
        # A scalar is taken as it is written: YAML would make a date or a number of some.
        told = replace(told, **{key.value: value.value.strip()})
        _check(key.value, value.value.strip(), path, line)
    return told


def _check(key: str, value: str, path: Path, line: int) -> None:
    if key == "date" and value and parse_date(value) is None:
        raise _wrong(path, line, f"日期 {value} 不对", "写成 2024-09-30、2024-09 或 2024")
    if key == "level" and value and value not in LEVELS:
        raise _wrong(path, line, f"level 不能是 {value}", f"可以写：{'、'.join(LEVELS)}")


def _wrong(path: Path, line: int, what: str, remedy: str) -> InputError:
    return InputError(f"{path} 第 {line} 行：{what}", remedy=remedy)
