"""What a few indicators' pages say, kept as golden files to be read by a person.

Each is the page's Markdown, then line by line what the theme adds to it from the view.

`invoke golden` writes them anew; the difference is then reviewed like any other change.
"""

import difflib
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

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


def added_lines(page):
    """The chart, the tables and the sources of a page, an element a line, links with addresses."""
    (body,) = LexborHTMLParser(page.read_text(encoding="utf-8")).css(".indicator-body")
    elements = body.css("h2, h3, p, tr, figure")
    heads = [number for number, one in enumerate(elements) if one.tag == "h2"]
    for one in elements[heads[1 if body.css("h3[id^='t-']") else 0] :]:
        cells = one.css("th, td") if one.tag == "tr" else [one]
        links = "".join(f" <{link.attributes['href']}>" for link in one.css("a"))
        yield f"{one.tag}: {' | '.join(' '.join(cell.text().split()) for cell in cells)}{links}"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_as_it_was_approved(name, built, request):
    folders, _ = built
    source = folders.generated / "packages" / name
    page = folders.output / name.removesuffix(".md") / "index.html"
    text = source.read_text(encoding="utf-8") + "\n".join(added_lines(page)) + "\n"
    path = GOLDEN / name.replace("/", "_")
    if request.config.getoption("--renew-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    approved = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        approved.splitlines(), text.splitlines(), "approved", "rendered", lineterm=""
    )
    assert text == approved, "\n".join(difference)
