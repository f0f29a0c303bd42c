"""`invoke mend` writes a place's files as the contract has them, and touches nothing else."""

import shutil
import subprocess
import sys

from scripts.build.site import ROOT


def test_files_that_excel_saved_are_mended_once(tmp_path):
    folder = tmp_path / "datasets" / "pingdingshan"
    shutil.copytree(ROOT / "datasets" / "pingdingshan", folder)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for name, encoding in (("sources.csv", "gb18030"), ("targets.csv", "utf-8-sig")):
        text = before[folder / name].decode().replace("\n", "\r\n")
        (folder / name).write_bytes(text.encode(encoding))
    said = [
        subprocess.run(
            [sys.executable, "-m", "invoke", "-r", str(ROOT), "mend"],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert "sources.csv" in said[0]
    assert "2 files mended" in said[0]
    assert "0 files mended" in said[1]
    assert {path: path.read_bytes() for path in before} == before
