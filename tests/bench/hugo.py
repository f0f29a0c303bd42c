"""The bare pages of a portal for Hugo: in both languages, with table, chart, quote, CSV and feed.

Two ways: everything written in Markdown, and everything in data files that Go templates make
tables and charts of. They show what Hugo takes for the least that such a site can be; the pages
that ours has are in `hugo_same`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tests.bench.synthetic import FIRST_YEAR, LAST_YEAR, Indicator

WAYS = ("bare-markdown", "bare-data")
CONFIGURATION = """\
baseURL = "http://localhost:8000/"
title = "Bench"
disableKinds = ["taxonomy", "term"]
[outputs]
page = ["html", "csv"]
[markup.goldmark.renderer]
unsafe = true
"""
BASE = """\
<!doctype html><html lang="{{ .Params.lang }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{{ .Title }}</title>
<link rel="stylesheet" href="/style.css"></head><body>
<nav><a href="/">首页</a> <a href="/en/">English</a></nav><main><h1>{{ .Title }}</h1>
{{ block "main" . }}{{ end }}</main></body></html>
"""
SINGLE = {
    "bare-markdown": """{{ define "main" }}{{ .Content }}{{ end }}""",
    "bare-data": """\
{{ define "main" }}{{ $s := index (index hugo.Data .Params.place) .Params.key }}
<h2>{{ .Params.words.promised }}</h2><blockquote><p>{{ .Content }}</p></blockquote>
<h2>{{ .Params.words.since }}</h2>
<figure><svg viewBox="0 0 600 200" role="img"><polyline fill="none" stroke="#135" points="
{{- range $i, $v := $s.values }}
{{- mul $i 30 }},{{ sub 200 (mul (float (index $v 1)) 1.2) }} {{ end -}}
"/></svg></figure>
<table><thead><tr><th>{{ .Params.words.year }}</th><th>{{ .Params.words.actual }}</th></tr></thead>
<tbody>{{ range $s.values }}<tr><td>{{ index . 0 }}</td><td>{{ index . 1 }}</td></tr>
{{ end }}</tbody></table>{{ end }}""",
}
LIST = """\
{{ define "main" }}<ul>
{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>{{ end }}"""
TABLE = """\
{{ $s := index (index hugo.Data .Params.place) .Params.key }}period,value,unit
{{ range $s.values }}{{ index . 0 }},{{ index . 1 }},{{ $s.unit }}
{{ end }}"""
WORDS = {
    "zh": {"promised": "承诺了什么", "since": "后来怎样", "year": "年份", "actual": "实际"},
    "en": {"promised": "Promised", "since": "Since", "year": "Year", "actual": "Actual"},
}


def address(place: str, key: str, language: str) -> str:
    """Where an indicator's page stands, in Hugo's site as in ours."""
    return f"{'en/' if language == 'en' else ''}{place}/indicators/{key}/"


def write_site(folder: Path, portal: Iterable[tuple[str, Indicator]], way: str) -> None:
    """A Hugo site of the indicators; `hugo` in its folder makes `public/`."""
    layouts = {
        "baseof.html": BASE, "single.html": SINGLE[way], "list.html": LIST, "single.csv": TABLE,
    }  # fmt: skip
    for name, template in layouts.items():
        write(folder / "layouts" / "_default" / name, template)
    write(folder / "hugo.toml", CONFIGURATION)
    data: dict[str, dict[str, object]] = {}
    for place, one in portal:
        data.setdefault(place, {})[one.key] = {"unit": one.unit, "values": one.values}
        for language, words in WORDS.items():
            head = {
                "title": one.name if language == "zh" else f"Qingshi {one.key}",
                "url": f"/{address(place, one.key, language)}",
                "lang": language,
                "place": place,
                "key": one.key,
                "words": words,
            }
            body = one.quote if way == "bare-data" else in_markdown(one, words)
            path = folder / "content" / language / place / f"{one.key}.md"
            write(path, json.dumps(head, ensure_ascii=False) + f"\n\n{body}\n")
    for place, series in data.items():
        write(folder / "data" / f"{place}.json", json.dumps(series, ensure_ascii=False))


def in_markdown(one: Indicator, words: dict[str, str]) -> str:
    """A page's body with its table and its chart."""
    points = " ".join(f"{30 * n},{200 - 1.2 * float(v):.1f}" for n, (_, v) in enumerate(one.values))
    rows = "\n".join(f"| {year} | {value} |" for year, value in one.values)
    return (
        f"## {words['promised']}\n\n> {one.quote}\n\n## {words['since']}\n\n"
        f'<figure><svg viewBox="0 0 600 200" role="img"><polyline fill="none" stroke="#135" '
        f'points="{points}"/></svg></figure>\n\n'
        f"| {words['year']} | {words['actual']} |\n|---|---:|\n{rows}\n"
    )


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


assert LAST_YEAR - FIRST_YEAR < 20, "the charts hold twenty years"
