"""Holds a published site against the packages, without anything that made the site.

The packages are read as bare CSV, the verdicts derived a second time from the published rules, and
the site's HTML, CSV and JSON read back. What it shares with the making of the site are plain
words and units, never a stage.

records   rows of a package's tables, and what follows from them
verdicts  the published rules, a second time
figures   numbers in a sentence -> exact values
tally     what the site says beside what the data say; counts and findings
pages     the HTML of a place and its indicators
tables    CSV
answers   JSON
copies    checksums, files of packages, released versions
timestamps  proofs of when a list of checksums existed
"""

from scripts.audit.answers import check_answers
from scripts.audit.copies import check_aliases, check_package_files, check_sums, check_twins
from scripts.audit.pages import check_pages
from scripts.audit.records import PlaceRecords, read_place
from scripts.audit.tables import check_tables
from scripts.audit.tally import Tally

__all__ = [
    "PlaceRecords",
    "Tally",
    "check_aliases",
    "check_answers",
    "check_package_files",
    "check_pages",
    "check_sums",
    "check_tables",
    "check_twins",
    "read_place",
]
