"""Publishing by push, with real repositories: refused, live, queued, undone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.build.site import ROOT
from scripts.core.files import read_tree
from scripts.publish.hooks import NotARepositoryError, install_hooks
from scripts.publish.receive import KEPT, read_settings
from scripts.publish.releases import ReleaseError, Releases
from tests.build.test_build import run_task
from tests.conftest import DATASETS, copy_repository

PYTHON = Path(sys.executable)


def run(*command, cwd, check=True):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(
        command, cwd=cwd, env=clean, check=check, capture_output=True, encoding="utf-8"
    )


def git(*arguments, cwd, check=True):
    who = ("-c", "user.name=维护者", "-c", "user.email=m@example.org", "-c", "core.quotePath=false")
    return run("git", *who, *arguments, cwd=cwd, check=check)


class Desk:
    """A maintainer's clone, a bare repository with hooks, and the folder it publishes to."""

    def __init__(self, root: Path) -> None:
        self.site, self.bare, self.clone = root / "网站 site", root / "site.git", root / "clone"
        # The records of releases name commits of the project's own history.
        copy_repository(self.clone, set(DATASETS) - {"releases"})
        git("init", "-q", "-b", "main", str(self.clone), cwd=root)
        git("init", "-q", "--bare", "-b", "main", str(self.bare), cwd=root)
        git("remote", "add", "origin", str(self.bare), cwd=self.clone)
        install_hooks(
            self.bare, self.site, keep=2, url="https://example.org/p",
            contact="desk@example.org", environment=PYTHON,
        )  # fmt: skip
        self.commit("first")

    @property
    def releases(self) -> Releases:
        return Releases(self.site)

    def commit(self, message: str) -> str:
        git("add", "-A", cwd=self.clone)
        git("commit", "-q", "-m", message, cwd=self.clone)
        return git("rev-parse", "--short=12", "HEAD", cwd=self.clone).stdout.strip()

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.clone / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    def push(self, *arguments: str):
        return git("push", "origin", *(arguments or ("main",)), cwd=self.clone, check=False)

    def page(self, path: str = "index.html") -> str:
        return (self.releases.current / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("publish"))


def test_from_push_to_live_refused_queued_and_back(desk):
    done = desk.push()
    assert done.returncode == 0, done.stderr
    assert "已上线 live" in done.stderr
    first = desk.releases.live()
    assert "https://example.org/p/" in desk.page()

    desk.edit("datasets/pingdingshan/targets.csv", "粮食产量225万吨以上", "粮食产量226万吨以上")
    desk.commit("a slip")
    refused = desk.push()
    assert refused.returncode != 0
    assert "targets.csv" in refused.stderr
    assert "拒收" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert desk.releases.live() == first

    desk.edit("datasets/pingdingshan/targets.csv", "粮食产量226万吨以上", "粮食产量225万吨以上")
    desk.edit("datasets/pingdingshan/observations.csv", "2929.4", "2930.4")
    desk.commit("a published value changed in silence")
    silent = desk.push()
    assert silent.returncode != 0
    assert "observations.csv" in silent.stderr
    assert desk.releases.live() == first
    desk.edit("datasets/pingdingshan/observations.csv", "2930.4", "2929.4")
    desk.edit("content/pages/about.md", "几十条承诺", "好几十条承诺")
    second = desk.commit("mended")
    before = desk.releases.current.resolve()
    behind = subprocess.Popen(
        ["git", "push", "-q", "origin", "main"], cwd=desk.clone, stderr=subprocess.DEVNULL
    )
    behind.wait()
    assert desk.releases.live() == second
    assert "好几十条承诺" in desk.page("about/index.html")
    shared_with_the_push_before(desk, before)

    undone, live = desk.releases.roll_back()
    assert (undone, live) == (second, first)
    assert "好几十条承诺" not in desk.page("about/index.html")
    with pytest.raises(ReleaseError):
        desk.releases.roll_back()

    assert not [p for p in desk.site.iterdir() if p.name.startswith(("building-", "checkout-"))]
    gone = desk.push("--delete", "main")
    assert gone.returncode != 0
    forced = desk.push("--force", "HEAD~1:main")
    assert forced.returncode != 0
    assert "先 git pull" in forced.stderr
    assert "Run git pull" in forced.stderr
    side = desk.push("main:draft")
    assert side.returncode == 0
    assert desk.releases.live() == first, "other branches are not published"


def shared_with_the_push_before(desk: Desk, before: Path) -> None:
    """A push builds on what the one before made, and what is the same is one file on disk."""
    kept, now = desk.site / KEPT, desk.releases.current.resolve()
    assert now != before
    assert sorted(path.name for path in kept.iterdir()) == [
        "lock",
        "site",
        "store.sqlite",
        "templates",
    ]
    assert read_tree(kept / "site") == read_tree(now)
    old, new = files_of(before), files_of(now)
    assert all(new[path] == node for path, node in files_of(kept / "site").items())
    other = {path for path in new if old.get(path) != new[path]}
    about = {path for path in new if path.startswith(("about/", "pagefind/"))}
    assert {path.partition(".")[0] for path in other - about} == {"SHA256SUMS", "build"}
    assert "about/index.html" in other


def files_of(folder: Path) -> dict[str, int]:
    """Every file below a folder, with the number that the disk knows it by."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_pushes_at_the_same_time_end_with_the_newest(desk):
    desk.edit("content/pages/about.md", "这个网站", "这一个网站")
    desk.commit("one")
    one = subprocess.Popen(["git", "push", "-q", "origin", "main"], cwd=desk.clone)
    desk.edit("content/pages/about.md", "这一个网站", "这个网站呢")
    newest = desk.commit("two")
    codes = [one.wait()]
    while True:
        done = desk.push()
        codes.append(done.returncode)
        if done.returncode == 0:
            break
        assert "拒收" not in done.stderr
    assert desk.releases.live() == newest
    assert "这个网站呢" in desk.page("about/index.html")


def hosted_steps(name):
    """The commands of a hosted pipeline, in order, with make and the environment's own invoke."""
    text = (ROOT / name).read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    if name.startswith(".gitlab"):
        return document["pages"]["script"]
    steps = next(iter(document["jobs"].values()))["steps"]
    return [step["run"] for step in steps if "run" in step]


@pytest.mark.parametrize(
    ("name", "published"),
    [
        (".github/workflows/publish.yml", "output"),
        (".github/workflows/preview.yml", "output"),
        (".gitlab-ci.yml", "public"),
    ],
)
def test_the_hosted_pipelines_commands_make_the_site(tmp_path, name, published):
    desk = Desk(tmp_path)
    desk.edit("content/pages/about.md", "几十条承诺", "好几十条承诺")
    desk.commit("a change")
    given = {
        "SITE_URL": "https://example.org/p",
        "SITE_CONTACT": "desk@example.org",
        "CI_PAGES_URL": "https://example.org/p",
        "BASE": "HEAD~1",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | given
    for step in hosted_steps(name):
        command = re.sub(r"\bmake ", f"{PYTHON} -m invoke ", step).replace(" ARGS=", " ")
        command = command.replace(".venv/bin/invoke", f"{PYTHON} -m invoke")
        done = subprocess.run(
            ["bash", "-euc", command], cwd=desk.clone, env=environment, check=False,
            capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    page = (desk.clone / published / "about/index.html").read_text(encoding="utf-8")
    assert "好几十条承诺" in page
    assert "https://example.org/p/about/" in page
    if "preview" in name:
        assert (tmp_path / "summary.md").exists()
        assert (desk.clone / "difference.html").exists()


def built(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def test_publishing_over_what_somebody_else_has_put_live_says_git_pull(project):
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "mine"]):
        git(*command, cwd=project.root)
    site = project.root / "site"
    built(site / "releases/0123456789ab", "theirs")
    (site / "current").symlink_to("releases/0123456789ab")
    done = run_task(project, "publish", "--to", str(site), SITE_CONTACT="desk@example.org")
    assert done.returncode == 1
    assert "先 git pull" in done.stderr
    assert "git pull first" in done.stderr
    assert (site / "current").readlink().name == "0123456789ab"


def test_releases_change_in_one_step_and_old_ones_go(tmp_path):
    releases = Releases(tmp_path / "site")
    with releases.locked():
        for name in "abcd":
            releases.add(name, built(tmp_path / "site" / f"new-{name}", name), keep=3)
            assert (releases.current / "index.html").read_text() == name
    assert sorted(p.name for p in (tmp_path / "site/releases").iterdir()) == ["b", "c", "d"]
    assert releases.roll_back() == ("d", "c")
    assert releases.roll_back() == ("c", "b")
    with pytest.raises(ReleaseError):
        releases.roll_back()
    assert releases.live() == "b"


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "a b"])
def test_no_release_leaves_its_folder(tmp_path, name):
    with pytest.raises(ReleaseError):
        Releases(tmp_path / "site").add(name, built(tmp_path / "new", "x"))


def test_an_empty_site_is_not_put_live(tmp_path):
    (tmp_path / "new").mkdir()
    with pytest.raises(ReleaseError):
        Releases(tmp_path / "site").add("a", tmp_path / "new")


def test_hooks_want_a_bare_repository(tmp_path):
    with pytest.raises(NotARepositoryError):
        install_hooks(tmp_path, tmp_path / "site")


def test_settings_are_plain_lines(tmp_path):
    (tmp_path / "settings").write_text("# 说明\nSITE_URL=https://a.org/?x=1\n\nbad\n", "utf-8")
    assert read_settings(tmp_path / "settings") == {"SITE_URL": "https://a.org/?x=1"}
    assert read_settings(tmp_path / "none") == {}
