"""Text from data, put into Markdown, shows itself and nothing more."""

from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from scripts.generator import MARKDOWN_EXTENSIONS, sanitise
from scripts.markdown_text import escape_markdown


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.tags = "", []

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))


def shown(source):
    html = sanitise(Markdown(extensions=list(MARKDOWN_EXTENSIONS)).convert("x\n\n" + source))
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
