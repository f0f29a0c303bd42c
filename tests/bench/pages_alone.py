"""Renders the HTML pages of a project alone, as a generator of pages would: no downloads.

    python -m tests.bench.pages_alone

It follows a whole build of the project in the current folder: the pages' Markdown stands in
`content/generated/`. Pelican reads and renders all of it on every core, into a folder beside the
site, as `pelican content -s pelicanconf.py -o DIR` does. Nothing is checked, indexed or put in
place, and nothing of the build is used again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = ".build/pages-alone"


def main() -> int:
    """Pelican's own exit code."""
    root = Path.cwd()
    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", FOLDER]
    done = subprocess.run([*command, "--fatal", "warnings"], cwd=root, check=False)
    sys.stdout.write(f"✓ {sum(1 for _ in (root / FOLDER).rglob('*.html'))} 页 pages\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
