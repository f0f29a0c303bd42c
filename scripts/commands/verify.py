"""The task with which anybody checks a published site."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, show, task

STAMPS = {
    "verified": "✓ 时间戳已核实 timestamp verified",
    "unverified": "? 时间戳未核实 timestamp not verified",
    "wrong": "✗ 时间戳不成立 timestamp does not hold",
    "none": "– 没有时间戳 no timestamp",
}


@task(
    help={
        "output": "网站的文件夹：自己生成的，或者下载来的 / the site's folder, built or downloaded",
        "format": "text | json | annotations | html",
        "lang": "zh | en；不写则中英对照 / both when left out",
        "tsa": "可信的时间戳机构的证书（PEM）/ certificates of the timestamp authorities you trust",
    },
)
def verify(
    _: Context,
    output: str,
    format: str = "text",  # noqa: A002
    lang: str = "",
    tsa: str = "datasets/releases/tsa.pem",
) -> None:
    """从数据重新推出每个数，与网站逐一核对 / Derive every figure again; hold the site against it.

    invoke verify output
    """
    from scripts.audit.run import prove_site
    from scripts.core.folders import site_settings

    folder = Path(output).resolve()
    if not folder.is_dir() or not any(folder.iterdir()):
        raise Exit(f"✗ 没有这个网站文件夹 / no such site: {folder.name}", WRONG_USAGE)
    root = Path.cwd()
    policy = site_settings()["PACKAGES_WITH_FINDINGS"]
    names = [path.name for path in (root / "datasets").iterdir()]
    skipped = [name for name in names if policy.get(name, policy.get("*")) == "skip"]
    trusted = Path(tsa).read_bytes() if Path(tsa).is_file() else b""
    proof = prove_site(root, folder, skipped, trusted)
    show(proof.findings, format, lang)
    if format == "text":
        for one in proof.stamps:
            sys.stdout.write(f"{STAMPS[one.state]}  {one.file}  {one.words}".rstrip() + "\n")
        sys.stdout.write(
            f"{'✗' if proof.findings else '✓'} {proof.files} 个文件 files，"
            f"核对了 {proof.figures} 个数与词 figures and words、{proof.octets} 字节 bytes，"
            f"{len(proof.findings)} 处不符 disagreements\n"
        )
    if proof.findings:
        raise Exit(code=FINDINGS)
