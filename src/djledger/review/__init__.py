"""The review page, and what a person said on it.

A ledger and its report become one HTML page (`page`); what is confirmed, corrected, doubted,
struck out or added there comes back as a file and goes into the ledger (`corrections`).
"""

from __future__ import annotations
