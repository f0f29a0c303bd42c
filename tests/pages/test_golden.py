"""What a few indicators' pages say, kept as golden files to be read by a person.

Each is the page's Markdown, which has all that the page says.

`invoke golden` writes them anew; the difference is then reviewed like any other change.
"""

import difflib
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = [
    "pingdingshan/indicators/grain-output.md",
    "pingdingshan/indicators/urban-new-jobs.md",
    "pingdingshan/indicators/scenic-areas-3a.md",
    "pingdingshan/indicators/shahe-navigation.md",
    "pingdingshan/indicators/pm25-reduction.md",
    "pingdingshan/indicators/gdp-growth.md",
    "en/pingdingshan/indicators/gdp-growth.md",
    "en/pingdingshan/indicators/afforestation.md",
]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_as_it_was_approved(name, built, request):
    folders, _ = built
    source = folders.generated / "pages" / name
    text = source.read_text(encoding="utf-8")
    path = GOLDEN / name.replace("/", "_")
    if request.config.getoption("--renew-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    approved = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        approved.splitlines(), text.splitlines(), "approved", "rendered", lineterm=""
    )
    assert text == approved, "\n".join(difference)
