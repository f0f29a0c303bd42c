"""Atom feeds of verdicts, corrections and releases."""
