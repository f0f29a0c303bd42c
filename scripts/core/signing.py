"""Signs the checksums of a site with a key that the publisher keeps outside the repository.

`SITE_SIGN_KEY` names a minisign secret key file, `SITE_GPG_KEY` a key in GnuPG's own keyring; the
tools themselves do the signing, and nothing is signed when neither is set.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scripts.core.findings import Finding

SUMS = "SHA256SUMS"
MINISIGN, GPG = f"{SUMS}.minisig", f"{SUMS}.asc"
SIGNATURES = (MINISIGN, GPG)
TIMESTAMP = f"{SUMS}.tsr"
"""The answer of a timestamp authority (RFC 3161) about a list of checksums."""
SETTINGS = ("SITE_SIGN_KEY", "SITE_GPG_KEY")
_SECONDS = 60


class SigningError(RuntimeError):
    """A signature was asked for and could not be made; carries the tool's own words."""

    def __init__(self, setting: str, tool: str, words: str) -> None:
        super().__init__(f"{setting}: {tool}: {words}")
        self.setting, self.tool, self.words = setting, tool, words

    def finding(self) -> Finding:
        """The same for the person who publishes."""
        return Finding.of(
            "not-signed", SUMS, setting=self.setting, tool=self.tool, words=self.words
        )


def sign_sums(sums: bytes, environment: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """The signatures that the environment asks for: file name -> content.

    Args:
        sums: the content of `SHA256SUMS`.
        environment: the settings; by default those of the process.

    Raises:
        SigningError: the tool or the key is missing, or the tool refused.
    """
    settings = os.environ if environment is None else environment
    signatures: dict[str, bytes] = {}
    if key := settings.get("SITE_SIGN_KEY"):
        if not Path(key).is_file():
            raise SigningError("SITE_SIGN_KEY", "minisign", f"没有这个文件 no such file: {key}")
        comment = ["-t", SUMS]  # minisign's own comment would be a clock
        command = ["minisign", "-S", "-s", str(Path(key).resolve()), *comment, "-x", MINISIGN]
        signatures[MINISIGN] = _sign("SITE_SIGN_KEY", [*command, "-m", SUMS], sums, settings)
    if key := settings.get("SITE_GPG_KEY"):
        command = ["gpg", "--batch", "--yes", "--armor", "--detach-sign", "--local-user", key]
        command += ["--output", GPG, SUMS]
        signatures[GPG] = _sign("SITE_GPG_KEY", command, sums, settings)
    return signatures


def _sign(setting: str, command: list[str], sums: bytes, settings: Mapping[str, str]) -> bytes:
    """Let a tool sign in a folder of its own; the content of the one file that it adds."""
    tool = command[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SUMS).write_bytes(sums)
        try:
            done = subprocess.run(  # noqa: S603 - a fixed tool; the key's name is one argument
                command,
                cwd=folder,
                env=dict(settings),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise SigningError(setting, tool, "没有装 not installed") from None
        except subprocess.TimeoutExpired:
            raise SigningError(setting, tool, f"{_SECONDS} 秒没有结束 timed out") from None
        written = [path for path in folder.iterdir() if path.name in SIGNATURES]
        if done.returncode or not written:
            words = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise SigningError(setting, tool, " ".join(words.split()))
        return written[0].read_bytes()
