"""A draft report is seen in the preview, absent from what is published, and blocks nobody."""

import json

import pytest

from scripts.audit.run import prove_site
from scripts.build.site import build_site, read_all, validate
from scripts.package.drafts import list_drafts, without_drafts


@pytest.fixture
def with_draft(project):
    """The report of 2024 is a draft, and one of its rows is wrong."""
    folder = project.datasets / "pingdingshan"
    path = folder / "reports.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [
        one.rstrip().removesuffix("published") + "draft\n" if one.startswith("2024,") else one
        for one in lines
    ]
    path.write_text("".join(changed), encoding="utf-8")
    targets = folder / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(
        text.replace("粮食产量225万吨以上", "粮食产量226万吨以上", 1), encoding="utf-8"
    )
    return project


def test_a_draft_report_blocks_nobody_and_is_not_published(with_draft):
    folders = with_draft
    assert list_drafts(folders.datasets) == ["pingdingshan 2024"]
    packages = read_all(folders)
    assert {one.code for one in validate(folders, packages)}
    assert validate(folders, without_drafts(packages)) == []
    result = build_site(folders, quiet=True)
    assert result.findings == ()
    output = folders.output
    assert (output / "pingdingshan/reports/2025/index.html").is_file()
    assert not (output / "pingdingshan/reports/2024").exists()
    published = (output / "data/pingdingshan/targets.csv").read_text(encoding="utf-8")
    assert ",2024," in (folders.datasets / "pingdingshan/targets.csv").read_text(encoding="utf-8")
    assert "2024-grain" not in published
    assert prove_site(folders.root, output).findings == ()
    descriptor = json.loads((output / "data/pingdingshan/datapackage.json").read_bytes())
    assert "documents/2024.md" not in [one["path"] for one in descriptor["resources"]]
