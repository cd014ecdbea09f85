"""Ledgers beside ledgers: merged over places and periods, and compared with each other.

`union` makes one ledger of several, `totals` the table of their figures, `difference` says
what became of one ledger in another. How figures of a place become one stands in `settle`, how
those of several places do in `totals`, and nowhere else.
"""
