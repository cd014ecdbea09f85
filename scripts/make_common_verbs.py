"""Write knowledge/common_verbs.txt: two-character verbs, from jieba's dictionary (MIT licence).

What the reader knows of verbs is knowledge/verbs.yaml. A verb that is not there is still
recognised where only a verb can stand (at the head of a clause, before what is counted); this
list says which words can be one. Run it after a new release of jieba and read the difference.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import yaml

# Below this many occurrences in jieba's corpus a word is rare, and its tag a guess.
FREQUENT = 8
NOUN_ENDINGS = frozenset(
    "长官员者家法力性度量品费款业师生子头儿学人手口心声光色气会书单卡站点区村组班队社厂店馆院校所室局"
    "部处科委团党民户童路桥渠车船机器具物粮菜果林草地田水电网房屋楼墙门窗药病课节日月年"
)
TARGET = Path(__file__).parents[1] / "src/djledger/knowledge"


def main() -> None:
    """Write the list."""
    known = {
        word
        for name in ("verbs", "nouns")
        for group in yaml.safe_load((TARGET / f"{name}.yaml").read_text("utf-8"))
        for word in group["words"].split()
    }
    found = []
    for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, count, tag = line.split(" ")
        if (
            len(word) == 2
            and tag == "v"
            and int(count) >= FREQUENT
            and word not in known
            and word[1] not in NOUN_ENDINGS
        ):
            found.append(word)
    (TARGET / "common_verbs.txt").write_text(" ".join(sorted(found)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
