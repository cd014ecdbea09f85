"""Reports in, ledgers out."""
