"""Reads cases written down by others and answers them with the same functions as the pages.

Three layouts: cases by hand, whole households by group, and this project's own (facts by the names of `facts.py`).
"""
