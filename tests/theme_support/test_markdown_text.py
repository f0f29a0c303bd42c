"""Text from data, put into Markdown, shows itself and nothing more."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scripts.theme_support import markdown_text
from scripts.theme_support.markdown_text import (
    escape_markdown,
    render_any_body,
    render_body,
    sanitise,
    text_node,
)
from scripts.theme_support.plain_markdown import render_plain


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


SIGNS = "` \\ [ ] ( ) : ! < > & ; * ** _ # | - + . 1. @ :// x 中 ， \n \n\n \t \r\n".split(" ")
SIGNS += [" ", "  \n", "    ", "<mark>", "</mark>", "<div>", "</div>", "<b>", "<!--", "&#54;"]
SIGNS += [
    "[x](y)",
    "![x](y)",
    "[x]: y",
    "[x][x]",
    "`x`",
    "<http://x>",
    "<x@y>",
    "!!! doubt",
    "{: .c }",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=24).map("".join))
@example("a\t\nb")
@example("x <div>y</div>\n\nz")
@example("[x]\n\n[x]: y")
def test_what_cannot_match_is_left_out_without_a_trace(text):
    whole = markdown_text.body_converter().reset().convert(text)
    assert render_body(text) == sanitise(whole)


def test_most_patterns_are_left_out_of_an_ordinary_text():
    idle = markdown_text.idle_patterns("> a<mark>b **1** c</mark>\n\n[x](../y/)")
    assert idle == {*markdown_text.CALLED_FOR, "html_block"}


@given(PLAIN)
@example("a & b <i>&amp;</i> \"c\" 'd'")
def test_a_text_node_shows_its_text_as_sanitised_html_would(text):
    assert text_and_tags(str(text_node(text))) == (" ".join(text.split()), [])
    assert text_node(text) == sanitise(text_node(text))


OWN_FORMS = [
    "## a\n\n### {} · {} {{: #t-1 }}",
    "> {}<mark>{}**{}**{}</mark>{}",
    "a&#58; [{} · {}](../x/#n1)",
    "{} · {}\n\n\na：**{}** — {}\n{{: .verdict }}",
    "{}**{}**{}",
]


@given(st.lists(st.sampled_from(OWN_FORMS), max_size=4), st.data())
@example(["{}**{}**{}"], None)
def test_our_own_forms_give_the_same_the_short_way(forms, data):
    signs = st.lists(st.sampled_from(SIGNS), max_size=5).map("".join)
    text = "\n\n".join(forms)
    values = [data.draw(signs) if data else "1" for _ in range(text.count("{}"))]
    text = text.format(*map(escape_markdown, values))
    short = render_plain(text)
    assert short is None or short == render_any_body(text)


def test_an_ordinary_page_goes_the_short_way():
    text = "## a\n\n### 2024 · b {: #t }\n\n> a\\*<mark>b **1**</mark>c&#46;\n\nd：[x](../y/#z)\n\n"
    text += "e：**f** — g\n{: .verdict }\n"
    assert render_plain(text) == render_any_body(text)


@pytest.mark.parametrize("text", ["![x](y)", "1. a", "a\nb", "a `b`", "<i>a</i>", "**a", "[a]"])
def test_what_may_be_more_goes_the_long_way(text):
    assert render_plain(text) is None
