"""What can stop a run, and the exit code each one ends with.

* DjledgerError
  - UsageError        2   the command line or the configuration asks for something impossible
  - KnowledgeError    2   a catalogue file is wrong
  - InputError        3   a report or a ledger cannot be read
  - DefectError      70   djledger itself broke one of its own rules

Trouble *in* a report is never raised: it is data, and it is returned.
"""

from __future__ import annotations


class DjledgerError(Exception):
    """Base of everything djledger raises on purpose.

    ``what`` names the trouble, ``why`` the evidence and ``remedy`` the next step; the command
    line prints the three on a line each. All are in Chinese: they are for the person who
    submitted the file. ``code`` is the finding code (DJ0xx) where the trouble has one.
    """

    exit_code = 1

    def __init__(self, what: str, *, why: str = "", remedy: str = "", code: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy
        self.code = code


class UsageError(DjledgerError):
    """The command line or the configuration asks for something impossible."""

    exit_code = 2


class KnowledgeError(DjledgerError):
    """A catalogue file is wrong."""

    exit_code = 2


class InputError(DjledgerError):
    """A report or a ledger cannot be read."""

    exit_code = 3


class DefectError(DjledgerError):
    """djledger itself broke one of its own rules."""

    exit_code = 70
