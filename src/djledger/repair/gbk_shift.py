"""Characters that an annotator shifted by one byte: 駛?cè)搿翱燔嚨馈薄贰饵h for 駛入“快車道”》《黨.

A program that puts readings beside characters worked on GBK bytes and not on characters. In
駛入 (F182 C8EB) it found 側 (82C8) across the border and wrote 82C8(cè)EB. Then C8 and the
bracket make no character and arrive as one question mark, EB pairs with the byte after it,
and everything is one byte late until a byte below 0x80 ends a pair or stands alone.

So the text tells what it lost. The second byte of 駛 is 82; the character read cè with 82 as
its first byte is 側; its second byte, C8, is what is missing before EB. While the text is
late, a note that fits the shown character was itself put across a border, and is cut; one that
does not was put on a real character, whose second byte went the way of C8: it ends the shift.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from djledger.knowledge.characters import SIGNS, UNKNOWN, commonness, read_as, spelled, traditional
from djledger.model.text import Edit, Span
from djledger.patterns import compiled
from djledger.repair.pinyin_notes import LETTERS

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from djledger.knowledge import Knowledge

NEEDS = frozenset("(?\ufffd")
LOST = "□"  # a character of which one byte is gone for good
_LIMIT = 1000  # characters that a shift may last; a paragraph, in text without a byte below 0x80
_LOSS = "?\ufffd"  # what decoders write for bytes that make no character
# Some decoders take the bracket for a second byte and swallow it, some do not, and some drop
# the first byte without a sign.
_MARK = compiled(rf"(?:[{_LOSS}]\(?|\()([{LETTERS}]{{1,7}})\)")
_BETTER = 2.0  # how much commoner the characters must become where no sign shows the loss
_CLEAR = 1.0  # how much commoner one character must be to be chosen before another
_SIGN = -4.0  # how common punctuation is, on the scale of characters
_SINGLE = 0x80  # bytes below stand for themselves


def find(text: str, _knowledge: Knowledge) -> Iterator[Edit]:
    """Yield the edits that put shifted characters right.

    >>> from djledger.knowledge import default
    >>> [e.text for e in find("駛?cè)搿翱燔嚨馈薄贰饵h建", default())]
    ['', '入', '“', '快', '車', '道', '”', '》', '《', '黨']
    """
    done = 0
    for mark in _MARK.finditer(text):
        if mark.start() < done or not mark.start():
            continue
        before, reading = text[mark.start() - 1], spelled(mark[1])
        if mark[0][0] == "(" and before in read_as(reading):
            continue  # a note in its right place, which another step removes
        if _letter_pair(text[max(0, mark.start() - 2) : mark.start()]) in read_as(reading):
            yield Edit(Span(*mark.span()), "")
            continue
        run = _best(text, mark, _bytes(before), reading)
        if run is not None:
            done = run.end
            yield from run.edits


def _letter_pair(pair: str) -> str:
    """Return the character across the border of a character and a letter, a space for none.

    In 涉V(měi)OCs it is 媄: the second byte of 涉 and the V. Nothing is late after that.
    """
    if len(pair) == 2 and pair[1].isalpha() and pair[1].isascii() and len(_bytes(pair[0])) == 2:
        return _char(_bytes(pair[0])[1], ord(pair[1])) or " "
    return " "


@dataclass(slots=True)
class _Run:
    """Characters that were late, and what they are in time."""

    end: int
    edits: list[Edit] = field(default_factory=list)
    score: float = 4 * UNKNOWN  # of the first character; this while there is none

    def put(self, start: int, end: int, text: str) -> None:
        self.edits.append(Edit(Span(start, end), text))
        self.end = end


def _best(text: str, mark: re.Match[str], before: bytes, reading: str) -> _Run | None:
    """Return the most likely reading of the bytes after *mark*, None if none is sure."""
    runs: list[_Run] = []
    for char in read_as(reading):
        pair = _bytes(char)
        if len(before) + len(pair) == 4 and pair[0] == before[1]:
            run = _walk(text, mark, pair[1])
            if run is not None:
                # Annotators explain traditional characters, not those that everybody reads.
                run.score += 2.0 * (char in traditional())
                runs.append(run)
    if not runs:
        return None
    runs.sort(key=lambda run: -run.score)
    best = runs[0]
    if mark[0][0] == "(" and not _clearly_better(text, best, mark.end()):
        return None
    if len(runs) > 1 and best.score - runs[1].score < _CLEAR and len(best.edits) > 1:
        # The candidates differ in the first character only: the byte before it.
        first = best.edits[1]
        best.edits[1] = Edit(first.span, LOST + first.text[1:])
    return best


def _walk(text: str, mark: re.Match[str], late: int) -> _Run | None:
    """Decode from *mark* on with the byte *late* in front, to where the text is in time again."""
    run = _Run(mark.end(), [Edit(Span(*mark.span()), "")])
    at = mark.end()
    while at - mark.end() < _LIMIT:
        note = _MARK.match(text, at) if text[at : at + 1] in ("(", *_LOSS) else None
        if note is not None:
            reading = spelled(note[1])
            if note[0][0] == "(" and text[at - 1] in read_as(reading):
                run.put(at, note.end(), "")
                at = note.end()
                continue
            run.put(at, note.end(), _lost(late, reading))
            return run
        data = _bytes(text[at]) if at < len(text) else b""
        char = _char(late, data[0]) if data else ""
        if at == mark.end() and char:
            run.score = _weight(char)
        if not char:
            return _broken(run, text, at)
        if len(data) == 1:
            run.put(at, at + 1, char)
            return run
        late = data[1]
        if late < _SINGLE:
            run.put(at, at + 1, char + chr(late))
            return run
        run.put(at, at + 1, char)
        at += 1
    return None


def _broken(run: _Run, text: str, at: int) -> _Run | None:
    """End *run* where the late byte has no partner: before a digit, a bracket, a line's end."""
    if at < len(text) and not text[at].isascii() and text[at] not in _LOSS:
        return None
    run.put(at, at + (text[at : at + 1] in (*_LOSS,)), LOST)
    return run


def _lost(lead: int, reading: str) -> str:
    """Return the character that begins with the byte *lead* and is read *reading*.

    Of several the one that is traditional and clearly the commonest, or the mark of a loss.
    """
    fits = [char for char in read_as(reading) if _bytes(char)[:1] == bytes([lead])]
    fits = [char for char in fits if char in traditional()] or fits
    fits.sort(key=_weight, reverse=True)
    clear = fits and (len(fits) == 1 or _weight(fits[0]) - _weight(fits[1]) >= _CLEAR)
    return fits[0] if clear else LOST


def _clearly_better(text: str, run: _Run, start: int) -> bool:
    now, then = text[start : run.end], "".join(edit.text for edit in run.edits)
    return LOST not in then and _mean(then) - _mean(now) >= _BETTER


def _mean(text: str) -> float:
    han = [char for char in text if char >= "\u4e00"] or [""]
    return sum(map(_weight, han)) / len(han)


def _weight(char: str) -> float:
    return commonness().get(char, _SIGN if char in SIGNS else UNKNOWN)


def _bytes(char: str) -> bytes:
    if char == "€":  # a lone 0x80, in Microsoft's table: the second byte of 個, for one
        return b"\x80"
    try:
        data = char.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return data if len(data) <= 2 else b""


def _char(lead: int, trail: int) -> str:
    try:
        char = bytes((lead, trail)).decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return char if len(char) == 1 else ""
