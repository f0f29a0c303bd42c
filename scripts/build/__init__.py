"""The order of the steps: packages, pages, Pelican, search index, checks, swap.

Only this room knows the order. `site` is the entry.
"""
