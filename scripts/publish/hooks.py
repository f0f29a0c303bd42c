"""Makes a bare repository publish what is pushed to it: `invoke install-hooks`."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[1]
HOOKS = {"pre-receive": "pre", "post-receive": "post"}
CODE = (
    "__init__.py",
    "core/__init__.py",
    "core/repository.py",
    "publish/__init__.py",
    "publish/receive.py",
    "publish/releases.py",
)


class NotARepositoryError(ValueError):
    """The folder is no bare repository."""


def install_hooks(  # noqa: PLR0913 - a server's settings
    repository: Path,
    site: Path,
    *,
    branch: str = "main",
    keep: int = 5,
    url: str = "",
    contact: str = "",
    environment: Path | None = None,
) -> list[Path]:
    """Write the two hooks and the code that they run; returns what was written.

    Args:
        repository: a bare repository (`git init --bare`).
        site: where releases go; the web server serves `<site>/current`.
        branch: the branch that is published.
        keep: how many releases stay.
        url: the site's address, for feeds and canonical links.
        contact: where readers report errors.
        environment: a Python that has everything installed; None makes environments by lock file.

    Raises:
        NotARepositoryError: there is no bare repository at `repository`.
    """
    if not (repository / "HEAD").is_file() or not (repository / "objects").is_dir():
        raise NotARepositoryError(repository)
    package = repository / "hooks" / "scripts"
    for name in CODE:
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SCRIPTS / name, package / name)
    site.mkdir(parents=True, exist_ok=True)
    lines = [f"SITE_URL={url}" if url else "", f"SITE_CONTACT={contact}" if contact else ""]
    settings = site / "settings"
    if any(lines) or not settings.exists():
        settings.write_text("".join(f"{line}\n" for line in lines if line), encoding="utf-8")
    written = []
    for hook, step in HOOKS.items():
        command = [
            sys.executable, "-B", str(package / "publish" / "receive.py"), step,
            "--site", str(site), "--branch", branch, "--keep", str(keep),
        ]  # fmt: skip
        if environment is not None:
            command += ["--environment", str(environment)]
        path = repository / "hooks" / hook
        path.write_text(f"#!/bin/sh\nexec {shlex.join(command)}\n", encoding="utf-8")
        path.chmod(0o755)
        written.append(path)
    return written
