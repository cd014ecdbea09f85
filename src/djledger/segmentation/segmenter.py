"""Text cut into words: the words that jieba would give, from a dictionary that opens at once.

Two steps, those of jieba 0.42.1. First the most probable way to put the text together from
words of the dictionary; then, for each run of single characters that this leaves, the most
probable way through a hidden Markov model in which a character begins a word (B), ends it (E),
is inside (M) or is one (S). Sums and ties are taken in jieba's order: a float that differs in
the last place would cut elsewhere.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from math import inf, log
from typing import TYPE_CHECKING, TypeAlias

from djledger.segmentation.dictionary import Dictionary, Shard, cache_folder, installed

if TYPE_CHECKING:
    from collections.abc import Mapping

# How words go on: by the next character, the logarithm of the probability of the word that
# ends there (-inf: none does), and how longer ones go on.
_Tails: TypeAlias = "dict[str, tuple[float, _Tails]]"

# What jieba looks for words in; the rest is cut into characters.
_HAN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_OTHER = re.compile(r"\r\n|.", re.DOTALL)
# Inside a block: what the model is asked about, what stays together, and what is left.
_RUN = re.compile(r"([^\x00-\x7F]+)|[a-zA-Z0-9]+(?:\.[0-9]+)?%?|[+#&._%\-]+")

_B, _E, _M, _S = range(4)
# No word goes on with it.
_END = "\0"


class Segmenter:
    """Cuts text into words as ``jieba.Tokenizer().lcut`` does, with words of its own on top.

    It reads of the dictionary what the texts need, and keeps it. ``extra`` are words and their
    frequencies, as ``jieba.Tokenizer.add_word`` takes them, known to this segmenter only; what
    is in the dictionary already gets the new frequency. With 20000 a word is read as one
    wherever it does not overlap another: no two words have frequencies whose product is that
    many times the sum of all. Each frequency adds to that sum, as in jieba: much higher ones
    favour long words everywhere.
    """

    def __init__(self, extra: Mapping[str, int] | None = None) -> None:
        # The words of *extra* by first character, second (or "") and the rest.
        self._extra: dict[str, dict[str, dict[str, int]]] = {}
        self._extra_total = 0
        for word, frequency in (extra or {}).items():
            self._extra_total += frequency
            if _HAN.fullmatch(word):
                seconds = self._extra.setdefault(word[0], {})
                seconds.setdefault(word[1:2], {})[word[2:]] = frequency
        # By first character: its logarithm, the seconds there are, and of those that came up
        # the logarithm of the pair and its tails.
        self._first: dict[str, tuple[float, str, _Tails]] = {}
        self._shards: dict[str, Shard] = {}

    def words(self, text: str) -> list[str]:
        """Return *text*, cut into words.

        >>> Segmenter().words("走访慰问困难党员45名。")
        ['走访', '慰问', '困难', '党员', '45', '名', '。']
        """
        words: list[str] = []
        for number, block in enumerate(_HAN.split(text)):
            if number % 2:
                self._cut(block, words)
            else:
                words += _OTHER.findall(block) if "\r\n" in block else block
        return words

    @cached_property
    def _dictionary(self) -> Dictionary:
        return Dictionary(installed(), cache_folder(os.environ))

    @cached_property
    def _log_total(self) -> float:
        return log(self._dictionary.total + self._extra_total)

    def _log(self, frequency: int) -> float:
        return log(frequency) - self._log_total if frequency else -inf

    def _open(self, first: str) -> tuple[float, str, _Tails]:
        shard = self._shards[first] = self._dictionary.shard(first)
        frequency, seconds = shard.frequency, shard.seconds
        if own := self._extra.get(first):
            frequency = own.get("", {}).get("", frequency)
            seconds += "".join(own)
        entry = self._first[first] = (self._log(frequency), seconds, {})
        return entry

    def _open_pair(self, first: str, second: str) -> tuple[float, _Tails]:
        words = self._shards[first].tails(second)
        if own := self._extra.get(first):
            words |= own.get(second, {})
        frequency = words.pop("", 0)
        tails: _Tails = {}
        for word, longer in words.items():
            at = tails
            for char in word[:-1]:
                at = at.setdefault(char, (-inf, {}))[1]
            more = at.get(word[-1])
            at[word[-1]] = (self._log(longer), more[1] if more else {})
        entry = self._first[first][2][second] = (self._log(frequency), tails)
        return entry

    def _cut(self, block: str, words: list[str]) -> None:
        ends = self._ends(block)
        start = run = 0
        while start < len(block):
            end = ends[start]
            if end - start > 1:
                if run < start:
                    self._cut_run(block[run:start], words)
                words.append(block[start:end])
                run = end
            start = end
        if run < start:
            self._cut_run(block[run:], words)

    def _ends(self, block: str) -> list[int]:
        """For each place, where the word ends that the most probable way from there begins with.

        From the back, so that each place is looked at once: *scores* are the logarithms of the
        ways from each place to the end of the block.
        """
        first = self._first
        single = -self._log_total  # what jieba gives a character it does not know
        chars = [*block, _END]
        place = len(block)
        scores = [0.0] * (place + 1)
        ends = [0] * place
        while place:
            end = up = place
            place -= 1
            char, second = chars[place], chars[up]
            try:
                best, seconds, pairs = first[char]
            except KeyError:
                best, seconds, pairs = self._open(char)
            best += scores[up]
            if second in seconds:
                try:
                    score, tails = pairs[second]
                except KeyError:
                    score, tails = self._open_pair(char, second)
                up += 1
                score += scores[up]
                if score >= best:  # of two that are equal jieba takes the longer
                    best = score
                    end = up
                while tails and (longer := tails.get(chars[up])):
                    score, tails = longer
                    up += 1
                    score += scores[up]
                    if score >= best:
                        best = score
                        end = up
            if best == -inf:  # neither a word itself nor the first character of one
                end = place + 1
                best = single + scores[end]
            scores[place] = best
            ends[place] = end
        return ends

    def _cut_run(self, run: str, words: list[str]) -> None:
        if len(run) == 1:
            words.append(run)
        elif self._known(run):
            words += run  # a word, but less probable than its characters
        else:
            for part in _RUN.finditer(run):
                if part[1]:
                    self._cut_unknown(part[1], words)
                else:
                    words.append(part[0])

    def _known(self, word: str) -> bool:
        _, seconds, pairs = self._first[word[0]]
        if word[1] not in seconds:
            return False
        score, tails = pairs[word[1]]
        for char in word[2:]:
            if char not in tails:
                return False
            score, tails = tails[char]
        return score > -inf

    def _cut_unknown(self, run: str, words: list[str]) -> None:
        start = 0
        for place, state in enumerate(self._states(run)):
            if state == _B:
                start = place
            elif state == _E:
                words.append(run[start : place + 1])
            elif state == _S:
                words.append(run[place])

    def _states(self, run: str) -> list[int]:
        """The most probable states of the characters of *run* (Viterbi's algorithm)."""
        to_e, to_m, e_to_b, e_to_s, m_to_e, m_to_m, s_to_b, s_to_s = self._dictionary.steps
        shards = self._shards
        emissions = shards[run[0]].emissions
        b, e, m, s = (x + y for x, y in zip(self._dictionary.start, emissions, strict=True))
        came: list[tuple[int, int, int, int]] = []
        for char in run[1:]:
            at_b, at_e, at_m, at_s = shards[char].emissions
            # Of two that are equal jieba takes the state with the later letter.
            b_from_e, b_from_s = e + e_to_b + at_b, s + s_to_b + at_b
            e_from_b, e_from_m = b + to_e + at_e, m + m_to_e + at_e
            m_from_b, m_from_m = b + to_m + at_m, m + m_to_m + at_m
            s_from_e, s_from_s = e + e_to_s + at_s, s + s_to_s + at_s
            came.append(
                (
                    _S if b_from_s >= b_from_e else _E,
                    _M if e_from_m >= e_from_b else _B,
                    _M if m_from_m >= m_from_b else _B,
                    _S if s_from_s >= s_from_e else _E,
                )
            )
            b, e = max(b_from_e, b_from_s), max(e_from_b, e_from_m)
            m, s = max(m_from_b, m_from_m), max(s_from_e, s_from_s)
        states = [_S if s >= e else _E]
        for step in reversed(came):
            states.append(step[states[-1]])
        states.reverse()
        return states
