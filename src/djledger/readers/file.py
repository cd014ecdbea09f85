"""What every reader gets, and what it builds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from djledger.errors import InputError
from djledger.model.document import Locator, RawText, Repair
from djledger.readers.limits import Limits, TooMuchError

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a report, what it is called, and what the user said of it."""

    name: str
    data: bytes
    encoding: str
    knowledge: Knowledge
    limits: Limits = field(default_factory=Limits)

    @property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def broken(self, why: str) -> InputError:
        """Return the error for a file that is cut off or damaged."""
        return InputError(
            f"{self.name}：文件已损坏，读不出来",
            why=why,
            remedy="请重新下载或传送；能用 WPS 或 Word 打开的，另存一份再提交",
            code="DJ001",
        )

    def lacks(self, package: str, extra: str) -> InputError:
        """Return the error for a reader whose *package* is not installed."""
        return InputError(
            f"{self.name}：读这种文件要先装 {package}",
            why="它不在基本安装之内",
            remedy=f"请运行：pip install 'djledger[{extra}]'；或把文字另存为 .docx 或 .txt",
            code="DJ001",
        )

    def raw(self, text: Text, media: str, *, title: str = "", date: str = "") -> RawText:
        """Return *text* as the text of this file."""
        return RawText(
            self.name,
            text.whole(),
            self.sha256,
            media,
            locators=tuple(text.locators),
            title=title,
            date=date,
            repairs=tuple(text.repairs),
        )


class Text:
    """The text of a report as it grows: lines, where people find them, what was settled."""

    def __init__(self, limits: Limits) -> None:
        self.locators: list[Locator] = []
        self.repairs: list[Repair] = []
        self.length = 0
        self._parts: list[str] = []
        self._limits = limits

    def add(self, part: str, label: str = "") -> int:
        """Append *part*, which people find at *label*, and return where it begins."""
        start = self.length
        if label and part and (not self.locators or self.locators[-1].label != label):
            self.locators.append(Locator(start, label))
        self._parts.append(part)
        self.length += len(part)
        if self.length > self._limits.characters:
            raise TooMuchError("字数", self._limits.characters)
        return start

    def whole(self) -> str:
        """Return all of it."""
        return "".join(self._parts)
