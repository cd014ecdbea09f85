"""Who on the roster a submission is from."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from djledger.checks.submission import Member, Roster, Run, Submission

_ABOUT = re.compile(r"^(?:中共|中国共产党)|(?:委员会|党委|党工委|人民政府|政府|办事处)$")


def core(name: str) -> str:
    """Return *name* without what is not the place: 中共青石镇委员会 → 青石镇."""
    return _ABOUT.sub("", _ABOUT.sub("", name.strip()))


def member_of(submission: Submission, roster: Roster) -> Member | None:
    """Return whom *submission* is from: by its place, else by its file's name."""
    place = core(submission.place)
    if place:
        for member in roster.members:
            names = [core(n) for n in (member.name, *member.also)]
            if place in names or any(place.endswith(n) for n in names):
                return member
        return None
    stem = submission.path.rpartition("/")[2]
    return next((m for m in roster.members if any(n in stem for n in (m.name, *m.also))), None)


def received(run: Run) -> dict[str, list[Submission]]:
    """Return the submissions of each member of the roster, by name."""
    found: dict[str, list[Submission]] = {}
    if run.settings.roster is not None:
        for submission in run.read:
            member = member_of(submission, run.settings.roster)
            if member is not None:
                found.setdefault(member.name, []).append(submission)
    return found


def nearest(name: str, roster: Roster) -> str:
    """Return the name of the roster that is most like *name*, '' if none is."""
    names = [n for m in roster.members for n in (m.name, *m.also)]
    return next(iter(get_close_matches(name, names, 1, 0.4)), "")
