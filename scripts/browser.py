"""A Chromium for the tests: the one that is there, else the platform's package, else Playwright's.

`python -m scripts.browser --install` makes sure that there is one and prints where it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
FIXED_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
QUIET_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
PACKAGES = ("chromium", "fonts-noto-cjk")


class NoBrowserError(RuntimeError):
    """No browser is there and none could be installed."""


def launch_flags() -> list[str]:
    """Flags for a browser that talks to nobody; root cannot use Chromium's sandbox."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET_FLAGS, *(["--no-sandbox"] if is_root else [])]


def find_browser() -> Path | None:
    """The browser to test with: `$CHROMIUM`, one on the path, a usual place, Playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named, *(shutil.which(name) for name in NAMES), *FIXED_PLACES]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return Path(candidate)
    return _playwright_browser()


def _playwright_browser() -> Path | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only in the test environment

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def ensure_browser() -> Path:
    """Find a browser, installing one when there is none.

    Raises:
        NoBrowserError: neither the platform's packages nor Playwright could provide one.
    """
    if found := find_browser():
        return found
    for command in _install_commands():
        sys.stderr.write(f"安装测试用的浏览器 installing a browser: {' '.join(command)}\n")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(command, check=False, env=environment)  # noqa: S603
        if done.returncode == 0 and (found := find_browser()):
            return found
    message = (
        "没有浏览器，也装不上：请安装 Chromium 或 Chrome，或设置环境变量 CHROMIUM 指向它。\n"
        "There is no browser and none could be installed: install Chromium or Chrome, or set "
        "CHROMIUM to its path."
    )
    raise NoBrowserError(message)


def _install_commands() -> list[list[str]]:
    commands: list[list[str]] = []
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("apt-get") and (is_root or shutil.which("sudo")):
        sudo = [] if is_root else ["sudo", "-n"]
        update = [*sudo, "apt-get", "update", "-qq"]
        install = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        commands += [update, install]
    commands.append([sys.executable, "-m", "playwright", "install", "chromium"])
    return commands


def main(arguments: list[str]) -> int:
    """Print the browser's path; with `--install`, get one first."""
    try:
        found = ensure_browser() if "--install" in arguments else find_browser()
    except NoBrowserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"浏览器 browser: {found}\n")
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
