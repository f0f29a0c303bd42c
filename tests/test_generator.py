"""What the theme is told besides the page itself."""

from urllib.parse import parse_qs, urlsplit

import pytest

from scripts.generator import report_address

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
