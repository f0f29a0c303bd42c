"""How a page in Markdown is read, and what the theme is told besides the page itself."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from scripts.build.plugin import PageError, parse_page
from scripts.theme_support.look import report_address
from scripts.theme_support.page import Page, render_markdown_file

TITLE, URL = "粮食产量 & <b>", "https://example.org/a/"


def test_without_a_contact_there_is_no_link():
    assert report_address("", TITLE, URL, "zh") is None


def test_a_mail_says_which_page_it_is_about():
    parts = urlsplit(report_address("who@example.org", TITLE, URL, "zh") or "")
    assert (parts.scheme, parts.path) == ("mailto", "who@example.org")
    fields = parse_qs(parts.query)
    assert fields["subject"] == [f"指出错误：{TITLE}"]
    assert URL in fields["body"][0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_gets_title_and_address(language):
    form = "https://example.org/new?title={title}&body={body}"
    fields = parse_qs(urlsplit(report_address(form, TITLE, URL, language) or "").query)
    assert TITLE in fields["title"][0]
    assert URL in fields["body"][0]


@pytest.mark.parametrize("body", ["## 标题 {: #x }\n\n段落\n", "", "Key: 一段话\n"])
def test_a_written_page_is_read_as_it_was(body):
    page = Page(
        address="en/a/", language="en", template="method", title="A: b", summary="c · d", body=body
    )
    assert parse_page(render_markdown_file(page), Path("a.md")) == page


@pytest.mark.parametrize("head", ["Title: a\nUrl: b/\nLang: fr", "Title: a", "Url: b/"])
def test_front_matter_that_lacks_something_is_an_error(head):
    with pytest.raises(PageError, match=r"a\.md"):
        parse_page(f"{head}\n\ntext", Path("a.md"))
