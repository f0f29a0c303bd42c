"""Is a build that reuses what earlier ones made the build that starts from nothing?

    python -m tests.trials.incremental 100  so many projects, each edited and built again and again

Each project begins with a built site. At each step a few edits are made at random: values, rows,
keys, words, templates, styles, settings, code; files of the site are altered, results of earlier
builds are damaged or taken from another project. Then it is built, and a copy without anything
that earlier builds made is built as well. The two sites must be the same, byte for byte; where the
edits left faults in the data, both builds must find the same.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.trials.faults import CODE, WORDS, Site, copy_whole, differing, site_of

ROOT = Path(__file__).parents[2]
PACKAGE = "datasets/qingshi"
SECOND = "datasets/baishi"
PLAIN = "datasets/wells"
STEPS = 4
AT_ONCE = 2
MADE = (".build", "output", "content/generated", "__pycache__")
SETTINGS = ({}, {"SITE_URL": "https://example.org/a"}, {"SITE_CONTACT": "desk@example.org"})


@dataclass(slots=True)
class Project:
    """A project that is edited: its folder, its chance, its settings, what was done to it."""

    root: Path
    random: random.Random
    other: Path
    environment: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    kept: bytes = b""

    def file(self, *names: str) -> Path:
        """One of the files that match the patterns."""
        found = [path for name in names for path in sorted(self.root.glob(name)) if path.is_file()]
        return self.random.choice(found)

    def rows(self, table: str) -> tuple[Path, list[list[str]]]:
        """A table of the package: its path and its rows, the header first."""
        path = self.root / PACKAGE / f"{table}.csv"
        return path, list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def substitute(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def value(project: Project) -> None:
    path, rows = project.rows("observations")
    project.random.choice(rows[1:])[2] = f"{project.random.uniform(1, 9):.1f}"
    write_rows(path, rows)


def row_added(project: Project) -> None:
    path, rows = project.rows("observations")
    copied = list(project.random.choice(rows[1:]))
    copied[1] = str(project.random.randint(2010, 2019))
    write_rows(path, [*rows, copied])


def row_removed(project: Project) -> None:
    path, rows = project.rows("observations")
    if len(rows) > 2:
        del rows[project.random.randrange(1, len(rows))]
        write_rows(path, rows)


def rows_swapped(project: Project) -> None:
    path, rows = project.rows(project.random.choice(["observations", "indicators", "sources"]))
    rows[1:] = project.random.sample(rows[1:], len(rows) - 1)
    write_rows(path, rows)


def name_changed(project: Project) -> None:
    path, rows = project.rows("indicators")
    project.random.choice(rows[1:])[1] += project.random.choice("甲乙丙丁")
    write_rows(path, rows)


def key_renamed(project: Project) -> None:
    _, rows = project.rows("indicators")
    key = project.random.choice(rows[1:])[0]
    for path in (project.root / PACKAGE).glob("*.csv"):
        substitute(path, key, f"{key}-x")


def indicator_removed(project: Project) -> None:
    path, rows = project.rows("indicators")
    del rows[project.random.randrange(1, len(rows))]
    write_rows(path, rows)


def descriptor(project: Project) -> None:
    word = project.random.choice(["甲", "乙"])
    substitute(project.root / PACKAGE / "datapackage.json", "测试", f"测{word}试")


def rows_of_two_swapped(project: Project) -> None:
    """Each of two indicators gets the other's numbers."""
    path, rows = project.rows("observations")
    keys = sorted({row[0] for row in rows[1:]})
    if len(keys) > 1:
        one, other = project.random.sample(keys, 2)
        swapped = {one: other, other: one}
        for row in rows[1:]:
            row[0] = swapped.get(row[0], row[0])
        write_rows(path, rows)


def second_place(project: Project) -> None:
    """Another place comes, or goes again: the first page and the navigation are others then."""
    folder = project.root / SECOND
    if folder.exists():
        shutil.rmtree(folder)
        return
    shutil.copytree(ROOT / "tests/packages/miniature", folder)
    substitute(folder / "datapackage.json", "qingshi", folder.name)
    substitute(folder / "datapackage.json", "青石市", "白石市")


def plain_package(project: Project) -> None:
    """A package that is no place comes, changes, or goes."""
    folder = project.root / PLAIN
    table = folder / "wells.csv"
    if folder.exists() and project.random.random() < 0.4:
        shutil.rmtree(folder)
    elif folder.exists():
        with table.open("a", encoding="utf-8") as file:
            file.write(f"{project.random.randint(1, 99)},{project.random.choice('甲乙丙')}\n")
    else:
        folder.mkdir()
        table.write_text("depth,name\n3,一号井\n", encoding="utf-8")
        resource = {"name": "wells", "path": table.name}
        said = {"name": folder.name, "title": "水井", "resources": [resource]}
        (folder / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")


def taken_back(project: Project) -> None:
    """An edit that was built before is undone, and the next time done again."""
    path = project.root / PACKAGE / "indicators.csv"
    project.kept = project.kept or path.read_bytes()
    project.kept, now = path.read_bytes(), project.kept
    path.write_bytes(now)


def all_taken_back(project: Project) -> None:
    """The data as they were at first."""
    shutil.rmtree(project.root / "datasets")
    shutil.copytree(project.other / "datasets", project.root / "datasets")


def page(project: Project) -> None:
    path = project.file("content/pages/**/*.md", "content/updates/*.md")
    path.write_text(path.read_text(encoding="utf-8") + "\n又一段。 One more.\n", encoding="utf-8")


def template(project: Project) -> None:
    path = project.file("theme/templates/*.html", "theme/templates/partials/*.html")
    substitute(path, "</p>", f" {project.random.randint(0, 99)}</p>")


def markdown_template(project: Project) -> None:
    """What is written before Pelican: each of these shows on pages or in pictures."""
    path = project.file("theme/markdown/*.md", "theme/charts/*.j2", "theme/cards/*.j2")
    number = project.random.randint(0, 99)
    if path.suffix == ".md":
        path.write_text(path.read_text(encoding="utf-8") + f"\n{number}。\n", encoding="utf-8")
    else:
        substitute(path, "</svg>", f"<desc>{number}</desc></svg>")


def style(project: Project) -> None:
    path = project.file("theme/static/**/*.css", "theme/static/**/*.js")
    path.write_text(path.read_text(encoding="utf-8") + "\n/* x */\n", encoding="utf-8")


def translation(project: Project) -> None:
    path = project.file("theme/translations/**/*.po")
    substitute(path, "下载", project.random.choice(["下载", "取走", "拿走"]))


def vocabulary(project: Project) -> None:
    substitute(project.root / "datasets/vocabulary/themes.csv", "经济", "经济与发展")


def setting(project: Project) -> None:
    project.environment = dict(project.random.choice(SETTINGS))


def configuration(project: Project) -> None:
    substitute(project.root / "pelicanconf.py", "有去向", "有来有去")


def code(project: Project) -> None:
    path = project.root / "scripts" / project.random.choice(["wording.py", "archives.py"])
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n_ = {project.random.randint(0, 9)}\n")


def words_in_code(project: Project) -> None:
    substitute(project.root / "scripts/wording.py", "已完成", "完成了")


def output_deleted(project: Project) -> None:
    for _ in range(project.random.randint(1, 5)):
        project.file("output/**/*").unlink()


def output_altered(project: Project) -> None:
    project.file("output/**/*").write_bytes(b"altered")


def output_touched(project: Project) -> None:
    """Another moment of change, the same bytes."""
    for _ in range(project.random.randint(1, 40)):
        os.utime(project.file("output/**/*"))


def output_replaced(project: Project) -> None:
    """The live site as a copy of itself: no file is shared with the staged tree any more."""
    aside = project.root / "aside"
    shutil.copytree(project.root / "output", aside)
    shutil.rmtree(project.root / "output")
    aside.rename(project.root / "output")


def staged_altered(project: Project) -> None:
    project.file(".build/output/**/*").write_bytes(b"altered")


def staged_altered_alike(project: Project) -> None:
    """A file of the staged tree that keeps its size, some in place and some as new files."""
    for _ in range(project.random.randint(1, 5)):
        path = project.file(".build/output/**/*")
        data = bytearray(path.read_bytes())
        data[project.random.randrange(len(data))] ^= 1
        if project.random.random() < 0.5:
            path.unlink()
        path.write_bytes(bytes(data))


def staged_replaced(project: Project) -> None:
    """A link or a folder where the staged tree has a file, or a link or a file for a folder."""
    staged = project.root / ".build/output"
    for _ in range(project.random.randint(1, 3)):
        path = project.file(".build/output/**/*")
        chosen = project.random.choice([path, path, path.parent])
        chosen = path if chosen == staged else chosen
        live = project.root / "output" / chosen.relative_to(staged)
        shutil.rmtree(chosen) if chosen.is_dir() else chosen.unlink()
        ways: list[Callable[[], object]] = [
            lambda path=chosen, live=live: path.symlink_to(live),
            lambda path=chosen: path.symlink_to("/nowhere"),
            lambda path=chosen: (path.mkdir(), (path / "x").write_bytes(b"x")),
            lambda path=chosen: path.write_bytes(b"a file"),
        ]
        project.random.choice(ways)()


def staged_strange(project: Project) -> None:
    """No staged tree at all, or something else in its place."""
    staged = project.root / ".build/output"
    shutil.rmtree(staged)
    ways: list[Callable[[], object]] = [
        lambda: None,
        staged.mkdir,
        lambda: staged.write_bytes(b"a file"),
        lambda: staged.symlink_to(project.root / "output"),
        lambda: shutil.copytree(project.other / ".build/output", staged),
    ]
    project.random.choice(ways)()


def staged_strays(project: Project) -> None:
    """Files in both trees that no build made."""
    for tree in (".build/output", "output"):
        stray = project.root / tree / "zh" / "stray.txt"
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"stray")


def generated_altered(project: Project) -> None:
    project.file("content/generated/**/*").write_bytes(b"altered")


def store_damaged(project: Project) -> None:
    file = project.root / ".build/store.sqlite"
    data = file.read_bytes()
    spot = project.random.randrange(len(data))
    file.write_bytes(data[:spot] + b"\0" * project.random.choice([1, 500]) + data[spot + 1 :])


def store_deleted(project: Project) -> None:
    (project.root / ".build/store.sqlite").unlink()


def store_thinned(project: Project) -> None:
    """Some of the results are lost, others are not."""
    with closing(sqlite3.connect(project.root / ".build/store.sqlite")) as base, base:
        rest = project.random.randint(2, 5)
        where = f"rowid % {rest} {project.random.choice(['=', '!='])} 0"
        base.execute(f"DELETE FROM steps WHERE {where}")  # noqa: S608 - our own words


def store_of_another(project: Project) -> None:
    """What another project's builds left, under the names of this one's."""
    name = ".build/store.sqlite"
    shutil.copyfile(project.other / name, project.root / name)


def nothing(_: Project) -> None:
    return


EDITS: tuple[Callable[[Project], None], ...] = (
    value, value, value, row_added, row_removed, rows_swapped, name_changed, key_renamed,
    indicator_removed, descriptor, page, template, markdown_template, style, translation,
    vocabulary, setting, configuration, code, words_in_code, output_deleted, output_altered,
    staged_altered, generated_altered, store_damaged, store_of_another, nothing,
    rows_of_two_swapped, second_place, second_place, plain_package, plain_package, taken_back,
    all_taken_back, output_touched, output_replaced, staged_altered_alike, staged_replaced,
    staged_replaced, staged_strange, staged_strays, store_deleted, store_thinned, setting,
)  # fmt: skip


def build(root: Path, environment: dict[str, str]) -> tuple[int, str]:
    """The command that a person runs; its exit code, and what it found."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "site"],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if line[:1] not in {"✓", " "}]
    return done.returncode, "\n".join(found) if done.returncode else done.stderr


def from_nothing(project: Project, clean: Path) -> tuple[int, str, Site]:
    """The build of a copy that has nothing of earlier builds."""
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(project.root, clean, ignore=shutil.ignore_patterns(*MADE))
    shutil.rmtree(clean / "content" / "generated", ignore_errors=True)
    code, said = build(clean, project.environment)
    return code, said, site_of(clean / "output")


def run(number: int, first: Path) -> tuple[Counter[str], str]:
    """Edit and build one project: what is counted, and what is wrong (maybe nothing)."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        chance = random.Random(number)  # noqa: S311
        project = Project(root=Path(folder) / "project", random=chance, other=first)
        copy_whole(first, project.root)
        for _ in range(STEPS):
            before = Path(folder) / "before"
            shutil.rmtree(before, ignore_errors=True)
            shutil.copytree(project.root / "datasets", before)
            for edit in chance.choices(EDITS, k=chance.choice([1, 1, 2, 3])):
                edit(project)
                project.done.append(edit.__name__)
                counts[edit.__name__] += 1
            touched = site_of(project.root / "output")
            code, said = build(project.root, project.environment)
            clean_code, clean_said, clean = from_nothing(project, Path(folder) / "clean")
            counts["builds"] += 1
            counts["refused"] += int(code != 0)
            site = site_of(project.root / "output")
            what = f"#{number} {project.done}"
            if code != clean_code or (code and said != clean_said):
                return counts, f"{what}: {code}, {clean_code}\n{said}\n{clean_said}\n"
            if not code and site != clean:
                return counts, f"{what}: {differing(site, clean)}\n"
            if code and site != touched:
                return counts, f"{what}: a refused build changed the site\n"
            counts["files"] += len(site)
            if code:  # the data are mended: they are what they were
                shutil.rmtree(project.root / "datasets")
                shutil.copytree(before, project.root / "datasets")
                project.done.append("mended")
    return counts, ""


@contextmanager
def first_project() -> Iterator[Path]:
    """A project whose site is built, from which each trial gets a copy."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "first"
        for name in WORDS:
            shutil.copytree(ROOT / name, root / name)
        shutil.copytree(ROOT / "tests/packages/miniature", root / PACKAGE)
        for name in CODE:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, root / name)
        assert build(root, {})[0] == 0
        yield root


def main(count: int, first: int = 0) -> int:
    """Print what was edited and compared; 0 when every build was the one from nothing."""
    total: Counter[str] = Counter()
    wrong = 0
    with first_project() as project, ThreadPoolExecutor(AT_ONCE) as trials:
        numbers = range(first, first + count)
        for counts, fault in trials.map(lambda number: run(number, project), numbers):
            total += counts
            wrong += bool(fault)
            sys.stdout.write(fault)
            sys.stdout.flush()
    edits = dict.fromkeys(edit.__name__ for edit in EDITS)
    for name in edits:
        sys.stdout.write(f"{name:20} {total[name]:5}\n")
    sys.stdout.write(
        f"{'✗' if wrong else '✓'} {count} 个项目 projects, {total['builds']} 次 builds "
        f"({total['refused']} 次因数据有误被拒 refused for faults in the data), "
        f"{total['files']} 个文件逐字节相同 files the same, {wrong} 处不对 wrong\n"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3] or ["100"])))
