"""Text cut into words, the same words that jieba would give.

Two steps, as in jieba 0.42.1. The most probable path through all words of the dictionary that
the text could be made of; then a hidden Markov model of characters (B begins a word, M is
inside, E ends it, S is one) for the runs of single characters that this leaves.
"""

from __future__ import annotations

import os
import re
from math import inf, log
from typing import TYPE_CHECKING

from djledger.segmentation.dictionary import Dictionary, Source, cache_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    # A word's logarithm of probability (-inf: only the beginning of words), and how it goes on.
    Tails: TypeAlias = dict[str, "tuple[float, Tails]"]


class Segmenter:
    def __init__(self, extra=None):
        self._dictionary = None
        self._first = {}
        self._emit = {}
        self._extra = {}

    def words(self, text):
        out = []
        for n, blk in enumerate(_HAN.split(text)):
            if n & 1:
                self._cut(blk, out)
            elif "\r\n" in blk:
                out += _OTHER.findall(blk)
            else:
                out += blk
        return out

    def _open(self):
        d = Dictionary(Source.installed(), cache_folder(os.environ))
        self._dictionary = d
        self._log_total = log(d.total)
        self._unknown = -self._log_total

    def _load(self, char):
        if self._dictionary is None:
            self._open()
        s = self._dictionary.shard(char)
        self._emit[char] = s.emissions
        p = log(s.frequency) - self._log_total if s.frequency else -inf
        e = self._first[char] = (p, s.seconds, {}, s)
        return e

    def _pair(self, a, b):
        _, _, pairs, s = self._first[a]
        i = s.seconds.index(b)
        freq, *rest = s.tails[s.starts[i]:s.starts[i+1]].decode().split(" ")
        lt = self._log_total
        root = {}
        it = iter(rest)
        for tail in it:
            p = log(int(next(it))) - lt
            node = root
            for ch in tail[:-1]:
                entry = node.get(ch)
                if entry is None:
                    node[ch] = entry = (-inf, {})
                node = entry[1]
            ch = tail[-1]
            old = node.get(ch)
            node[ch] = (p, old[1] if old else {})
        q = log(int(freq)) - lt if freq != "0" else -inf
        e = pairs[b] = (q, root)
        return e

    def _cut(self, blk, out):
        n = len(blk)
        first = self._first
        score = [0.0] * (n + 2)
        end = [0] * n
        b = "\0"
        k = n
        nxt = 0.0
        for a in reversed(blk):
            k1 = k
            k -= 1
            try:
                top, seconds, pairs, _ = first[a]
            except KeyError:
                top, seconds, pairs, _ = self._load(a)
            top += nxt
            at = k1
            if b in seconds:
                try:
                    p, node = pairs[b]
                except KeyError:
                    p, node = self._pair(a, b)
                i = k1 + 1
                p += score[i]
                if p >= top:
                    top = p
                    at = i
                while node and i < n:
                    hit = node.get(blk[i])
                    if hit is None:
                        break
                    p, node = hit
                    i += 1
                    p += score[i]
                    if p >= top:
                        top = p
                        at = i
            if top == -inf:
                top = self._unknown + nxt
                at = k1
            score[k] = nxt = top
            end[k] = at
            b = a
        x = 0
        start = 0
        while x < n:
            y = end[x]
            if y - x > 1:
                if start < x:
                    self._run(blk[start:x], out)
                out.append(blk[x:y])
                start = y
            x = y
        if start < n:
            self._run(blk[start:], out)

    def _run(self, run, out):
        if len(run) == 1:
            out.append(run)
        elif self._known(run):
            out += run
        else:
            for part in _PARTS.findall(run):
                if part[0] >= "\u4e00" and len(part) > 1:
                    self._recognise(part, out)
                else:
                    out.append(part)

    def _known(self, w):
        a, b, *rest = w
        _, seconds, pairs, _ = self._first[a]
        if b not in seconds:
            return False
        p, node = pairs.get(b) or self._pair(a, b)
        for c in rest:
            hit = node.get(c)
            if hit is None:
                return False
            p, node = hit
        return p > -inf

    def _recognise(self, run, out):
        emit = self._emit
        d = self._dictionary
        BE, BM, EB, ES, ME, MM, SB, SS = d.steps
        first = emit[run[0]]
        b, e, m, s = (x + y for x, y in zip(d.start, first))
        back = []
        for c in run[1:]:
            eb, ee, em, es = emit[c]
            b1 = e + EB + eb; b2 = s + SB + eb
            m1 = b + BM + em; m2 = m + MM + em
            s1 = e + ES + es; s2 = s + SS + es
            e1 = b + BE + ee; e2 = m + ME + ee
            fb, b = ("S", b2) if b2 >= b1 else ("E", b1)
            fm, m = ("M", m2) if m2 >= m1 else ("B", m1)
            fs, s = ("S", s2) if s2 >= s1 else ("E", s1)
            fe, e = ("M", e2) if e2 >= e1 else ("B", e1)
            back.append({"B": fb, "M": fm, "S": fs, "E": fe})
        state = "S" if s >= e else "E"
        path = [state]
        for t in reversed(back):
            state = t[state]
            path.append(state)
        path.reverse()
        begin = 0
        for i, st in enumerate(path):
            if st == "B": begin = i
            elif st == "E": out.append(run[begin:i+1])
            elif st == "S": out.append(run[i])


_HAN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_OTHER = re.compile(r"\r\n|.", re.DOTALL)
_PARTS = re.compile(r"[\u4E00-\u9FD5]+|[a-zA-Z0-9]+(?:\.[0-9]+)?%?|[^\u4E00-\u9FD5a-zA-Z0-9]+")
