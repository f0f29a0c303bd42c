"""A Chromium for the tests: the one that is there, else the platform's package, else Playwright's.

Chinese pages need a Chinese font too: without one every character is the same empty box, and
nothing that measures or looks at a page means anything.

`python -m scripts.commands.browser --install` makes sure that there is one and prints where it is.
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
BROWSER_PACKAGES = ("chromium",)
FONT_PACKAGES = ("fontconfig", "fonts-noto-cjk")


class NoBrowserError(RuntimeError):
    """No browser is there and none could be installed."""


def is_root() -> bool:
    """Whether this process may do everything, as in most containers; never so on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def launch_flags() -> list[str]:
    """Flags for a browser that talks to nobody; root cannot use Chromium's sandbox."""
    return [*QUIET_FLAGS, *(["--no-sandbox"] if is_root() else [])]


def find_browser() -> Path | None:
    """The browser to test with: `$CHROMIUM`, one on the path, a usual place, Playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named, *(shutil.which(name) for name in NAMES), *FIXED_PLACES]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return Path(candidate)
    return _playwright_browser()


def _playwright_browser() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese; no fontconfig counts as no font."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(
        ["fc-list", ":lang=zh"],  # noqa: S607
        capture_output=True,
        check=False,
    )
    return bool(listed.stdout.strip())


def ensure_browser() -> Path:
    """Find a browser, installing one (and, where apt installs, a Chinese font) when there is none.

    Raises:
        NoBrowserError: neither the platform's packages nor Playwright could provide one.
    """
    apt = _apt_get()
    missing = [
        *(() if find_browser() else BROWSER_PACKAGES),
        *(() if has_chinese_font() else FONT_PACKAGES),
    ]
    if apt and missing:
        _run([*apt, "update", "-qq"])
        if not _run([*apt, "install", "-y", "-qq", "--no-install-recommends", *missing]):
            sys.stderr.write("apt-get 没有装上 could not install: " + " ".join(missing) + "\n")
    if not find_browser():
        dependencies = ["--with-deps"] if is_root() else []
        _run([sys.executable, "-m", "playwright", "install", *dependencies, "chromium"])
    if found := find_browser():
        return found
    message = (
        "没有浏览器，也装不上：请安装 Chromium 或 Chrome，或设置环境变量 CHROMIUM 指向它。\n"
        "There is no browser and none could be installed: install Chromium or Chrome, or set "
        "CHROMIUM to its path."
    )
    raise NoBrowserError(message)


def _apt_get() -> list[str] | None:
    """How to call apt-get here without being asked for a password; None where one cannot."""
    if shutil.which("apt-get") is None:
        return None
    if is_root():
        return ["apt-get"]
    if shutil.which("sudo") and _run(["sudo", "-n", "true"], quiet=True):
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def _run(command: list[str], *, quiet: bool = False) -> bool:
    if not quiet:
        sys.stderr.write(f"安装测试用的浏览器 installing a browser: {' '.join(command)}\n")
    done = subprocess.run(  # noqa: S603
        command,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=quiet,
    )
    return done.returncode == 0


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
