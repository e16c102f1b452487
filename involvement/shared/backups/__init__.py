"""Keeping and bringing back everything: database and files, with the count and digest of every table."""
