"""Patterns of many words that cost little where none of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from djledger.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable

_BEHIND = compiled(r"\(\?<([=!])((?:\[[^]]*\]|[^][()|])+)\)")
_OPTIONAL = compiled(r"\(\?:([^()|]+)\)\?")
_REPEATS = frozenset("?*+{")


def any_cue(words: Iterable[str]) -> str:
    """Return a pattern of any of *words* (patterns themselves), the first that fits.

    A search leaps to the next character that can begin a match, but only if each alternative
    begins with a plain character: twenty times as fast as trying them all everywhere. So what
    a word says of the text before it is said behind its first character.

    >>> any_cue(["力争", "(?<![规])划", "(?<!按)(?:今年)?年底"])
    '力争|划(?<![规]划)|今(?<!按今)年年底|年(?<!按年)底'
    """
    return "|".join(form for word in words for form in _forms(word))


def _forms(word: str) -> list[str]:
    behinds, at = [], 0
    while match := _BEHIND.match(word, at):
        behinds.append(match)
        at = match.end()
    if optional := _OPTIONAL.match(word, at):
        head, tail = word[:at], word[optional.end() :]
        return [*_forms(head + optional[1] + tail), *_forms(head + tail)]
    first = word[at : at + 1]
    if not first.isalnum() or word[at + 1 : at + 2] in _REPEATS:
        return [word]
    return [first + "".join(f"(?<{m[1]}{m[2]}{first})" for m in behinds) + word[at + 1 :]]
