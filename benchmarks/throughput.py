"""How fast reports become ledgers, against cutting the same text with jieba in the same run.

    python benchmarks/throughput.py [--characters 60000] [--rounds 7]

Three programs read the same texts: djledger; jieba alone (``lcut``, nothing more); and the naive
program that most people would write first: jieba on the whole text, a pattern for a number with
its measure word, the words before it as what is counted, an `Entry` each. Rounds are interleaved
and ratios are taken within a round, so that a busy machine slows all of them alike: read the
ratios. One corpus is generated here, another is the labelled reports where they are at hand.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import random
import re
import statistics
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import jieba

import djledger
from djledger.model.ledger import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[[str], int]

LABELLED = Path(__file__).parents[2] / "shared/eval/dev"

PLACES = ("松塘镇", "临岚县", "柳湾村", "白石沟乡", "永乐街道", "东河社区")
THINGS = (
    "党支部",
    "农村党员",
    "入党积极分子",
    "困难群众",
    "网格员",
    "合作社",
    "光伏电站",
    "驻村干部",
)
DEEDS = ("走访慰问", "培训", "建成", "整改", "新发展", "选派", "表彰", "排查")
UNITS = ("个", "名", "户", "人次", "场次", "条", "万元", "亩")
# Sentences with numbers, and the prose that real reports have between them.
COUNTED = (
    "{place}现有{thing}{a}{unit}，其中{thing}{b}{unit}，占{c}.{d}%。",
    "今年以来，全镇{deed}{thing}{a}{unit}，{deed}{thing}{b}余{unit}，投入资金{c}.{d}万元。",
    "截至目前，{place}累计{deed}{thing}{a}{unit}、{thing}{b}{unit}。",
    "力争年底前{deed}{thing}{a}{unit}以上，每村不少于{d}{unit}。",
)
PROSE = (
    "坚持把学习作为首要任务，结合实际认真研究，层层压实责任，确保各项工作落到实处。",
    "针对存在的问题，镇党委召开专题会议，明确了牵头领导和责任部门，要求对照清单逐项销号。",
    "通过上门宣讲、院坝座谈、广播提醒等方式，引导群众积极参与，营造了良好的氛围。",
    "但也要看到，个别村的基础还比较薄弱，少数同志的主动性不强，需要在今后的工作中改进。",
    "各党支部书记切实履行第一责任人的职责，带头讲党课、带头查问题、带头抓落实。",
)


def generated(characters: int) -> list[str]:
    """Return reports of about 2,000 characters, as many as make *characters* together."""
    draw = random.Random(1)  # noqa: S311 -- a benchmark wants the same text each time
    reports, total = [], 0
    while total < characters:
        lines = [f"{draw.choice(PLACES)}{2015 + draw.randrange(10)}年工作总结"]
        while sum(map(len, lines)) < 2000:
            sentences = [_counted(draw), *draw.sample(PROSE, draw.choice((0, 1, 1, 2)))]
            lines.append("".join(sentences))
        reports.append("\n".join(lines))
        total += len(reports[-1])
    return reports


def _counted(draw: random.Random) -> str:
    return draw.choice(COUNTED).format(
        place=draw.choice(PLACES),
        thing=draw.choice(THINGS),
        deed=draw.choice(DEEDS),
        unit=draw.choice(UNITS),
        a=draw.randrange(10, 3000),
        b=draw.randrange(2, 90),
        c=draw.randrange(1, 99),
        d=draw.randrange(1, 9),
    )


def extract(text: str) -> int:
    """Return how many rows djledger finds."""
    return len(djledger.extract(text).entries)


def cut(text: str) -> int:
    """Return how many words jieba finds."""
    return len(jieba.lcut(text))


_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(万元|人次|场次|个|名|户|条|亩|人|次|%)")


def naive(text: str) -> int:
    """Return how many rows the naive program finds."""
    rows = []
    words = jieba.lcut(text)
    starts = {}
    at = 0
    for place, word in enumerate(words):
        starts[at] = place
        at += len(word)
    for match in _NUMBER.finditer(text):
        place = starts.get(match.start(), 0)
        entry = Entry(
            id=str(len(rows)),
            item="".join(words[max(0, place - 2) : place]),
            value=Decimal(match[1]),
            unit=match[2],
            quote=match[0],
            start=match.start(),
            end=match.end(),
            line=text.count("\n", 0, match.start()) + 1,
            column=1,
        )
        rows.append(entry.model_dump(mode="json"))
    return len(json.dumps(rows, ensure_ascii=False)) and len(rows)


def seconds(program: Program, texts: list[str]) -> float:
    """Return the processor time that *program* takes for *texts*."""
    gc.collect()
    start = time.process_time()
    for text in texts:
        program(text)
    return time.process_time() - start


def measure(name: str, texts: list[str], rounds: int) -> None:
    """Print one line on one corpus."""
    characters, rows = sum(map(len, texts)), sum(map(extract, texts))
    programs: tuple[Program, ...] = (extract, cut, naive)
    for program in programs:
        seconds(program, texts[:3])
    taken = [[seconds(program, texts) for program in programs] for _ in range(rounds)]
    ours = min(each[0] for each in taken)
    print(
        f"{name:10}{characters:8} characters {rows:6} rows"
        f"{characters / ours / 1e6:8.3f} Mchar/s {rows / ours:7.0f} rows/s"
        f"   x jieba {statistics.median(j / d for d, j, _ in taken):5.2f}"
        f"   x naive {statistics.median(n / d for d, _, n in taken):5.2f}"
    )


def main() -> None:
    """Print a line for each corpus."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--characters", type=int, default=60_000)
    options.add_argument("--rounds", type=int, default=7)
    asked = options.parse_args()
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    measure("generated", generated(asked.characters), asked.rounds)
    if LABELLED.is_dir():
        texts = [file.read_text("utf-8") for file in sorted(LABELLED.glob("*.txt"))]
        measure("labelled", texts, asked.rounds)
    else:
        print(f"labelled: left out, there is no {LABELLED}")


if __name__ == "__main__":
    main()
