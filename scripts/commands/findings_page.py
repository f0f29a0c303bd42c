"""All findings as one HTML page that stands by itself: for a browser, or kept beside a build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.core.findings import Finding, shown_value, where
from scripts.core.model import LANGUAGES, Language

TEMPLATES = Path(__file__).parents[2] / "theme" / "templates"


def render_page(findings: Iterable[Finding], languages: Sequence[Language] = LANGUAGES) -> str:
    """The page; without findings it says so."""
    ordered = sorted(findings, key=lambda finding: finding.order)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = [
        {
            "file": file,
            "findings": [
                {
                    "places": [where(finding, language) for language in languages],
                    "value": shown_value(finding),
                    "code": finding.code,
                    "texts": [
                        {
                            "lang": "zh-CN" if language == "zh" else "en",
                            "message": finding.message(language),
                            "fix": finding.fix(language),
                        }
                        for language in languages
                    ],
                }
                for finding in group
            ],
        }
        for file, group in groupby(ordered, key=lambda finding: finding.file)
    ]
    return environment.get_template("findings.html").render(
        heading=_heading(len(ordered)), groups=groups
    )


def _heading(total: int) -> str:
    if not total:
        return "没有问题 · No findings"
    return (
        f"{total} 处问题，改好之前不会发布 · "
        f"{total} findings; nothing is published until they are mended"
    )
