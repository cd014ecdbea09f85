"""Identity numbers, telephones and bank cards, and how they are hidden.

Identity numbers by GB 11643 (the last digit is a checksum, ISO 7064 MOD 11-2), bank cards by
Luhn's formula (ISO/IEC 7812).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from djledger.checks import Problem, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from djledger.checks.submission import Submission

_ID = r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_MOBILE = r"1[3-9]\d(?:[- ]?\d{4}){2}"
_CARD = r"(?:62|4\d|5[1-5])\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?"
_PERSONAL = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?P<id>{_ID})|(?P<card>{_CARD})|(?P<mobile>{_MOBILE}))(?![0-9A-Za-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind (id, card, mobile) of personal data in *text*."""
    for match in _PERSONAL.finditer(text):
        kind = str(match.lastgroup)
        digits = re.sub("[ -]", "", match[0])
        real = {"id": _is_id, "card": _is_card}.get(kind)
        if real is None or real(digits):
            yield match.start(), match.end(), kind


def redacted(text: str) -> str:
    """Return *text* with the middle of all personal data hidden.

    >>> redacted("联系电话13800138000。")
    '联系电话138****8000。'
    """
    if sum(c.isdigit() for c in text) < 11:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, _ in find(text):
        pieces += text[done:start], f"{text[start : start + 3]}****{text[end - 4 : end]}"
        done = end
    return "".join(pieces) + text[done:]


def _is_id(digits: str) -> bool:
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=False))
    return _CHECKS[total % 11] == digits[-1].upper()


def _is_card(digits: str) -> bool:
    doubled = (int(d) * (1 + k % 2) for k, d in enumerate(reversed(digits)))
    return 16 <= len(digits) <= 19 and sum(d - 9 * (d > 9) for d in doubled) % 10 == 0


@check(
    "DJ601",
    "personal-data",
    "warning",
    says={
        "id": ("含身份证号 {masked}", "holds an identity number: {masked}"),
        "card": ("含银行卡号 {masked}", "holds the number of a bank card: {masked}"),
        "mobile": ("含手机号 {masked}", "holds a mobile number: {masked}"),
    },
    english="""The report holds personal data.

    Identity numbers (with a valid checksum), mobile numbers, bank cards. A ledger counts
    people, it does not list them: take it out. Every output of djledger masks it.
    """,
)
def personal(submission: Submission) -> Iterator[Problem]:
    """含有个人信息。

    身份证号（校验位相符）、手机号、银行卡号。台账只数人，不列人，请删去。各种输出一律遮蔽。
    """
    for start, end, kind in find(submission.text):
        masked = redacted(submission.text[start:end])
        yield Problem(submission.span(start, end), {"masked": masked}, says=kind)
