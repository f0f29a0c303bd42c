"""Versions of the data: what a change weighs, what a release leaves, what nobody can change."""

import csv
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scripts.audit.run import prove_site
from scripts.build.site import ROOT, Folders, build_site, read_all, validate
from scripts.commands.serve import start_server
from scripts.core.archives import render_checksums
from scripts.core.compressed import file_of
from scripts.core.files import read_tree
from scripts.desk.release import ReleaseRefusedError, propose, release
from scripts.package.raw import RawPackage
from scripts.package.tabular import derive_dataset
from scripts.versions import RecordError, Version, derive_changes, parse_records
from scripts.versions.released import read_history, read_records
from tests.authority import Authority
from tests.axe import run_axe
from tests.packages.make import write_package

FIELDS = [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}]
ROWS = [["a", "1"], ["b", "2"]]
LICENCE = [{"name": "CC0-1.0"}]


def package(rows=ROWS, fields=FIELDS, extra=(), **said):
    """A package of one table with a key, as it would be read."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([[f["name"] for f in fields], *rows])
    schema = {"fields": fields, "primaryKey": "id"}
    resources = [{"name": "t", "path": "t.csv", "schema": schema}]
    files = {"t.csv": buffer.getvalue().encode(), "datapackage.json": b"{}"}
    for name in extra:
        resources.append({"name": name, "path": f"{name}.csv"})
        files[f"{name}.csv"] = b"x\n1\n"
    descriptor = {"name": "p", "licenses": LICENCE, "resources": resources, **said}
    return derive_dataset(
        RawPackage(
            name="p", folder="datasets/p", descriptor=descriptor, files=files, tables={}, texts={}
        )
    )


RETYPED = [FIELDS[0], {"name": "n", "type": "string"}]
RENAMED = [FIELDS[0], {"name": "number", "type": "integer"}]
MORE = [*FIELDS, {"name": "note", "type": "string"}]
CASES = {
    "nothing": (package(), None),
    "another number": (package([["a", "1"], ["b", "3"]]), "patch"),
    "another word": (package(title="Another"), "patch"),
    "only the number of the version": (package(version="9.9.9", created="2020"), None),
    "a row more": (package([*ROWS, ["c", "3"]]), "minor"),
    "a row more and one corrected": (package([["a", "9"], ["b", "2"], ["c", "3"]]), "minor"),
    "a field more": (package([[*row, ""] for row in ROWS], MORE), "minor"),
    "a table more": (package(extra=["u"]), "minor"),
    "a row less": (package([["a", "1"]]), "major"),
    "a field less": (package([["a"], ["b"]], FIELDS[:1]), "major"),
    "a field renamed": (package(ROWS, RENAMED), "major"),
    "a field retyped": (package(ROWS, RETYPED), "major"),
    "another licence": (package(licenses=[{"name": "CC-BY-4.0"}]), "major"),
    "rows in another order": (package([["b", "2"], ["a", "1"]]), None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_has_the_level_that_its_users_feel(case):
    after, level = CASES[case]
    assert derive_changes(package(), after).level == level


def test_a_table_less_is_major():
    assert derive_changes(package(extra=["u"]), package()).level == "major"


def test_changes_are_told_cell_by_cell():
    changes = derive_changes(package(), package([["a", "9"], ["c", "3"]]))
    (table,) = changes.tables
    assert [row.key for row in table.added] == ["c"]
    assert [row.key for row in table.removed] == ["b"]
    (changed,) = table.changed
    assert [(c.field, c.old, c.new) for c in changed.cells] == [("n", "1", "9")]
    assert changes.counts == (1, 1, 1)


_NUMBERS = st.tuples(*[st.integers(0, 99_999)] * 3)


@given(_NUMBERS, st.sampled_from(["major", "minor", "patch"]))
def test_every_level_raises_the_version(numbers, level):
    version = Version(*numbers)
    assert version.raised(level) > version
    assert Version.parse(str(version)) == version


@pytest.mark.parametrize("text", ["", "1", "1.0", "01.0.0", "1.0.0-a", "1.0.٠", "1.0.0\n"])
def test_what_is_no_version_is_refused(text):
    with pytest.raises(ValueError, match="version"):
        Version.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "version,date\n1.0.0,2026-01-01\n",
        "version,date,commit,sha256,level,note_zh,note_en\n1.1.0,,,,,,\n1.0.0,,,,,,\n",
        "version,date,commit,sha256,level,note_zh,note_en\nx,,,,,,\n",
    ],
)
def test_a_broken_record_is_refused(text):
    with pytest.raises(RecordError):
        parse_records(text)


class Project:
    """A project under git with one small package, no place."""

    def __init__(self, root):
        self.root = root
        self.folders = Folders(root=root, output=root / "output")
        for name in ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary"):
            shutil.copytree(ROOT / name, root / name)
        (root / ".gitignore").write_text("output/\n.build/\ncontent/generated/\n")
        self.write([["a", "1"], ["b", "2"]])
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "维护者")
        self.git("config", "user.email", "m@example.org")
        self.commit("first")

    def git(self, *arguments):
        command = ["git", "-C", str(self.root), *arguments]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        return done.stdout

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def write(self, rows, fields=FIELDS, version="1.0.0"):
        descriptor = {
            "name": "p",
            "title": "一个小数据包",
            "version": version,
            "licenses": LICENCE,
            "resources": [
                {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": "id"}}
            ],
        }
        text = "\n".join(",".join(row) for row in [[f["name"] for f in fields], *rows])
        write_package(self.root / "datasets/p", descriptor, {"t.csv": f"{text}\n"})

    def raw(self):
        (raw,) = read_all(self.folders, ["p"])
        return raw

    def release(self, date):
        proposal = propose(self.root, self.folders.datasets, self.raw())
        return release(self.root, self.folders.datasets, proposal, date=date, notes=("改", "fix"))

    def build(self, *, complete=True):
        return build_site(self.folders, quiet=True, complete=complete)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Three releases: the first, a correction, a field more."""
    made = Project(tmp_path_factory.mktemp("versions"))
    made.release("2026-01-01")
    made.write([["a", "1"], ["b", "3"]])
    made.commit("correct b")
    made.release("2026-02-01")
    made.write([["a", "1", "x"], ["b", "3", ""]], MORE, version="1.0.1")
    made.commit("add notes")
    made.release("2026-03-01")
    result = made.build()
    assert not result.findings, result.findings
    return made


def test_releases_are_numbered_recorded_and_tagged(project):
    records = read_records(project.folders.datasets, "p")
    assert [(r.version, r.level) for r in records] == [
        ("1.0.0", "first"),
        ("1.0.1", "patch"),
        ("1.1.0", "minor"),
    ]
    assert project.git("tag").split() == ["p/1.0.0", "p/1.0.1", "p/1.1.0"]
    assert project.raw().descriptor["version"] == "1.1.0"
    log = (project.folders.datasets / "releases/p.md").read_text(encoding="utf-8")
    assert log.index("## 1.1.0") < log.index("## 1.0.1") < log.index("## 1.0.0")
    assert "n：2 → 3" in log
    assert not project.git("status", "--porcelain")


def test_published_versions_are_held_against_git(project, tmp_path):
    site = shutil.copytree(project.folders.output, tmp_path / "site")
    assert prove_site(project.root, site).findings == ()
    for path in ("1.0.0/t.csv", "latest/t.csv"):
        (site / "data/p" / path).write_text("id,n\na,7\n", encoding="utf-8")
    (site / "data/p/1.0.1/t.csv").unlink()
    (site / "SHA256SUMS").unlink()
    files = {path: data for path, data in read_tree(site).items() if file_of(path) is None}
    (site / "SHA256SUMS").write_bytes(render_checksums(files))
    found = prove_site(project.root, site).findings
    assert {one.file.removeprefix("data/p/") for one in found} == {
        "1.0.0/t.csv",
        "1.0.1/t.csv",
        "latest/t.csv",
    }


def test_a_version_stands_beside_its_checksums_and_their_timestamp(project, tmp_path):
    folder = shutil.copytree(project.root, tmp_path / "stamped", symlinks=True)
    record = read_records(folder / "datasets", "p")[0]
    sums = project.folders.output / "data/p/1.0.0/SHA256SUMS"
    assert hashlib.sha256(sums.read_bytes()).hexdigest() == record.sha256
    subprocess.run(["sha256sum", "--check", "--quiet", sums.name], cwd=sums.parent, check=True)
    authority = Authority.found(tmp_path / "tsa")
    proof = authority.stamp(sums.read_bytes())
    (folder / "datasets/releases/p-1.0.0.tsr").write_bytes(proof)
    site = folder / "output"
    assert not build_site(Folders(root=folder, output=site), quiet=True).findings
    assert (site / "data/p/1.0.0/SHA256SUMS.tsr").read_bytes() == proof
    page = LexborHTMLParser((site / "data/p/1.0.0/index.html").read_bytes())
    assert page.css_first("a[href='SHA256SUMS.tsr']")
    stamps = {one.file: one.state for one in prove_site(folder, site, (), authority.root).stamps}
    assert stamps["data/p/1.0.0/SHA256SUMS"] == "verified"
    assert stamps["data/p/1.0.1/SHA256SUMS"] == "none"


def test_a_released_address_stays_with_who_released_it(tmp_path):
    project = Project(tmp_path)
    datasets = project.folders.datasets
    (datasets / "p").rename(datasets / "z")
    project.commit("move")
    (raw,) = read_all(project.folders)
    release(
        project.root,
        datasets,
        propose(project.root, datasets, raw),
        date="2026-01-01",
        notes=("改", "fix"),
    )
    shutil.copytree(datasets / "z", datasets / "a")
    packages = read_all(project.folders)
    assert [(raw.folder, raw.name) for raw in packages] == [
        ("datasets/a", "a"),
        ("datasets/z", "p"),
    ]
    assert [(one.file, one.code) for one in validate(project.folders, packages)] == [
        ("datasets/a/datapackage.json", "name-taken")
    ]


def test_nothing_changed_is_no_release(project):
    assert propose(project.root, project.folders.datasets, project.raw()) is None


def test_every_version_keeps_its_own_address(project):
    data = project.folders.output / "data" / "p"
    assert (data / "1.0.0/t.csv").read_text() == "id,n\na,1\nb,2\n"
    assert (data / "1.0.1/t.csv").read_text() == "id,n\na,1\nb,3\n"
    assert (data / "1.1.0/t.csv").read_text() == "id,n,note\na,1,x\nb,3,\n"
    for alias, version in (("latest", "1.1.0"), ("1", "1.1.0"), ("1.0", "1.0.1"), ("1.1", "1.1.0")):
        for file in sorted((data / version).rglob("*")):
            other = data / alias / file.relative_to(data / version)
            if file.is_file() and file.parent == data / version and file.name.startswith("index."):
                assert other.is_file()  # a page and its Markdown say their own address
            elif file.is_file():
                assert other.read_bytes() == file.read_bytes()
    descriptor = json.loads((data / "1.0.1/datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["version"] == "1.0.1"
    assert {"p.xlsx", "p.sqlite", "p.zip", "changes.csv"} <= {
        file.name for file in (data / "1.0.1").iterdir()
    }


def words(project, path):
    html = (project.folders.output / path / "index.html").read_text(encoding="utf-8")
    return LexborHTMLParser(html)


def test_an_old_version_says_that_it_is_superseded(project):
    old = words(project, "data/p/1.0.0")
    assert "1.1.0" in old.css_first("blockquote").text()
    newest = words(project, "data/p/1.1.0")
    assert newest.css_first("blockquote") is None
    moving = words(project, "en/data/p/latest")
    assert "will change" in moving.css_first("blockquote").text()
    canonical = moving.css_first("link[rel=canonical]").attributes["href"]
    assert canonical.endswith("/en/data/p/1.1.0/")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_the_page_of_a_version_is_accessible(project, open_page, width, dark):
    server = start_server(project.folders.output, 0)
    try:
        address = f"http://127.0.0.1:{server.server_port}/data/p/1.0.1/"
        shown = open_page(address, width=width, dark=dark)
        assert run_axe(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        server.shutdown()
        server.server_close()


def test_a_version_lists_what_it_changed(project):
    changed = words(project, "data/p/1.0.1").css("h2:has(#changes) ~ ul li")
    assert "改动 b：n 2 → 3" in [item.text(strip=False).strip() for item in changed]
    with (project.folders.output / "data/p/1.0.1/changes.csv").open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ["table", "change", "row", "field", "old", "new"],
            ["t", "changed", "b", "n", "2", "3"],
        ]
    listed = [item.text() for item in words(project, "data/p").css("h2:has(#versions) ~ ul li a")]
    assert listed == ["1.1.0", "1.0.1", "1.0.0"]
    feed = (project.folders.output / "feeds/releases.xml").read_text(encoding="utf-8")
    assert feed.count("<entry>") == 3


def test_the_page_tells_whether_the_data_moved_on_since(project, tmp_path):
    assert "与最新的版本不同" not in words(project, "data/p").css_first("main").text()
    folder = tmp_path / "ahead"
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns("output", ".build"))
    with (folder / "datasets/p/t.csv").open("a") as file:
        file.write("c,4,\n")
    result = build_site(Folders(root=folder, output=folder / "output"), quiet=True)
    assert not result.findings
    html = (folder / "output/data/p/index.html").read_text(encoding="utf-8")
    assert "与最新的版本不同" in html
    assert "1.1.0 及其后的更改" in html
    # The released version, which does not change, is cited first; files say what they hold.
    cited = [node.text() for node in LexborHTMLParser(html).css("#cite pre")]
    assert "/data/p/1.1.0/" in cited[0]
    assert any("1.1.0 及其后的更改" in one for one in cited)
    with closing(sqlite3.connect(folder / "output/data/p/p.sqlite")) as base:
        about = dict(base.execute("SELECT * FROM _about"))
    assert about["version"] == "1.1.0 and later changes"
    assert "1.1.0 及其后的更改" not in words(project, "data/p").css_first("main").text()


def test_uncommitted_changes_are_not_released(project):
    path = project.root / "datasets/p/t.csv"
    before = path.read_text()
    path.write_text(before + "c,3,\n")
    try:
        with pytest.raises(ReleaseRefusedError, match="commit"):
            project.release("2026-04-01")
    finally:
        path.write_text(before)


def test_a_version_that_cannot_be_rebuilt_is_never_dropped_from_a_live_site(project, tmp_path):
    folder = tmp_path / "without-history"
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns(".git", "output", ".build"))
    folders = Folders(root=folder, output=folder / "output")
    result = build_site(folders, quiet=True, complete=True)
    assert {finding.code for finding in result.findings} == {"version-unavailable"}
    assert not folders.output.exists()
    preview = build_site(folders, quiet=True)
    assert not preview.findings
    html = (folders.output / "data/p/index.html").read_text(encoding="utf-8")
    assert html.count("不在网站的这份副本里") == 3


def test_nobody_can_put_other_data_under_a_released_number(project, tmp_path):
    folder = tmp_path / "moved"
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns("output", ".build"))
    path = folder / "datasets/releases/p.csv"
    first, second = read_records(folder / "datasets", "p")[:2]
    path.write_text(path.read_text().replace(first.commit, second.commit))
    result = build_site(Folders(root=folder, output=folder / "output"), quiet=True)
    assert {finding.code for finding in result.findings} == {"version-changed"}


def test_a_clone_without_the_commit_finds_the_tag(project, tmp_path):
    folder = tmp_path / "tagged"
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns("output", ".build"))
    path = folder / "datasets/releases/p.csv"
    record = read_records(folder / "datasets", "p")[0]
    path.write_text(path.read_text().replace(record.commit, "0" * 40))
    (raw,) = read_all(Folders(root=folder, output=folder / "o"), ["p"])
    history = read_history(folder, folder / "datasets", raw)
    assert [one.record.version for one in history if one.raw] == ["1.0.0", "1.0.1", "1.1.0"]


def write_place(project, rows, **place):
    """A place of which nothing but reports is there: `report_id` and `status` of each."""
    lines = ["report_id,status,document", *(f"{key},{said},{key}.md" for key, said in rows)]
    documents = {f"{key}.md": f"报告 {key}\n" for key, _ in rows}
    descriptor = {
        "name": "q",
        "version": "1.0.0",
        "place": {"name_zh": "某市", **place},
        "resources": [
            {"name": name.partition(".")[0], "path": name} for name in ("reports.csv", *documents)
        ],
    }
    table = "\n".join([*lines, ""])
    write_package(project.root / "datasets/q", descriptor, {"reports.csv": table, **documents})
    project.commit("place")
    (raw,) = read_all(project.folders, ["q"])
    return propose(project.root, project.folders.datasets, raw)


def test_drafts_are_in_no_release(tmp_path):
    project = Project(tmp_path)
    rows = [("2024", "published"), ("2025", "draft")]
    proposal = write_place(project, rows)
    release(project.root, project.folders.datasets, proposal, date="2026-01-01", notes=("", ""))
    (raw,) = read_all(project.folders, ["q"])
    (held,) = read_history(project.root, project.folders.datasets, raw)
    assert held.raw.files["reports.csv"] == b"report_id,status,document\n2024,published,2024.md\n"
    assert "2025.md" in raw.files
    assert "2025.md" not in held.raw.files
    assert b"2025" not in held.raw.files["datapackage.json"]
    # A draft that goes on is no change; one that is published is.
    assert write_place(project, [*rows, ("2026", "draft")]) is None
    assert write_place(project, [rows[0], ("2025", "published")]).level == "minor"


def test_a_place_that_is_a_draft_is_not_released(tmp_path):
    with pytest.raises(ReleaseRefusedError, match="draft"):
        write_place(Project(tmp_path), [("2024", "published")], status="draft")
