"""What a bare repository does with a push: check it, build it, put it live.

Installed into the repository's `hooks/` by `invoke install-hooks`. It imports nothing but the
standard library, `releases` and `core.repository`, because it runs before any environment exists:
each pushed commit is built by its own code, in a fresh checkout, with the environment of its own
lock.

    pre-receive    validates; a push with findings is refused, and the findings are printed
    post-receive   builds the pushed commit and puts it live
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.core.repository import SAFELY
from scripts.publish.releases import ReleaseError, Releases

NOTHING = set("0")
NAME_LENGTH = 12
KEPT = "kept"
"""What the builds of earlier pushes made; deleting it costs nothing but time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One reference of a push: what it was, what it becomes."""

    old: str
    new: str
    reference: str

    @property
    def deletes(self) -> bool:
        return set(self.new) == NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where to publish, what, and with which Python."""

    site: Path
    branch: str
    keep: int
    environment: Path | None
    """An environment that is there already; None makes one per lock file."""


def read_pushes(lines: Iterator[str]) -> list[Push]:
    """What git tells a hook on standard input: `old new reference` a line (githooks(5))."""
    pushes = []
    for line in lines:
        old, new, reference = line.split()
        pushes.append(Push(old=old, new=new, reference=reference))
    return pushes


def say(text: str) -> None:
    """Tell the person who pushes: git shows what a hook prints, each line after `remote:`."""
    sys.stdout.write(text.rstrip() + "\n")
    sys.stdout.flush()


def git(*arguments: str) -> bytes:
    """What a git command prints.

    Raises:
        CalledProcessError: git failed.
    """
    command = ["git", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603


def is_ancestor(old: str, new: str) -> bool:
    """Whether a commit holds everything that another one does."""
    command = ["git", "merge-base", "--is-ancestor", old, new]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603


@contextmanager
def checkout(commit: str, near: Path) -> Iterator[Path]:
    """The files of a commit in a folder of their own, gone afterwards.

    `git archive` also sees objects that a push has brought but git has not accepted yet.
    """
    archive = git("archive", "--format=tar", commit)
    near.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="checkout-", dir=near))
    try:
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, **SAFELY)  # noqa: S202 - the maintainers' own commit
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def python_for(folder: Path, settings: Settings) -> Path:
    """The Python whose packages are those of the checkout's lock file; made when there is none.

    Raises:
        CalledProcessError: the packages could not be installed.
    """
    if settings.environment is not None:
        return settings.environment
    lock = folder / "requirements.lock"
    mark = sha256(lock.read_bytes()).hexdigest()[:NAME_LENGTH]
    home = settings.site / "environments" / mark
    python = home / "bin" / "python"
    if not (home / ".ready").exists():
        say("建立环境（锁文件变了，约一分钟）… making the environment, about a minute")
        shutil.rmtree(home, ignore_errors=True)
        install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
        for command in ([sys.executable, "-m", "venv", str(home)], [str(python), *install]):
            subprocess.run(command, check=True)  # noqa: S603 - our own interpreter
        (home / ".ready").touch()
    return python


def environment(settings: Settings) -> dict[str, str]:
    """The hook's environment without git's own, and with the site's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    configured = read_settings(settings.site / "settings")
    history = git("rev-parse", "--absolute-git-dir").decode().strip()
    return {
        **kept,
        **configured,
        "PYTHONUNBUFFERED": "1",
        "SITE_HISTORY": history,
        "SITE_KEPT": str(settings.site / KEPT),
    }


def read_settings(path: Path) -> Mapping[str, str]:
    """`KEY=value` lines: SITE_URL and SITE_CONTACT; none when there is no file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def run_task(folder: Path, settings: Settings, *arguments: str) -> int:
    """Run a task of the checkout, its words going to the person who pushes; its exit code."""
    python = python_for(folder, settings)
    command = [str(python), "-m", "invoke", *arguments]
    done = subprocess.run(  # noqa: S603 - the checkout's own task
        command,
        cwd=folder,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    say(done.stdout)
    return done.returncode


def accept(push: Push, settings: Settings) -> int:
    """Refuse a push that deletes the published branch or has findings; 0 lets it in."""
    if push.deletes:
        say("不能删除发布用的分支 the published branch cannot be deleted")
        return 1
    if set(push.old) != NOTHING and not is_ancestor(push.old, push.new):
        say("✗ 推送被拒收：它会丢掉别人已推送的提交。先 git pull，再 git push，不要用 --force。")
        say(
            "✗ The push was refused: it would lose commits that somebody else has pushed. "
            "Run git pull, then git push, without --force."
        )
        return 1
    releases = Releases(settings.site)
    with releases.locked(), checkout(push.new, settings.site) as folder:
        if set(push.old) == NOTHING:
            code = run_task(folder, settings, "validate", "--publishing")
        else:
            with checkout(push.old, settings.site) as published:
                code = run_task(
                    folder, settings, "validate", "--publishing", "--against", str(published)
                )
    if code:
        say("✗ 推送被拒收：请按上面的提示改正后重推；线上的网站没有变。")
        say(
            "✗ The push was refused: mend what is listed above and push again. "
            "The live site is unchanged."
        )
    return code


def publish(push: Push, settings: Settings) -> int:
    """Build a pushed commit and put it live; when that fails, the live site stays."""
    releases = Releases(settings.site)
    name = push.new[:NAME_LENGTH]
    with releases.locked(), checkout(push.new, settings.site) as folder:
        if git("rev-parse", push.reference).decode().strip() != push.new:
            say("已有更新的推送在排队，这一次不再生成 a newer push is waiting; this one is skipped")
            return 0
        built = Path(tempfile.mkdtemp(prefix="building-", dir=settings.site)) / "site"
        try:
            if code := run_task(folder, settings, "site", "--complete", "--output", str(built)):
                say("✗ 没有发布，线上的网站没有变 not published; the live site is unchanged")
                return code
            releases.add(name, built, settings.keep)
        except ReleaseError as error:
            say(f"✗ {error}")
            return 1
        finally:
            shutil.rmtree(built.parent, ignore_errors=True)
    say(f"✓ 已上线 live: {name}")
    return 0


def main(arguments: list[str], lines: Iterator[str]) -> int:
    """The hook: `receive.py pre|post --site … --branch …`; the exit code git looks at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["pre", "post"])
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--branch", default="main")
    parser.add_argument("--keep", type=int, default=5)
    parser.add_argument("--environment", type=Path)
    given = parser.parse_args(arguments)
    settings = Settings(
        site=given.site, branch=given.branch, keep=given.keep, environment=given.environment
    )
    step = accept if given.step == "pre" else publish
    for push in read_pushes(lines):
        if push.reference != f"refs/heads/{settings.branch}":
            continue
        if given.step == "post" and push.deletes:
            continue
        try:
            if code := step(push, settings):
                return code
        except subprocess.CalledProcessError as error:
            say(f"✗ {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin))
