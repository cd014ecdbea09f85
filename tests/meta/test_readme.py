"""What the README files and the docs show is what happens.

```console blocks are run line by line in a copy of examples/, in one shell, and what they print
(stdout and stderr) is compared with what the block shows. `…` stands for any text: within a line,
or on a line of its own for any lines. A command with nothing under it may print anything.
A command that fails is followed by `$ echo $?`. ```pycon blocks are doctests in the same folder.
```sh blocks install things and are not run; each line is one that we know.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
INSTALL = re.compile(r"git clone \S+|cd djledger|make( [a-z-]+)?|pip install (\.|'\.\[dev\]')")
END = "\x1e"


def language_of(page):
    """README.en.md is for readers of English, every other page for readers of Chinese."""
    return "en" if page.name.endswith(".en.md") else "zh"


def blocks(info):
    fence = re.compile(rf"^```{info}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in fence.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            place = f"{page.relative_to(ROOT)}:{line}"
            found.append(pytest.param(page, block[1], id=place))
    return found


def steps(block):
    """Pairs of a command and the lines shown under it."""
    pairs = []
    for line in block.splitlines():
        if line.startswith("$ "):
            pairs.append((line[2:], []))
        else:
            pairs[-1][1].append(line)
    return pairs


def shown(lines):
    """The pattern that printed text must match for what is shown."""
    pattern = ""
    for line in lines:
        if line == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r".*?".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.compile(pattern)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of examples/, as the current folder."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path / "examples")
    return tmp_path / "examples"


def run(commands, folder, language):
    """What each command prints, and the exit status of the last."""
    script = "".join(
        f"{c}\nlast=$?; printf '{END}%s\\n{END}' $last; (exit $last)\n" for c in commands
    )
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "DJLEDGER_LANG": language,
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "CI"):
        environment.pop(name, None)
    bash = None if sys.platform == "win32" else shutil.which("bash")
    if bash is None:
        pytest.skip("the commands of the README are for bash, and there is none")
    done = subprocess.run(
        [bash, "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    parts = done.stdout.decode("utf-8").split(END)
    return list(zip(parts[0::2], map(int, parts[1::2]), strict=False))


@pytest.mark.golden
@pytest.mark.parametrize(("page", "block"), blocks("console"))
def test_console(page, block, folder, update_golden):
    pairs = steps(block)
    results = run([command for command, _ in pairs], folder, language_of(page))
    assert len(results) == len(pairs), "a command ended the shell"
    if update_golden:
        rewrite(page, block, pairs, results)
        return
    following = [command for command, _ in pairs[1:]] + [""]
    for (command, lines), (printed, status), after in zip(pairs, results, following, strict=True):
        if lines:
            assert shown(lines).fullmatch(printed), f"$ {command}\n{printed}"
        assert status == 0 or after == "echo $?", f"$ {command}\n{printed}"


def rewrite(page, block, pairs, results):
    """Show what is printed now, except where something is left out on purpose."""
    lines = []
    for (command, old), (printed, _) in zip(pairs, results, strict=True):
        kept = not old or any("…" in line for line in old)
        lines += [f"$ {command}", *(old if kept else printed.splitlines())]
    text = page.read_text(encoding="utf-8")
    new = "".join(f"{line}\n" for line in lines)
    page.write_text(text.replace(f"\n{block}```", f"\n{new}```", 1), encoding="utf-8")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("page", "block"), blocks("pycon"))
def test_python(page, block, monkeypatch):
    monkeypatch.setenv("DJLEDGER_LANG", language_of(page))
    test = doctest.DocTestParser().get_doctest(block, {}, "README", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    output = []
    runner.run(test, out=output.append)
    assert runner.failures == 0, "".join(output)


@pytest.mark.parametrize(("page", "block"), blocks("sh"))
def test_install_lines_are_known(page, block):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in block.splitlines():
        command = line.split("#")[0].strip()
        assert INSTALL.fullmatch(command), f"{page.name}: {line}"
        if command.startswith("make "):
            assert command.split()[1] in targets


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_each_readme_shows_something(page):
    ids = [p.id for p in [*blocks("console"), *blocks("pycon")]]
    assert sum(i.startswith(f"{page}:") for i in ids) >= 4


def test_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)[)#]", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    ("lines", "printed", "same"),
    [
        (["a", "…"], "a\n", True),
        (["a", "…", "d"], "a\nb\nc\nd\n", True),
        (["a", "…", "d"], "a\nb\nc\n", False),
        (["a 12…z"], "a 12345 z\n", True),
        (["a 12…z"], "a 12345\nz\n", False),
        (["a.c"], "abc\n", False),
        (["a"], "a\nb\n", False),
    ],
)
def test_elision(lines, printed, same):
    assert bool(shown(lines).fullmatch(printed)) is same


def test_demo_can_be_run_twice(folder):
    """`make demo` is the first thing that a new user tries."""
    demo = "sh examples/demo.sh djledger out"
    results = run([f"cd .. && {demo}", demo, "ls out"], folder, "zh")
    assert [status for _, status in results] == [0, 0, 0]
    reports = {path.stem for path in folder.glob("*.txt")}
    assert set(results[2][0].split()) == {"examples.xlsx", *(f"{name}.yaml" for name in reports)}
    assert "quote: " in results[0][0]
