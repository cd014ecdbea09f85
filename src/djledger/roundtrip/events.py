"""What can happen when a workbook meets a new extraction: a code and words for each event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from djledger.model.finding import Finding, Level

if TYPE_CHECKING:
    from djledger.model.ledger import Entry
    from djledger.roundtrip.rows import Shown


@dataclass(frozen=True, slots=True)
class Event:
    """A code with its name, how much it matters, and what it says in Chinese and English."""

    name: str
    level: Level
    says: tuple[str, str]


EVENTS = {
    "DJ700": Event(
        "source-updated",
        "info",
        ("{name}：报告中的数由 {was} 变为 {now}，已更新", "{name}: {was} became {now}; updated"),
    ),
    "DJ701": Event(
        "value-overwritten",
        "warning",
        (
            "{name}：“数值”由 {was} 被改写为 {typed}，已移入校核数",
            "{name}: {typed} typed over {was}; moved to the reviewed value",
        ),
    ),
    "DJ702": Event(
        "review-conflict",
        "error",
        (
            "{name}：报告中的数由 {was} 变为 {now}，而人工校核为 {checked}；保留人工，标为存疑",
            "{name}: {was} became {now}, but a person had settled on {checked}; kept, doubtful",
        ),
    ),
    "DJ703": Event(
        "row-added",
        "info",
        ("{name}：手工增加的行，保留", "{name}: a row added by hand; kept"),
    ),
    "DJ704": Event(
        "gone-from-source",
        "warning",
        (
            "{name}：新的报告中已没有 {was}，保留并标为存疑",
            "{name}: {was} is gone from the new report; kept, doubtful",
        ),
    ),
    "DJ705": Event(
        "row-deleted",
        "info",
        (
            "{name}：人工已删去这一行，不再写回（--restore-deleted 可恢复）",
            "{name}: its row was deleted by hand and stays so (--restore-deleted brings it back)",
        ),
    ),
    "DJ706": Event(
        "item-added", "info", ("{name}：新增 {now}，待核", "{name}: {now} is new; to be reviewed")
    ),
    "DJ707": Event(
        "cannot-carry",
        "warning",
        ("不能带入新文件：{what}", "cannot be carried into the new file: {what}"),
    ),
    "DJ708": Event(
        "base-gone",
        "warning",
        (
            "隐藏的底稿已不在，按单位、指标、口径对照；凡有不同都算冲突",
            "the hidden base is gone; matched by place, indicator and kind, differences conflict",
        ),
    ),
}


def told(
    code: str, entry: Entry | None = None, shown: Shown | None = None, **args: object
) -> Finding:
    """Return the finding that an event is, in Chinese; `in_english` says it again."""
    event = EVENTS[code]
    if shown is not None:
        args["name"] = " ".join(filter(None, (shown.place, shown.name)))
    words = {key: str(value) for key, value in args.items()}
    return Finding(
        code=code,
        name=event.name,
        level=event.level,
        message=event.says[0].format_map(words),
        message_id=code,
        args=words,
        source=entry.source if entry else "",
        place=shown.place if shown else "",
        indicator=(entry.indicator or "") if entry else "",
        entry=entry.id if entry else "",
        locator=entry.locator if entry else "",
        line=entry.line if entry else 1,
        column=entry.column if entry else 1,
        end_line=entry.line if entry else 1,
        end_column=entry.column + len(entry.quote) if entry else 1,
        start=entry.start if entry else 0,
        end=entry.end if entry else 0,
        quote=entry.quote if entry else "",
    )


def in_english(finding: Finding) -> Finding:
    """Return *finding* with its message in English."""
    words = EVENTS[finding.code].says[1]
    return finding.model_copy(update={"message": words.format_map(finding.args)})
