"""Runs the trials that `docs/reliability.md` quotes and writes there what they printed.

`python -m tests.trials.reliability COUNT` renews every block; nothing in a block is typed by hand.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reliability.md"
BLOCK = re.compile(r"<!-- (?P<name>[a-z]+) -->\n```text\n(?P<said>.*?)```\n", re.DOTALL)


def trials(count: int) -> Mapping[str, Sequence[str]]:
    """Name of a block -> the command whose output stands in it."""
    python = sys.executable
    return {
        "faults": [python, "-m", "tests.trials.faults", str(count)],
        "fuzz": [python, "-m", "tests.trials.fuzz", str(count)],
        "mistakes": [python, "-m", "tests.trials.mistakes", str(count)],
        "site": [python, "-m", "invoke", "site", "--complete"],
        "verify": [python, "-m", "invoke", "verify", "output"],
    }


def without_clock(said: str) -> str:
    """What a command printed, without progress, seconds, folders and what was there before."""
    kept = [line for line in said.splitlines() if not line.startswith("[")]
    text = "\n".join(kept).rstrip() + "\n"
    text = re.sub(r"，[0-9.]+ 秒 s|（新写 .* removed）", "", text)
    return re.sub(r"\n  (?:打开|或) .*", "", text)


def run(command: Sequence[str]) -> str:
    """What a trial prints.

    Raises:
        RuntimeError: it failed; the document stays as it was.
    """
    environment = {"SITE_CONTACT": "desk@example.org", **os.environ}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return without_clock(done.stdout)


def fill_block(text: str, name: str, said: str) -> str:
    """A document with what a trial printed in the block of its name."""
    block = f"<!-- {name} -->\n```text\n{said}```\n"
    return BLOCK.sub(lambda found: block if found["name"] == name else found[0], text)


def main(count: int, only: str = "") -> int:
    """Renew the blocks, or the one named; 0 when every trial passed."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, command in trials(count).items():
        if only not in {"", name}:
            continue
        sys.stdout.write(f"{name} …\n")
        sys.stdout.flush()
        said = run(command)
        sys.stdout.write(said)
        text = fill_block(text, name, said)
    DOCUMENT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, *sys.argv[2:3]))
