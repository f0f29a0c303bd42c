"""What earlier builds made is reused, and never believed where it should not be."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scripts.build import package_head, pelican_run, site_maker, workers
from scripts.build import stages as site_build
from scripts.build.manifest import InputChangedError
from scripts.build.site import ROOT, build_site
from scripts.build.stages import SiteBuild
from scripts.charts import series as drawings
from scripts.checks import check_package
from scripts.core.files import read_tree
from scripts.core.findings import Finding
from scripts.core.kept import TEMPLATES, KeptResults, describe_program, kept, open_kept
from scripts.package.read import read_package, read_schemas
from scripts.package.vocabulary import read_vocabulary
from tests.trials import incremental

PACKAGE = "datasets/pingdingshan"
KEPT = ".build/kept.sqlite"


def ask(file: Path, *inputs: bytes, program: bytes = b"1") -> tuple[bytes, int]:
    """What a store gives for some inputs, and how often it had to be made."""
    made = []
    with closing(KeptResults(file, program)) as store:
        key, known = store.recall("upper", inputs)
        if known is None:
            made.append(1)
            known = b"|".join(inputs).upper()
            store.keep(key, known)
        store.save()
    return known, len(made)


def test_a_result_is_made_once_for_the_same_inputs(tmp_path):
    file = tmp_path / "kept.sqlite"
    assert ask(file, b"a", b"b") == (b"A|B", 1)
    assert ask(file, b"a", b"b") == (b"A|B", 0)
    assert ask(file, b"ab") == (b"AB", 1), "where one input ends matters"
    assert ask(file, b"a", b"b", program=b"2") == (b"A|B", 1), "another program, another result"


def test_a_result_that_was_changed_is_made_again(tmp_path):
    file = tmp_path / "kept.sqlite"
    ask(file, b"a")
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE kept SET result = substr(result, 1, 32) || 'B'")
    assert ask(file, b"a") == (b"A", 1)


def test_a_file_that_is_no_store_is_made_anew(tmp_path):
    file = tmp_path / "kept.sqlite"
    for write in (
        lambda: file.write_bytes(b"no store at all" * 100),
        lambda: (file.unlink(), file.mkdir()),
        lambda: file.write_bytes(file.read_bytes()[:3000]),
    ):
        write()
        assert ask(file, b"a")[0] == b"A"
        assert ask(file, b"a") == (b"A", 0)


def test_a_store_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert ask(tmp_path / "file" / "kept.sqlite", b"a") == (b"A", 1)


def test_what_a_whole_build_did_not_ask_for_is_dropped(tmp_path):
    file = tmp_path / "kept.sqlite"
    ask(file, b"a")
    with closing(KeptResults(file, b"1")) as store:
        store.keep(store.recall("upper", [b"b"])[0], b"B")
        store.save()
        store.forget_unused()
    assert ask(file, b"b") == (b"B", 0)
    assert ask(file, b"a") == (b"A", 1)


def test_what_modules_write_with_is_part_of_the_program(tmp_path):
    """A template that pages, charts or cards are written with changes them without any code."""
    (tmp_path / "scripts").mkdir()
    told = {describe_program(tmp_path / "scripts")}
    for name in TEMPLATES:
        (tmp_path / "theme" / name).mkdir(parents=True)
        assert list((ROOT / "theme" / name).iterdir())
        (tmp_path / "theme" / name / "one").write_text("甲", encoding="utf-8")
        told.add(describe_program(tmp_path / "scripts"))
        (tmp_path / "theme" / name / "one").write_text("乙", encoding="utf-8")
        told.add(describe_program(tmp_path / "scripts"))
    assert len(told) == 1 + 2 * len(TEMPLATES)


def test_without_a_store_everything_is_made():
    made = []
    for _ in range(2):
        assert kept("x", [b"a"], lambda: made.append(1) or b"A") == b"A"
    assert len(made) == 2


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / PACKAGE
    shutil.copytree(ROOT / PACKAGE, folder)
    return folder


def found(package: Path, store: Path | None):
    root = package.parents[1]
    schemas = read_schemas(ROOT / "datasets/schemas")
    words = read_vocabulary(ROOT / "datasets/vocabulary")
    raw = read_package(package, root)
    if store is None:
        return check_package(raw, schemas, words)
    with open_kept(store, ROOT / "scripts"):
        return check_package(raw, schemas, words)


SPOILT = {
    "observations": lambda rows, chance: rows[chance.randrange(1, len(rows))].replace(
        ",%,", ",percent,"
    ),
    "targets": lambda rows, chance: rows[chance.randrange(1, len(rows))].replace(
        "quantitative", "quantitatif"
    ),
    "sources": lambda rows, chance: rows[chance.randrange(1, len(rows))].replace("2", "x", 1),
    "indicators": lambda rows, chance: "gone" + rows[chance.randrange(1, len(rows))],
}


def test_a_kept_verdict_is_frictionless_own(package, tmp_path):
    """Tables are changed one after the other; each time the verdict is that of a whole reading."""
    store, chance = tmp_path / "kept.sqlite", random.Random(4)  # noqa: S311
    assert found(package, store) == found(package, None) == []
    several = 0
    for number in range(12):
        table = chance.choice(sorted(SPOILT))
        path = package / f"{table}.csv"
        before = path.read_text(encoding="utf-8")
        rows = before.split("\n")
        rows[chance.randrange(1, len(rows) - 1)] = SPOILT[table](rows[:-1], chance)
        path.write_text("\n".join(rows), encoding="utf-8")
        with_store, without = found(package, store), found(package, None)
        assert with_store == without, number
        several += bool(without)
        if chance.random() < 0.5:
            path.write_text(before, encoding="utf-8")
    assert several > 5


def test_nothing_changed_is_noticed_before_anything_is_read(project, monkeypatch):
    first = build_site(project, quiet=True)
    monkeypatch.setattr(SiteBuild, "make", lambda _: pytest.fail("a stage was begun"))
    for module in (site_build, workers):
        monkeypatch.setattr(
            module, "read_package", lambda *_, **_w: pytest.fail("a package was read")
        )
    again = build_site(project, quiet=True)
    assert (again.pages, again.files, again.statuses) == (first.pages, first.files, first.statuses)
    assert (again.changed, again.removed) == (0, 0)


def test_a_file_of_the_site_that_was_changed_is_put_right(project):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    (project.output / "index.html").write_bytes(b"changed")
    (project.output / "SHA256SUMS").unlink()
    again = build_site(project, quiet=True)
    assert again.changed == 2
    assert read_tree(project.output) == before


def test_a_file_saved_while_the_site_is_made_stops_it(project, monkeypatch):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    about = project.content / "pages" / "about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n一段。\n", encoding="utf-8")
    run = site_maker.run_pelican

    def save_meanwhile(*arguments):
        about.write_text(about.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")
        return run(*arguments)

    monkeypatch.setattr(site_maker, "run_pelican", save_meanwhile)
    with pytest.raises(Exception, match=r"content/pages/about\.md.*Run it again") as told:
        build_site(project, quiet=True)
    assert "再运行一次" in str(told.value)
    assert read_tree(project.output) == before


def test_pelican_runs_only_where_what_it_reads_has_changed(project, monkeypatch):
    build_site(project, quiet=True)
    runs = []
    begin = pelican_run.remove
    monkeypatch.setattr(pelican_run, "remove", lambda path: (runs.append(path), begin(path)))
    table = project.root / PACKAGE / "observations.csv"
    text = table.read_text(encoding="utf-8").replace("10.8", "10.9")
    table.write_text(text, encoding="utf-8")
    assert not build_site(project, quiet=True).findings
    assert not runs, "a value shows on no page of Pelican's"
    assert (project.output / "en/api/index.html").exists()
    for path in ("pages/about.md", "updates/2026-11-23-data-desk.md"):
        written = project.content / path
        words = written.read_text(encoding="utf-8") + f"\n改了 {path}。\n"
        written.write_text(words, encoding="utf-8")
        runs.clear()
        build_site(project, quiet=True)
        assert runs
    for page in ("about", "updates/data-desk"):
        assert "改了" in (project.output / page / "index.html").read_text(encoding="utf-8")
    (project.staging / "about/index.html").unlink()
    (project.output / "about/index.html").unlink()
    runs.clear()
    build_site(project, quiet=True)
    assert runs
    assert (project.output / "about/index.html").exists()


def test_a_package_saved_while_it_is_read_is_not_taken_for_what_it_was(project, monkeypatch):
    """The edit is taken back after the build that it stopped: the site is as before the edit."""
    build_site(project, quiet=True)
    before = read_tree(project.output)
    table = project.root / PACKAGE / "indicators.csv"
    original = table.read_bytes()
    about = project.content / "pages/about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n一段。\n", encoding="utf-8")
    find = site_build.find_packages

    def save_meanwhile(folder):
        table.write_bytes(original.replace("粮食".encode(), "谷物".encode()))
        return find(folder)

    with monkeypatch.context() as patch:
        patch.setattr(SiteBuild, "_known", lambda *_: None)
        patch.setattr(site_build, "find_packages", save_meanwhile)
        with pytest.raises(InputChangedError):
            build_site(project, quiet=True)
    table.write_bytes(original)
    shutil.copyfile(ROOT / "content/pages/about.md", about)
    (project.output / "index.html").unlink()
    build_site(project, quiet=True)
    assert read_tree(project.output) == before


def test_what_is_wrong_with_a_package_is_told_by_every_build(project, monkeypatch):
    """A package whose pages have a fault is not noted as sound because it was made before."""
    check = package_head.check_within
    fault = Finding(
        file="output/index.html",
        code="x",
        message_zh="坏了",
        message_en="broken",
        fix_zh="修",
        fix_en="mend",
    )

    def find(*arguments):
        faults, outward = check(*arguments)
        return [*faults, fault], outward

    monkeypatch.setattr(package_head, "check_within", find)
    for _ in range(2):
        assert fault in build_site(project, quiet=True).findings
        assert not project.output.exists()
    monkeypatch.undo()
    assert not build_site(project, quiet=True).findings


def test_a_change_is_built_the_same_with_and_without_a_process_that_begins_early(
    project, monkeypatch
):
    table = project.root / PACKAGE / "observations.csv"
    text = table.read_text(encoding="utf-8")
    early = []
    begin = workers.give_state
    monkeypatch.setattr(
        workers, "give_state", lambda pool, state: (early.append(pool), begin(pool, state))
    )
    built = []
    for cores in 1, 4:
        table.write_text(text, encoding="utf-8")
        build_site(project, quiet=True)
        early.clear()
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        table.write_text(text.replace("10.8", "10.9"), encoding="utf-8")
        assert build_site(project, quiet=True).changed > 0
        built.append(state_of_contents(project.output))
        assert len(early) == (cores > 1)
    assert built[0] == built[1]
    folder = f"{project.output}/pingdingshan/indicators/retail-sales-growth"
    assert "10.9" in Path(f"{folder}/index.html").read_text(encoding="utf-8")


def state_of_contents(folder: Path):
    return {path: state[2] for path, state in state_of_files(folder).items()}


def unread(monkeypatch):
    """Let a build fail that reads a whole package."""
    read = site_build.read_package

    def peek(folder, root, *, whole=True):
        assert not whole, f"{folder.name} was read"
        return read(folder, root, whole=whole)

    for module in (site_build, workers):
        monkeypatch.setattr(module, "read_package", peek)


def test_packages_that_are_as_they_were_are_not_read(project, monkeypatch):
    build_site(project, quiet=True)
    unread(monkeypatch)
    about = project.content / "pages" / "about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n一段。\n", encoding="utf-8")
    again = build_site(project, quiet=True)
    assert "一段。" in (project.output / "about/index.html").read_text(encoding="utf-8")
    assert again.changed < 20, "the page, the index of the search, the sums"
    table = project.root / PACKAGE / "targets.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    with pytest.raises(AssertionError, match="was read"):
        build_site(project, quiet=True)


def test_a_package_beside_a_changed_one_is_not_read(project, monkeypatch):
    miniature = project.root / "datasets" / "qingshi"
    shutil.copytree(ROOT / "tests/packages/miniature", miniature)
    build_site(project, quiet=True)
    asked = []
    make = site_build.make_packages

    def note(workshop, works, *rest):
        asked.extend(work.name for work in works)
        return make(workshop, works, *rest)

    monkeypatch.setattr(site_build, "make_packages", note)
    path = miniature / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("5.8", "5.9"), encoding="utf-8")
    assert not build_site(project, quiet=True).findings
    assert asked == ["qingshi"]


def state_of_files(folder: Path):
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_ino,
            path.stat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_one_edit_writes_only_files_whose_content_is_another(project):
    """In the site; of those that are written, each is another file than before, byte for byte."""
    build_site(project, quiet=True)
    before = state_of_files(project.output)
    path = project.root / PACKAGE / "observations.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("2929.4", "2930.4", 1), encoding="utf-8"
    )
    again = build_site(project, quiet=True)
    after = state_of_files(project.output)
    written = {name for name in after.keys() & before.keys() if after[name][:2] != before[name][:2]}
    other = {name for name in after.keys() & before.keys() if after[name][2] != before[name][2]}
    assert sorted(written - other) == []
    assert again.changed == len(other | (after.keys() - before.keys()))
    assert 0 < len(written) < len(after) / 2


def test_what_was_drawn_is_used_again_when_only_the_looks_change(project, monkeypatch):
    """Also for indicators that the build in between left as they were."""
    build_site(project, quiet=True)
    path = project.root / PACKAGE / "observations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2929.4", "2930.4", 1), encoding="utf-8")
    build_site(project, quiet=True)
    monkeypatch.setattr(drawings, "lay_out_chart", lambda *_: pytest.fail("drawn again"))
    monkeypatch.setenv("SITE_CONTACT", "data@example.org")
    page = project.output / "pingdingshan" / "indicators" / "gdp" / "index.html"
    assert "data@example.org" not in page.read_text(encoding="utf-8")
    again = build_site(project, quiet=True)
    assert again.findings == ()
    assert "data@example.org" in page.read_text(encoding="utf-8")


def test_words_for_the_search_that_were_lost_are_read_off_the_pages(project):
    """What a store has lost of a package is not missing in the index that is made again."""
    build_site(project, quiet=True)
    store = project.root / KEPT
    with open_kept(store, ROOT / "scripts") as base:
        lost = base.recall(workers.SEARCHED, [PACKAGE.encode()])[0]
    with closing(sqlite3.connect(store)) as base, base:
        assert base.execute("DELETE FROM kept WHERE key = ?", (lost,)).rowcount == 1
    about = project.content / "pages" / "about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n一段。\n", encoding="utf-8")
    build_site(project, quiet=True)
    after = read_tree(project.output)
    shutil.rmtree(project.root / ".build")
    shutil.rmtree(project.output)
    build_site(project, quiet=True)
    assert read_tree(project.output) == after


@pytest.mark.slow
def test_edits_in_a_row_give_the_site_of_a_build_from_nothing():
    with incremental.first_project() as first:
        counts, wrong = incremental.run(5, first)
    assert wrong == ""
    assert counts["builds"] >= 1
