"""What stands before or after a number and says how exactly it is meant: 近, 不少于, 以上, 左右."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from djledger.patterns import compiled

if TYPE_CHECKING:
    from djledger.knowledge import Knowledge

# Words that may stand between a modifier and its number (超过了, 不足为 …).
_LINKS = r"(?:[了达有为是要到占于的：:]|[为达]到|约)?"
_STOPS = "，,。；;：:！!？?、\n（）()“”《》"
_REACH = 24


class Modifier(NamedTuple):
    """A modifier found beside a number."""

    word: str
    qualifier: str
    end: int


class Qualifiers:
    """The modifiers of the knowledge file ``qualifiers``."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._items: dict[str, dict[str, Any]] = {}
        before: list[str] = []
        after: list[str] = []
        far: list[str] = []
        for item in knowledge.items("qualifiers"):
            for word in (item["word"], *item.get("also", ())):
                self._items[word] = item
                if item["side"] == "after":
                    after.append(word)
                elif item.get("reach") == "clause":
                    before.append(word)
                    far.append(word)
                else:
                    before.append(word)
        self._before = compiled(rf"({_any(before)}) ?{_LINKS} ?$")
        self._last = frozenset(w[-1] for w in before) | frozenset(" 了达有为是要到占于的：:约")
        self._after = compiled(_any(after))
        self._far = compiled(_any(far))
        self._longest = max(map(len, before)) + 4
        self._first = frozenset(w[0] for w in after)

    def before(
        self, text: str, start: int, floor: int, *, bare: bool = False, unit: str = ""
    ) -> Modifier | None:
        """Return the modifier directly before *start*; *floor* is where the last number ended."""
        if start == 0 or text[start - 1] not in self._last:
            return None
        left = max(floor, start - self._longest, 0)
        for begin in range(left, start):
            match = self._before.match(text, begin, start)
            if match is None:
                continue
            item = self._items[match[1]]
            ahead = text[begin - 1] if begin else ""
            if item.get("bare") and not bare:
                continue
            if ahead and ahead in item.get("unless", "") and match[1] == item["word"]:
                continue
            if unit in item.get("not_units", ()):
                continue
            linked = text[begin + len(match[1]) : begin + len(match[1]) + 1]
            if linked and linked in item.get("unless_after", ""):
                continue
            return Modifier(match[1], item["qualifier"], begin)
        return None

    def before_spaced(self, text: str, start: int, floor: int) -> Modifier | None:
        """Return what `before` finds when the blanks before *start* are taken out: 小于 或 等于."""
        ahead = text[max(floor, start - 16, 0) : start].replace(" ", "")
        return self.before(ahead + "0", len(ahead), 0)

    def far(self, text: str, start: int, floor: int) -> Modifier | None:
        """Return a modifier that reaches over words of the clause: 至少对村开展点评两次."""
        left = max(floor, start - _REACH, 0)
        clause = text[left:start]
        cut = max(map(clause.rfind, _STOPS))
        found = None
        for match in self._far.finditer(clause, cut + 1):
            ahead = clause[match.end() : match.end() + 1]
            if ahead and ahead in self._items[match[0]].get("unless_after", ""):
                continue
            found = Modifier(match[0], self._items[match[0]]["qualifier"], left + match.start())
        return found

    def base(self, text: str, start: int, floor: int) -> Modifier | None:
        """Return what stands before the base of a share: 约占总额的七成, 不及上届的一半."""
        if start == 0 or text[start - 1] != "的":
            return None
        left = max(floor, start - _REACH, 0)
        clause = text[left : start - 1]
        begin = max(map(clause.rfind, _STOPS)) + 1
        for at in range(len(clause) - 1, begin, -1):
            found = self.before(clause, at, begin)
            if found is not None:
                return Modifier(found.word, found.qualifier, left + found.end)
        return None

    def reaches(self, modifier: Modifier) -> bool:
        """Say whether *modifier* goes on to the next number of a list: 至少两次、三天."""
        return self._items[modifier.word].get("reach") == "clause"

    def after(self, text: str, end: int, unit: str = "") -> Modifier | None:
        """Return the modifier that begins at *end* (one blank may stand before it)."""
        at = end + 1 if text[end : end + 1] == " " else end
        if text[at : at + 1] not in self._first or at >= len(text):
            return None
        match = self._after.match(text, at)
        if match is None:
            return None
        units = self._items[match[0]].get("units")
        if units is not None and unit not in units:
            return None
        if match[0] == "许" and text[match.end() : match.end() + 1] not in _STOPS:
            return None
        return Modifier(match[0], self._items[match[0]]["qualifier"], match.end())


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
