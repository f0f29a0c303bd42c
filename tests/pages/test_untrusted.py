"""Text from the data shows itself, whatever it says, and nothing in it runs."""

import csv
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.build.site import Folders, build_site
from scripts.commands.serve import start_server

pytestmark = pytest.mark.browser

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "[链接](javascript:alert(4))",
    "{{ 7 * 7 }}{% raw %}",
    "`code` **bold** _em_ | cell",
    "]]></desc><script>alert(5)</script>",
    "</title></head><script>alert(6)</script>",
    "{: onclick=alert(7) }",
]


def attack(folders: Folders, text: str) -> None:
    """Put a text into the names, notes, titles and descriptions that pages show."""
    package = folders.root / "datasets/pingdingshan"
    cell = '"' + text.replace('"', '""') + '"'
    indicators = (package / "indicators.csv").read_text(encoding="utf-8")
    lines = indicators.split("\n")
    number = next(i for i, line in enumerate(lines) if line.startswith("grain-output,"))
    lines[number] = f"grain-output,{cell},{cell},万吨,up,0,{cell},{cell},rural"
    (package / "indicators.csv").write_text("\n".join(lines), encoding="utf-8")
    attack_vocabulary(folders.datasets / "vocabulary/indicators.csv", text)
    sources = (package / "sources.csv").read_text(encoding="utf-8")
    title = sources.split("\n")[1].split(",")[1]
    (package / "sources.csv").write_text(sources.replace(title, cell, 1), encoding="utf-8")
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    descriptor["description"] += text
    descriptor["keywords"].append(text)
    (package / "datapackage.json").write_text(
        json.dumps(descriptor, ensure_ascii=False), encoding="utf-8"
    )


def attack_vocabulary(path: Path, text: str) -> None:
    """The same text in the vocabulary's row: a shared indicator has the same cells in both."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hostile = ("name_zh", "name_en", "definition_zh", "definition_en")
    row = next(one for one in rows if one["indicator_id"] == "grain-output")
    row |= {**dict.fromkeys(hostile, text), "decimals": "0"}
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def test_hostile_text_is_shown_to_the_letter_and_runs_nowhere(open_page, project):
    text = " ".join(ATTACKS)
    attack(project, text)
    result = build_site(project, quiet=True)
    assert result.findings == ()
    server = start_server(project.output, 0)
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        for path in (
            "pingdingshan/indicators/grain-output/",
            "pingdingshan/targets/",
            "pingdingshan/sources/",
            "pingdingshan/reports/2024/",
            "data/pingdingshan/",
            "",
        ):
            page: Page = open_page(address)
            dialogs = []
            page.on("dialog", lambda dialog, seen=dialogs: (seen.append(1), dialog.dismiss()))
            page.goto(address + path)
            assert dialogs == []
            assert page.locator("main script, main [onerror], main [onload]").count() == 0
        page.goto(f"{address}pingdingshan/indicators/grain-output/")
        expect(page.get_by_role("heading", level=1)).to_have_text(text)
        page.goto(f"{address}pingdingshan/indicators/grain-output/grain-output.svg")
        assert page.locator("script").count() == 0
    finally:
        server.shutdown()
        server.server_close()
