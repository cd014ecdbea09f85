"""What people did to a workbook, carried over to what the reports say now.

base: the ledger as djledger last wrote it (it stands in the hidden sheet of the workbook);
theirs: the rows of the sheet 台账 as they are now; ours: the ledger of a new extraction.
`rows` holds what was read, `align` finds the same fact again, `three_way` decides.
"""
