"""A page becomes HTML: the same in any process, escaped, in its language, within its frame."""

import pickle
import runpy
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from scripts.theme_support.look import Look
from scripts.theme_support.page import Page

ROOT = Path(__file__).parents[2]
SETTINGS = runpy.run_path(str(ROOT / "pelicanconf.py"))
NAV = {
    "zh": [{"title": "关于", "url": "about/"}, {"title": "数据", "url": "data/"}],
    "en": [{"title": "About", "url": "en/about/"}],
}


class Names(dict):
    def __missing__(self, name):
        return f"static/{name}"


def a_look(*, contact="", theme=ROOT / "theme"):
    return Look(
        theme=theme,
        settings=SETTINGS["JINJA_ENVIRONMENT"],
        site={**SETTINGS["SITE"], "contact": contact},
        url="https://example.org",
        nav=NAV,
        static=Names(),
    )


def a_page(address="about/", **more):
    language = "en" if address.startswith("en/") else "zh"
    said = {"template": "page", "title": "题目", "summary": "提要", "body": "**正文**"}
    return Page(address=address, language=language, **{**said, **more})


def with_template(source, language="zh"):
    look = a_look()
    environment = look.environments[language]
    environment.loader = ChoiceLoader([DictLoader({"page.html": source}), environment.loader])
    return look


def test_an_unpickled_look_gives_the_same_bytes():
    look = a_look()
    html = look.render(a_page(), known_alternate=True)
    other = pickle.loads(pickle.dumps(look))  # noqa: S301 - our own
    assert other.render(a_page(), known_alternate=True) == html


def test_a_body_is_markdown_and_sanitised():
    body = "**正文** <script>alert(1)</script>"
    html = a_look().render(a_page(body=body), known_alternate=False).decode()
    assert "<strong>正文</strong>" in html
    assert "alert(1)" not in html


def test_what_a_page_says_is_escaped():
    html = a_look().render(a_page(title="<b>&", summary='"'), known_alternate=False).decode()
    assert "<title>&lt;b&gt;&amp; ·" in html
    assert 'content="&#34;"' in html


def test_the_other_language_is_linked_only_where_the_page_exists():
    look = a_look()
    there = look.render(a_page("a/b/"), known_alternate=True).decode()
    absent = look.render(a_page("a/b/"), known_alternate=False).decode()
    link = '<link rel="alternate" hreflang="en"'
    assert (link in there, link in absent) == (True, False)
    assert 'href="../../en/a/b/" hreflang="en"' in there
    assert 'href="../../en/" hreflang="en"' in absent


def test_only_the_page_itself_is_current_also_after_others():
    look = a_look()
    marks = [
        look.render(a_page(address), known_alternate=False).decode().count('aria-current="page"')
        for address in ("about/", "other/", "about/", "data/", "en/about/", "en/data/")
    ]
    assert marks == [1, 0, 1, 1, 1, 0]


def test_the_frame_leads_back_to_the_root_from_any_depth():
    look = a_look()
    for address, root in (("a/", "../"), ("a/b/c/", "../../../"), ("b/", "../"), ("", "./")):
        html = look.render(a_page(address), known_alternate=False).decode()
        assert f'<a href="{root}about/"' in html
        assert f'href="{root}static/css/site.css"' in html


def test_each_page_has_its_own_address_to_report_errors():
    look = a_look(contact="who@example.org")
    for name in ("one/", "two/"):
        html = look.render(a_page(name), known_alternate=False).decode()
        assert f"example.org%2F{name.rstrip('/')}%2F" in html
    html = a_look().render(a_page(), known_alternate=False).decode()
    assert 'href="../about/#contribute"' in html


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ view.nothing }}", "{{ view.a.b }}"])
def test_a_name_that_does_not_exist_is_an_error(source):
    with pytest.raises(UndefinedError):
        with_template(source).render(a_page(view={"a": {}}), known_alternate=False)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ _("Downloads") }}', "下载"),
        ("<a title=\"{{ _('Downloads') }}\">", '<a title="下载">'),
        ('{{ _("Downloads") ~ "<" }}', "下载&lt;"),
        ('{{ _( "no such words <b>" ) }}', "no such words <b>"),
        ('{% set word = "Downloads" %}{{ _(word) }}', "下载"),
        ('{{ _("Look %(x)s", x="<") }}', "Look &lt;"),
        ('{% macro m(x) %}{{ x.a }}{% endmacro %}{{ m({"a": _("Downloads")}) }}', "下载"),
    ],
)
def test_words_are_put_in_as_gettext_would(source, expected):
    html = with_template(source).render(a_page(), known_alternate=False).decode()
    assert html == expected


def test_the_description_changes_with_what_any_page_shows(tmp_path):
    described = a_look().describe()
    assert a_look().describe() == described
    assert a_look(contact="who@example.org").describe() != described
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("x")
    other = a_look(theme=tmp_path).describe()
    (tmp_path / "templates" / "page.html").write_text("y")
    assert a_look(theme=tmp_path).describe() not in {other, described}
