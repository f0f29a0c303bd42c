"""The very pages that our site has of its places, for Hugo, in two ways.

`same-data`: a data file for each place and language and a content adapter that makes its pages;
table, quote and chart come from Go templates. `same-markdown`: a Markdown file for each page, the
indicator's with table, quote and drawing in it and the rest of its view as front matter.

Both as somebody who knows Hugo would do it: one site, the embed and the CSV as further output
formats, everything that does not vary from page to page cached, the chart made once for page and
embed. Hugo calls every indicator's CSV `index.csv`; what stands in it is the same.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from scripts.core.folders import site_identity
from scripts.core.model import LANGUAGES, Language
from scripts.feeds.atom import FEED_TITLES, LONGEST_FEED
from scripts.pages.site import navigation
from scripts.theme_support.look import HTML_LANGUAGES
from scripts.words.addresses import Addresses, feed, root_from
from scripts.words.catalogue import read_translations
from tests.bench.same_pages import Data, SamePage, SamePlace, read_same_place

WAYS = ("same-data", "same-markdown")
LAYOUTS = Path(__file__).parent / "layouts"
THEME = Path(__file__).parents[2] / "theme"
CONFIGURATION = """\
baseURL = "http://localhost:8000/"
disableKinds = ["taxonomy", "term", "home", "section", "rss", "404"]
[outputFormats.embed]
mediaType = "text/html"
baseName = "embed/index"
isHTML = true
notAlternative = true
[outputFormats.csv]
mediaType = "text/csv"
isPlainText = true
[outputFormats.atom]
mediaType = "application/atom+xml"
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
block = true
[markup.goldmark.extensions]
typographer = false
linkify = false
"""
ADAPTER = """\
{{ range $lang, $places := hugo.Data.places }}{{ range $address, $one := index $places "PLACE" }}
{{ $.AddPage (dict "path" $address "title" $one.head.title "layout" $one.layout
  "url" (print "/" $address) "outputs" $one.outputs "params" $one.head) }}
{{ end }}{{ end }}
"""
STATUS = (
    '<span class="status status-{{ .status }}"><svg class="mark mark-{{ .status }}" width="16" '
    'height="16" aria-hidden="true" focusable="false"><use href="#s-{{ .status }}"/></svg>'
    "<span>{{ .status_label }}</span></span>"
)
DRAWING = '{{ partialCached "drawing.html" $v.chart $p.address }}'
PIECES: Mapping[str, Mapping[str, str]] = {
    "same-data": {
        "VIEW": "index (index hugo.Data.places $p.lang) $p.place $p.address",
        "LINKED": "$v.linked_data | jsonify | safeJS",
        "EMBEDDED": "{{ with $v.chart }}<figure>" + DRAWING + "</figure>{{ end }}",
    },
    "same-markdown": {
        "VIEW": "$p.view",
        "LINKED": "$v.linked_data | safeJS",
        "BODY": "{{ .Content }}",
        "EMBEDDED": "{{ .Content }}",
    },
}
IN_BODY = ("targets", "rows", "corrections", "chart")
"""What an indicator's front matter need not have, because its Markdown has it."""
_WORD = re.compile(r'index \$w "([^"]+)"')
_ATTRIBUTES = re.compile(r"\{: ?([.#][^ }]+) ?\}")


def write_sites(folders: Mapping[str, Path], ours: Path) -> None:
    """Write Hugo's sites, by way, of all places in a project of ours; `hugo` makes `public/`."""
    names = sorted(path.name for path in (ours / "datasets").glob("place-*"))
    feeds: dict[Language, list[Data]] = {language: [] for language in LANGUAGES}
    for way, folder in folders.items():
        _write_layouts(folder, way)
    with ProcessPoolExecutor() as pool:
        for place in pool.map(partial(read_same_place, ours), names):
            for way, folder in folders.items():
                write = _write_data if way == "same-data" else _write_markdown
                write(folder, place)
            for language in LANGUAGES:
                feeds[language] += place.feeds[language]
    for folder in folders.values():
        _write_shared(folder, feeds)


def _write_layouts(folder: Path, way: str) -> None:
    body = (LAYOUTS / "body.html").read_text(encoding="utf-8")
    pieces = {"BODY": body, "DRAWING": DRAWING, "STATUS": STATUS, **PIECES[way]}
    for path in LAYOUTS.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        for name in ("BODY", "EMBEDDED", "DRAWING", "STATUS", "LINKED", "VIEW"):
            text = text.replace(name, pieces.get(name, ""))
        name = path.relative_to(LAYOUTS).as_posix()
        if way == "same-markdown" and name == "indicator.embed.html":
            name = "frame.html"
        if name != "body.html":
            named = _WORD.sub(lambda found: f"$w.{_key(found[1])}", text)
            _write(folder / "layouts" / name, named)
    _write(folder / "hugo.toml", CONFIGURATION)
    shutil.copytree(THEME / "static", folder / "assets")


def _write_shared(folder: Path, feeds: Mapping[Language, Sequence[Data]]) -> None:
    """The interface's words, and the feeds with what is newest in them."""
    _write(folder / "data" / "words.json", _json({lang: _words(lang) for lang in LANGUAGES}))
    newest = {
        language: sorted(feeds[language], key=lambda e: (e["date"], e["key"]), reverse=True)
        for language in LANGUAGES
    }
    shown = {language: entries[:LONGEST_FEED] for language, entries in newest.items()}
    _write(folder / "data" / "feeds.json", _json(shown))
    for language in LANGUAGES:
        head = {
            "layout": "feed",
            "outputs": ["atom"],
            "url": f"/{feed('status', language)}",
            "sitemap": {"disable": True},
            "lang": language,
        }
        _write(folder / "content" / f"feed-{language}.md", _json(head))


@cache
def _words(language: Language) -> Data:
    templates = (path.read_text(encoding="utf-8") for path in LAYOUTS.rglob("*.*"))
    words = read_translations(language)
    site = site_identity()
    (other,) = set(LANGUAGES) - {language}
    shared = {
        "html_lang": HTML_LANGUAGES[language],
        "other_lang": HTML_LANGUAGES[other],
        "other_name": {"zh": "中文", "en": "English"}[other],
        "locale": {"zh": "zh_CN", "en": "en"}[language],
        "site": site.title[language],
        "tagline": site.tagline[language],
        "home": Addresses(language).home(),
        "card": "place-1/card.png",
        "card_text": site.title[LANGUAGES[0]],
        "feeds": {name: feed(name, language) for name in ("updates", *FEED_TITLES)},
        "nav": navigation(language),
    }
    return {
        _key(word): words.gettext(word) for text in templates for word in _WORD.findall(text)
    } | shared


def _key(word: str) -> str:
    """A word's name in the data: a field is found faster than an index is called."""
    slug = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")
    return f"w_{slug[:40]}_{len(word)}_{sum(map(ord, word))}"


def _outputs(page: SamePage, *, embed: bool) -> list[str]:
    if page.kind != "indicator":
        return ["html"]
    return ["html", *(["embed"] if embed else []), *(["csv"] if page.language == "zh" else [])]


def _view(page: SamePage, place: SamePlace) -> Data:
    """What the templates read, the lines of the CSV with the page that it is made with."""
    if "csv" in _outputs(page, embed=True):
        return page.view | {"csv": place.csv[page.view["key"]].splitlines()}
    return page.view


def _layout(page: SamePage) -> str:
    """Hugo has another meaning for `section`."""
    return {"section": "chapter"}.get(page.kind, page.kind)


def _write_data(folder: Path, place: SamePlace) -> None:
    for language, pages in groupby(place.pages, key=lambda page: page.language):
        told = {
            page.address: _view(page, place)
            | {
                "head": page.head | {"place": place.name},
                "layout": _layout(page),
                "outputs": _outputs(page, embed=True),
            }
            for page in pages
        }
        _write(folder / "data" / "places" / language / f"{place.name}.json", _json(told))
    adapter = ADAPTER.replace("PLACE", place.name)
    _write(folder / "content" / place.name / "_content.gotmpl", adapter)


def _write_markdown(folder: Path, place: SamePlace) -> None:
    for page in place.pages:
        path = folder / "content" / page.language / f"{page.address.rstrip('/')}.md"
        head = page.head | {
            "layout": _layout(page),
            "url": f"/{page.address}",
            "outputs": _outputs(page, embed=False),
        }
        view = _view(page, place)
        if page.kind != "indicator":
            _write(path, _json(head | {"view": view}))
            continue
        view = {key: shown for key, shown in view.items() if key not in IN_BODY}
        view["linked_data"] = _json(view["linked_data"])
        embed = {key: view[key] for key in ("embed", "place_name", "name", "hero", "sources")}
        _write(path, f"{_json(head | {'view': view})}\n\n{_body(page)}")
        head |= {
            "layout": "frame",
            "url": f"/{page.view['embed_url']}",
            "outputs": ["html"],
            "sitemap": {"disable": True},
            "view": embed,
        }
        drawing = f"<figure>{_without_blank_lines(page.svg)}</figure>" if page.svg else ""
        _write(path.with_suffix("") / "embed.md", f"{_json(head)}\n\n{drawing}\n")


def _body(page: SamePage) -> str:
    """An indicator's Markdown, the drawing in the place of the picture that names its file."""
    body = _ATTRIBUTES.sub(r"{\1}", page.body)
    words, view = _words(page.language), page.view
    root = root_from(page.address)
    hint, save, colon = (
        words[_key(word)]
        for word in ("Arrow keys move from figure to figure.", "Save the chart", ": ")
    )
    picture = f' · <a href="{root}{view["picture_url"]}" download>PNG</a>'
    figure = (
        f'<figure class="chart" data-hint="{hint}">\n'
        f"{_without_blank_lines(page.svg)}\n"
        '<output class="chart-said" aria-live="polite"></output>\n'
        f'<figcaption>{save}{colon}<a href="{root}{view["chart_url"]}" '
        f"download>SVG</a>{picture if view['card'] or view['observation_count'] > 1 else ''}"
        "</figcaption>\n</figure>"
    )
    return re.sub(r"^!\[.*\]\(.*\.svg\)$", lambda _: figure, body, count=1, flags=re.MULTILINE)


def _without_blank_lines(svg: str) -> str:
    """A blank line would end what Markdown leaves as it is."""
    return re.sub(r"\n\s*\n", "\n", svg.strip())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
