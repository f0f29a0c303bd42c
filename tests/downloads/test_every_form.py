"""What came of a promise stands in every form in which it is handed out: evidence, body, verdict.

A built site of the invented place, with a statement and a responsible body for one promise.
"""

import io
import json
import shutil
import sqlite3
import zipfile

import openpyxl
import pandas as pd
import pytest

from scripts.audit.run import prove_site
from scripts.build.site import ROOT, Folders, build_site
from scripts.package.read import read_schemas

BRIDGE = "2024-qingshi-bridge-opening"
TABLES = {
    "evidence": f"bridge-opened,{BRIDGE},2024-11-05,done,,青石大桥通车,The bridge is open,,"
    "invented-bulletin,2025-03-01,,",
    "bodies": "transport,青石市交通运输局,Qingshi Transport Bureau,",
    "responsibilities": f"{BRIDGE},transport,lead,invented-report",
}
ID, STATEMENT, BODY, NAME = "bridge-opened", "青石大桥通车", "transport", "青石市交通运输局"
PAGE, DATA = "qingshi/indicators/qingshi-bridge-opening/", "data/qingshi/"
FLAT, WHOLE, SOURCES = (
    {ID, BODY, "reason"},
    {STATEMENT, NAME, "reason"},
    {ID, STATEMENT, BODY, NAME},
)
FORMS = {
    **{f"{PAGE}qingshi-bridge-opening.{form}": FLAT for form in ("csv", "xlsx")},
    **{f"{PAGE}qingshi-bridge-opening.{form}": WHOLE | FLAT for form in ("json", "zip")},
    f"{PAGE}index.html": WHOLE,
    f"{PAGE}index.md": WHOLE,
    f"{PAGE}feed.xml": WHOLE,
    **{f"qingshi/targets/targets.{form}": FLAT for form in ("csv", "xlsx")},
    **{f"qingshi/reports/2024/2024.{form}": FLAT for form in ("csv", "xlsx")},
    **{f"qingshi/sections/2024-2/2024-2.{form}": FLAT for form in ("csv", "xlsx")},
    "qingshi/reports/2024/2024.zip": SOURCES,
    "qingshi/sections/2024-2/2024-2.zip": SOURCES,
    **{
        f"data/{folder}ledger.{form}": WHOLE
        for folder in ("", "qingshi/")
        for form in ("csv", "json", "xlsx", "parquet", "sqlite", "zip")
    },
    **{f"{DATA}qingshi.{form}": WHOLE | SOURCES for form in ("xlsx", "sqlite", "zip")},
    **{f"{DATA}tables/evidence.{form}": {STATEMENT} for form in ("json", "parquet", "xlsx")},
    **{f"{DATA}tables/bodies.{form}": {NAME} for form in ("json", "parquet", "xlsx")},
    "api/v1/qingshi/targets.json": WHOLE | FLAT,
    "api/v1/qingshi/indicators/qingshi-bridge-opening.json": WHOLE | FLAT,
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("forms")
    for name in ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary"):
        shutil.copytree(ROOT / name, root / name)
    package = shutil.copytree(ROOT / "tests/packages/miniature", root / "datasets/qingshi")
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    schemas = read_schemas(ROOT / "datasets/schemas")
    for name, row in TABLES.items():
        columns = ",".join(one["name"] for one in schemas[name]["fields"])
        (package / f"{name}.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
        resource = {"name": name, "path": f"{name}.csv", "title": name, "schema": schemas[name]}
        descriptor["resources"].append({**descriptor["resources"][0], **resource})
    text = json.dumps(descriptor, ensure_ascii=False)
    (package / "datapackage.json").write_text(text, encoding="utf-8")
    folders = Folders(root=root, output=root / "output")
    result = build_site(folders, quiet=True)
    assert not result.findings, result.findings
    return folders


def read_text(name: str, data: bytes) -> str:
    """All cells and words of a file."""
    form = name.rpartition(".")[2]
    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        return "\n".join(
            str(cell)
            for sheet in sheets
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        )
    if form == "parquet":
        return pd.read_parquet(io.BytesIO(data)).to_csv()
    if form == "sqlite":
        base = sqlite3.connect(":memory:")
        base.deserialize(data)
        return "\n".join(base.iterdump())
    if form == "zip":
        archive = zipfile.ZipFile(io.BytesIO(data))
        return "\n".join(read_text(one, archive.read(one)) for one in archive.namelist())
    return data.decode()


@pytest.fixture(scope="module")
def reason(folders):
    """The verdict's arithmetic, as the API has it."""
    answer = json.loads((folders.output / "api/v1/qingshi/targets.json").read_bytes())
    verdict = next(one["verdict"] for one in answer["targets"] if one["id"] == BRIDGE)
    assert verdict["code"] == "met"
    return verdict["sentence"]["zh"]


@pytest.mark.parametrize("path", FORMS)
def test_evidence_body_and_reason_stand_in(folders, reason, path):
    text = read_text(path, (folders.output / path).read_bytes())
    missing = [one for one in FORMS[path] if (reason if one == "reason" else one) not in text]
    assert not missing


@pytest.mark.parametrize("word", [STATEMENT, NAME, ",met,"])
def test_verify_derives_them_again(folders, word):
    ledger = folders.output / DATA / "ledger.csv"
    assert not prove_site(folders.root, folders.output).findings
    before = ledger.read_bytes()
    assert word.encode() in before
    ledger.write_bytes(before.replace(word.encode(), b"x"))
    found = prove_site(folders.root, folders.output).findings
    ledger.write_bytes(before)
    assert "figure-differs" in {one.code for one in found if one.file == f"{DATA}ledger.csv"}
