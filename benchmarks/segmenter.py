"""How fast text is cut into words, against jieba's own segmenter in the same run.

    python benchmarks/segmenter.py [--characters 200000] [--rounds 7]

Prints characters a second and their ratio on text made here, and the processor time of a whole
process that cuts one clause: the first run, which makes the dictionary, a later one, and jieba.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from djledger.segmentation import Segmenter
from djledger.segmentation.dictionary import installed

if TYPE_CHECKING:
    from collections.abc import Callable

CLAUSE = "走访慰问困难党员及老党员1286名，发放慰问金和慰问品折合人民币38.6万元。"

LINES = {
    "djledger": "from djledger.segmentation import Segmenter; Segmenter().words(TEXT)",
    "jieba": "import jieba; jieba.setLogLevel(60); jieba.dt.tmp_dir = CACHE; jieba.lcut(TEXT)",
    "nothing": "pass",
}
# Processor time of opening and of the first clause, inside the process. Without the garbage
# collector: whether it passes just then depends on what else is loaded.
COLD = """
import gc, json, time
import djledger.knowledge
gc.disable()
times = [time.process_time()]
from djledger.segmentation import Segmenter
segmenter = Segmenter()
times.append(time.process_time())
segmenter.words("一")
times.append(time.process_time())
segmenter.words(TEXT)
times.append(time.process_time())
print(json.dumps([(b - a) * 1000 for a, b in zip(times, times[1:])]))
"""


def prose(characters: int) -> str:
    """Words of jieba's dictionary as often as it has seen them, numbers, names it cannot know."""
    draw = random.Random(1)  # noqa: S311 -- a benchmark wants the same text each time
    lines = (installed() / "dict.txt").read_text("utf-8").splitlines()
    words, frequencies = zip(*(line.split(" ")[:2] for line in lines), strict=True)
    parts = draw.choices(words, [int(f) for f in frequencies], k=characters)
    for place in range(0, len(parts), 7):
        parts[place] = draw.choice("，，，、。；\n")
    for place in range(3, len(parts), 20):
        parts[place] = f"{draw.randint(2, 9999)}"
    for place in range(5, len(parts), 60):
        parts[place] = "".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(3))
    return "".join(parts)[:characters]


def plain_jieba(cache: str) -> Callable[[str], list[str]]:
    sys.modules.setdefault("pkg_resources", None)  # type: ignore[arg-type]
    import jieba  # noqa: PLC0415 -- after the line above

    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = cache
    tokenizer.initialize()
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


def seconds(cut: Callable[[str], list[str]], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        cut(text)
    return time.process_time() - start


def process(code: str, cache: str) -> tuple[float, str]:
    """Milliseconds of processor time of a whole Python process, and what it printed."""
    code = f"TEXT, CACHE = {CLAUSE!r}, {cache!r}\n{code}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJLEDGER_CACHE": cache},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000 * used, done.stdout


def throughput(cache: str, characters: int, rounds: int) -> None:
    text = prose(characters)
    texts = [text[at : at + 5000] for at in range(0, len(text), 5000)]
    cutters = {"jieba": plain_jieba(cache), "djledger": Segmenter().words}
    Segmenter().words("一")  # makes the dictionary
    first = seconds(Segmenter().words, texts)
    if [cutters["jieba"](t) for t in texts] != [cutters["djledger"](t) for t in texts]:
        sys.exit("the words differ")
    runs = [{name: seconds(cut, texts) for name, cut in cutters.items()} for _ in range(rounds)]
    for name in cutters:
        rate = len(text) / statistics.median(run[name] for run in runs) / 1e6
        print(f"{name:10} {rate:6.3f} million characters a second")
    ratios = sorted(run["jieba"] / run["djledger"] for run in runs)
    print(f"{'ratio':10} {statistics.median(ratios):6.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print(f"{'first pass':10} {len(text) / first / 1e6:6.3f} (nothing of the dictionary read yet)")


def cold(cache: str, rounds: int) -> None:
    print(f"\none clause of {len(CLAUSE)} characters, whole process, ms of processor time")
    folder = str(Path(cache, "new"))
    print(f"  {'djledger, first run':22} {process(LINES['djledger'], folder)[0]:7.0f}")
    process(LINES["jieba"], cache)  # jieba's own cache file, too
    runs = [
        {
            name: process(code, folder if name == "djledger" else cache)[0]
            for name, code in LINES.items()
        }
        for _ in range(rounds)
    ]
    for name in LINES:
        print(f"  {name:22} {statistics.median(run[name] for run in runs):7.0f}")
    inside = [json.loads(process(COLD, folder)[1]) for _ in range(rounds)]
    parts = zip(("import", "open", "first clause"), zip(*inside, strict=True), strict=True)
    for name, values in parts:
        print(f"  {name + ', in process':22} {statistics.median(values):7.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--characters", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["DJLEDGER_CACHE"] = cache
        print(f"jieba in {installed()}")
        throughput(cache, given.characters, given.rounds)
        cold(cache, given.rounds)


if __name__ == "__main__":
    main()
