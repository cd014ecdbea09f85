"""What a folder wants checked, and how: djledger.toml, the nearest one to each report.

Unknown keys and codes are errors: a typing error must not switch a check off in silence. What
a configuration or a baseline lets pass stays in the findings, marked.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from djledger import checks
from djledger.checks.period_conflict import bounds
from djledger.checks.submission import Member, Roster, Settings
from djledger.errors import UsageError
from djledger.model.finding import LEVELS, FailOn, Finding, Level, Suppressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from djledger.checks.submission import Submission
    from djledger.model.ledger import Ledger

NAMES = ("djledger.toml", ".djledger.toml")
FAIL_ON: tuple[FailOn, ...] = (*LEVELS, "never")
# Nobody may let these pass unseen.
NEVER_PASSED = frozenset({"DJ504", "DJ602"})
_TOP = {"extend": str, "catalogue": str, "check": dict}
_CHECK = {
    "select": list, "ignore": list, "fail-on": str, "severity": dict, "per-file-ignores": dict,
    "suppress": list, "mandatory": list, "period": str, "roster": str, "last": str, "jump": float,
    "baseline": str,
}  # fmt: skip
_SUPPRESS = {"code": str, "path": str, "quote": str, "reason": str, "by": str, "expires": date}
_NEEDED = ("code", "reason", "by")
_DEEPEST = 16  # files that extend each other


@dataclass(frozen=True, slots=True)
class Suppression:
    """A fault that is let pass: which, where, why, who says so, and until when."""

    code: str
    reason: str
    by: str
    path: str = "*"
    quote: str = ""
    expires: date | None = None
    origin: str = ""

    def meets(self, finding: Finding) -> bool:
        """Whether *finding* is what this is about."""
        at = finding.path.replace("\\", "/")
        named = fnmatch.fnmatchcase(at, self.path) or fnmatch.fnmatchcase(
            at.rpartition("/")[2], self.path
        )
        quoted = "".join(self.quote.split()) in "".join((finding.quote + finding.message).split())
        return finding.code == self.code and named and quoted


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration that holds for a folder. ``origin`` says which file set a key."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn = "error"
    severity: Mapping[str, str] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suppress: tuple[Suppression, ...] = ()
    mandatory: tuple[str, ...] = ()
    period: str = ""
    roster: str = ""
    last: str = ""
    jump: Decimal = Decimal("0.5")
    baseline: str = ""
    catalogue: str = ""
    origin: Mapping[str, str] = field(default_factory=dict)

    def codes(self, path: str = "") -> frozenset[str]:
        """Return the codes of the checks that apply to the report *path*."""
        ignored = [
            code
            for pattern, codes in self.per_file_ignores.items()
            if path
            and (
                fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(Path(path).name, pattern)
            )
            for code in codes
        ]
        return checks.selected(self.select, (*self.ignore, *ignored))

    def shown(self) -> dict[str, Any]:
        """Return every key with its value, as `djledger config show` prints them."""
        return {
            "check.select": list(self.select),
            "check.ignore": list(self.ignore),
            "check.fail-on": self.fail_on,
            "check.severity": dict(self.severity),
            "check.per-file-ignores": {k: list(v) for k, v in self.per_file_ignores.items()},
            "check.suppress": [
                f"{s.code} {s.path} {s.quote}".strip() + f" ({s.by}: {s.reason})"
                for s in self.suppress
            ],
            "check.mandatory": list(self.mandatory),
            "check.period": self.period,
            "check.roster": self.roster,
            "check.last": self.last,
            "check.jump": str(self.jump),
            "check.baseline": self.baseline,
            "catalogue": self.catalogue,
        }

    def digest(self) -> str:
        """Return 12 hex digits that change whenever the configuration does."""
        told = json.dumps(self.shown(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def find(start: Path) -> Path | None:
    """Return the configuration file nearest to *start*, upward to a repository's root."""
    start = start.resolve()
    folder = start if start.is_dir() else start.parent
    for above in (folder, *folder.parents):
        for name in NAMES:
            if (above / name).is_file():
                return above / name
        if (above / ".git").exists() or above == Path.home():
            return None
    return None


def load(path: Path | None) -> Config:
    """Return the configuration in the file *path* with what it extends; the defaults for None."""
    if path is None:
        return Config()
    values, origin = _values(path.resolve(), ())
    return replace(Config(**values), origin=origin)


def _values(path: Path, above: tuple[Path, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    if path in above or len(above) > _DEEPEST:
        raise UsageError(f"{path}：extend 绕成了圈", remedy="请删去其中一个 extend")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"{path}：打不开配置文件", why=error.strerror or "") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}：不是有效的 TOML", why=str(error), remedy="请检查引号、等号和方括号"
        ) from None
    _typed(path, data, _TOP, "")
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    if "extend" in data:
        values, origin = _values((path.parent / data["extend"]).resolve(), (*above, path))
    section = data.get("check", {})
    _typed(path, section, _CHECK, "check.")
    own = _read(path, section)
    if "catalogue" in data:
        own["catalogue"] = str(path.parent / data["catalogue"])
    suppress = (*values.get("suppress", ()), *own.pop("suppress", ()))
    values |= own | ({"suppress": suppress} if suppress else {})
    lines = text.splitlines()
    for key in (*section, *(("catalogue",) if "catalogue" in data else ())):
        name = key if key == "catalogue" else f"check.{key}"
        origin[name] = f"{path}:{_line(lines, key)}"
    return values, origin


def _line(lines: Sequence[str], key: str) -> int:
    """The line that sets *key*, from 1."""
    for k, text in enumerate(lines, 1):
        bare = text.strip()
        if bare.startswith((f"{key} ", f"{key}=")) or bare in {
            f"[check.{key}]",
            f"[[check.{key}]]",
        }:
            return k
    return 1


def _typed(path: Path, data: Mapping[str, Any], known: Mapping[str, type], prefix: str) -> None:
    for key, value in data.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise UsageError(
                f"{path}：不认识的配置项 {prefix}{key}",
                remedy=f"是不是 {prefix}{near[0]}？" if near else f"可用的有：{'、'.join(known)}",
            )
        kind: Any = (int, float) if known[key] is float else known[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise UsageError(f"{path}：{prefix}{key} 的写法不对", why=f"写的是 {value!r}")


def _read(path: Path, section: Mapping[str, Any]) -> dict[str, Any]:
    where = str(path)
    readers: dict[str, Callable[[Any], Any]] = {
        "select": lambda v: codes_of(v, where),
        "ignore": lambda v: codes_of(v, where),
        "mandatory": lambda v: tuple(map(str, v)),
        "fail-on": lambda v: choice(v, FAIL_ON, f"{where}：check.fail-on"),
        "severity": lambda v: {
            codes_of([code], where)[0]: choice(level, LEVELS, f"{where}：check.severity.{code}")
            for code, level in v.items()
        },
        "per-file-ignores": lambda v: {k: codes_of(codes, where) for k, codes in v.items()},
        "roster": lambda v: str(path.parent / v),
        "last": lambda v: str(path.parent / v),
        "baseline": lambda v: str(path.parent / v),
        "period": lambda v: period_of(v, where),
        "jump": lambda v: Decimal(str(v)),
        "suppress": lambda v: tuple(_suppression(path, item) for item in v),
    }
    return {key.replace("-", "_"): readers[key](value) for key, value in section.items()}


def _suppression(path: Path, item: Any) -> Suppression:
    if not isinstance(item, dict):
        raise UsageError(f"{path}：check.suppress 的写法不对", remedy="请写成 [[check.suppress]]")
    _typed(path, item, _SUPPRESS, "check.suppress.")
    for key in _NEEDED:
        if not item.get(key):
            raise UsageError(
                f"{path}：check.suppress 缺少 {key}", remedy="豁免要写明 code、reason 和 by"
            )
    code = codes_of([item["code"]], str(path))[0]
    if code in NEVER_PASSED:
        raise UsageError(f"{path}：{code} 不能豁免", remedy="请删去这一条")
    return Suppression(**{**item, "code": code}, origin=str(path))


def codes_of(given: Iterable[Any], where: str) -> tuple[str, ...]:
    """Return the codes that *given* names: codes, their beginnings, names, or all by ``ALL``."""
    found = []
    names = {c.name: c.code for c in checks.all_checks().values()}
    for item in given:
        code = names.get(str(item), "DJ" if item == "ALL" else str(item))
        if not checks.known(code):
            near = get_close_matches(str(item), [*checks.all_checks(), *names], 1, 0.5)
            raise UsageError(
                f"{where}：没有代码 {item}".removeprefix("："),
                why="DJ903",
                remedy=f"是不是 {near[0]}？" if near else "用 djledger rule 列出全部",
            )
        found.append(code)
    return tuple(found)


def choice(value: str, choices: Iterable[str], where: str) -> str:
    """Return *value* if it is one of *choices*."""
    if value not in choices:
        raise UsageError(f"{where} 不能是 {value}", remedy=f"可以是：{'、'.join(choices)}")
    return value


def period_of(value: str, where: str) -> str:
    """Return *value* if it names a period."""
    if value and bounds(value) is None:
        raise UsageError(
            f"{where}：时段 {value} 不对", remedy="写成 2024、2024H1、2024Q3 或 2024-09"
        )
    return value


def roster_of(path: str, period: str = "") -> Roster:
    """Return who has to report by the roster file *path*, and until when for *period*.

    The deadline is that of the period, or of the only one that the roster has.
    """
    from djledger.compare.places import read_roster  # noqa: PLC0415 -- start-up

    roster = read_roster(Path(path))
    lines = Path(path).read_text("utf-8-sig").splitlines()
    members = tuple(
        Member(m.name, m.also, next((k for k, row in enumerate(lines, 1) if m.name in row), 1))
        for m in roster.places
    )
    wanted = bounds(period)
    rounds = [
        r
        for r in roster.periods
        if (r.name == period or (wanted and r.end == wanted[1]) if period else True)
    ]
    return Roster(path, members, rounds[0].due if len(rounds) == 1 else None)


def settings(config: Config, last: Ledger | None = None, today: date | None = None) -> Settings:
    """Return what the checks are told."""
    return Settings(
        mandatory=config.mandatory,
        period=config.period,
        roster=roster_of(config.roster, config.period) if config.roster else None,
        last=last,
        jump=config.jump,
        today=today,
    )


def applied(
    found: Iterable[Finding],
    config_of: Callable[[str], Config],
    run: Config,
    baseline: Baseline | None,
    *,
    today: date,
    language: str,
) -> list[Finding]:
    """Return *found* with levels as configured, and with what is let pass marked as such."""
    used: set[Suppression] = set()
    expired: dict[Suppression, None] = {}
    done = []
    left = Counter(baseline.counts if baseline else {})
    every: dict[Suppression, None] = dict.fromkeys(run.suppress)
    for original in found:
        config = config_of(original.path) if original.path else run
        every |= dict.fromkeys(config.suppress)
        finding = original
        level = _severity(config, original.code)
        if level:
            finding = finding.model_copy(update={"level": level})
        rule = next((s for s in config.suppress if s.meets(finding)), None)
        mark = None
        if rule is not None:
            used.add(rule)
            if rule.expires and rule.expires < today:
                expired[rule] = None
            else:
                until = rule.expires.isoformat() if rule.expires else ""
                mark = Suppressed(kind="config", reason=rule.reason, by=rule.by, expires=until)
        if mark is None and finding.code not in NEVER_PASSED and left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            mark = Suppressed(kind="baseline")
        done.append(finding.model_copy(update={"suppressed": mark}) if mark else finding)
    codes = run.codes()
    for rule in expired:
        if "DJ902" in codes:
            until = str(rule.expires)
            done.append(_own("DJ902", rule, {"expires": until}, language, run))
    if "DJ901" in codes:
        done += [_own("DJ901", r, {}, language, run) for r in every if r not in used]
        stale = sum(left.values())
        if baseline is not None and stale:
            done.append(_stale(baseline, stale, language, run))
    return done


def _severity(config: Config, code: str) -> str:
    """The level that the configuration gives *code*: the longest beginning wins."""
    return max(
        ((len(k), v) for k, v in config.severity.items() if code.startswith(k)), default=(0, "")
    )[1]


def _own(code: str, rule: Suppression, more: dict[str, str], language: str, run: Config) -> Finding:
    args = {"rule": rule.code, "reason": rule.reason} | more
    return _told(code, "", args, rule.origin, language, run)


def _level(name: str) -> Level | None:
    return next((level for level in LEVELS if level == name), None)


def _stale(baseline: Baseline, count: int, language: str, run: Config) -> Finding:
    return _told("DJ901", "baseline", {"count": str(count)}, baseline.path, language, run)


def _told(
    code: str, says: str, args: dict[str, str], path: str, language: str, run: Config
) -> Finding:
    check = checks.all_checks()[code]
    message = check.messages[says][language != "zh"].format_map(args)
    key = hashlib.sha256("\0".join((code, *args.values())).encode()).hexdigest()[:16]
    return Finding(
        code=code,
        name=check.name,
        level=_level(_severity(run, code)) or check.level,
        message=message,
        message_id=code + (f".{says}" if says else ""),
        args=args,
        path=path,
        fingerprint=key,
    )


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings that were there before: how many of each fingerprint."""

    path: str
    counts: Mapping[str, int]
    rows: tuple[Mapping[str, Any], ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


BASELINE_FORMAT = "djledger-baseline/1"


def baseline_of(path: str) -> Baseline:
    """Return the baseline in the file *path*."""
    try:
        data = json.loads(Path(path).read_text("utf-8"))
        data = {BASELINE_FORMAT: data}[data["format"]]  # no other format is known
        counts = {str(row["fingerprint"]): int(row["count"]) for row in data["findings"]}
    except OSError as error:
        raise UsageError(f"{path}：打不开基线", why=error.strerror or "") from None
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path}：不是基线文件", why=str(error), remedy="用 djledger baseline create 重新生成"
        ) from None
    said = {key: value for key, value in data.items() if key not in {"format", "findings"}}
    return Baseline(path, counts, tuple(data["findings"]), said)


def baseline_rows(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return *found* as the rows of a baseline: no line, no column, no path."""
    rows: dict[str, dict[str, Any]] = {}
    for f in found:
        if f.code in NEVER_PASSED or f.code in {"DJ901", "DJ902"}:
            continue
        row = rows.setdefault(
            f.fingerprint,
            {
                "code": f.code, "unit": f.place, "period": f.period, "indicator": f.indicator,
                "fingerprint": f.fingerprint, "count": 0,
            },
        )  # fmt: skip
        row["count"] += 1
    return sorted(rows.values(), key=lambda r: (r["code"], r["unit"], r["fingerprint"]))


def baseline_text(rows: Iterable[Mapping[str, Any]], **said: str) -> bytes:
    """Return the baseline file of *rows*, with who made it, why and until when."""
    data = {"format": BASELINE_FORMAT, **{k: v for k, v in said.items() if v}, "findings": [*rows]}
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode()


def submission_config(explicit: Path | None, *, isolated: bool) -> Callable[[str], Config]:
    """Return what gives each path its configuration; each file is read once."""
    made: dict[Path | None, Config] = {}
    nearest: dict[Path, Path | None] = {}

    def config_of(path: str) -> Config:
        file = explicit
        if file is None and not isolated:
            folder = Path(path).resolve().parent if path else Path.cwd()
            if folder not in nearest:
                nearest[folder] = find(folder) if folder.is_dir() else None
            file = nearest[folder]
        if file not in made:
            made[file] = load(file)
        return made[file]

    return config_of


def narrowed(config: Config, select: Iterable[str], ignore: Iterable[str]) -> Config:
    """Return *config* with what a command line or a caller selects instead, and ignores too."""
    chosen, left = codes_of(select, ""), codes_of(ignore, "")
    return replace(config, select=chosen or config.select, ignore=(*config.ignore, *left))


def wanted(
    config_of: Callable[[str], Config], run: Config
) -> Callable[[Submission | None], frozenset[str]]:
    """Return what says which codes apply to a submission, or to the run."""

    def codes(submission: Submission | None) -> frozenset[str]:
        if submission is None:
            return run.codes()
        return config_of(submission.path).codes(submission.path)

    return codes
