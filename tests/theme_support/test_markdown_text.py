"""Text from data, put into Markdown, shows itself and nothing more."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scripts.theme_support.markdown_text import (
    Markdown,
    escape_attribute,
    escape_markdown,
    place_figures,
    render_body,
)


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.tags = "", []

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))


def shown(source):
    return text_and_tags(render_body("x\n\n" + source))


def text_and_tags(html):
    parser = Text()
    parser.feed(html)
    return parser.text.split("\n", 1)[-1], [t for t in parser.tags if t[0] != "p"]


PLAIN = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cf", "Co", "Cn"]
    ),
    min_size=1,
)


@given(PLAIN)
@example("**粗**_斜_`码`[链](javascript:alert(1))")
@example("<script>alert(1)</script>")
@example("1. 一")
@example("# 标题")
@example("- 项")
@example("{: onclick=alert(1) }")
@example("&lt;b&gt;")
@example("| a | b |")
@example("![x](y.svg)")
@example("!!! doubt")
@example("https://example.org")
@example(":::")
@example("===")
def test_escaped_text_is_shown_to_the_letter_and_makes_no_element(text):
    assert shown(escape_markdown(text)) == (text, [])


def test_line_ends_are_spaces_and_none_is_empty():
    assert escape_markdown("a\n\n# b") == "a # b"
    assert escape_markdown(None) == ""


def test_own_markdown_is_left_alone():
    assert escape_markdown(escape_markdown("*")) == "\\*"


@pytest.mark.parametrize("text", ["6.5%", "-0.3", "+2", "3—5", "2024 年", "a.b", "(1)", "注：x"])
def test_figures_stay_readable_in_the_markdown(text):
    assert escape_markdown(text) == text


@given(PLAIN)
@example('"onload=x')
@example("[x](y) *a* `b` _c_ {: .d }")
def test_a_value_in_an_attribute_stays_there_and_is_the_same(text):
    html = render_body(f'a <span title="{escape_attribute(text)}">b</span> c')
    parser = Text()
    parser.feed(html)
    assert (parser.text, parser.tags[1:]) == ("a b c", [("span", [("title", text)])])


def test_words_take_values_escaped():
    assert Markdown("%(count)s *x*") % {"count": "*2*"} == "\\*2\\* *x*"


def test_pictures_of_the_page_are_drawn_in_place_and_others_stay():
    content = render_body("![a > b](x.svg)\n\n![c](y.svg)\n\nd ![e](x.svg)")
    html = place_figures(
        content, {"x.svg": "<svg/>"}, lambda drawing: f"<figure>{drawing}</figure>"
    )
    assert html.count("<figure><svg/></figure>") == 2
    assert "<p><figure>" not in html
    assert '<img alt="c" src="y.svg">' in html
