"""Versions of a package that one can cite: what changed, how much that weighs, what is on record.

number     semantic version numbers
changes    two states of a package -> what changed, and the level of the change
records    the table of released versions of a package, as it stands in `datasets/releases/`
changelog  changes in words
values     how published figures changed from version to version
"""

from scripts.versions.changelog import render_entry
from scripts.versions.changes import PackageChanges, derive_changes
from scripts.versions.number import Level, Version
from scripts.versions.records import Record, RecordError, parse_records, render_records, sum_package
from scripts.versions.values import ValueChange, derive_value_changes

__all__ = [
    "Level",
    "PackageChanges",
    "Record",
    "RecordError",
    "ValueChange",
    "Version",
    "derive_changes",
    "derive_value_changes",
    "parse_records",
    "render_entry",
    "render_records",
    "sum_package",
]
