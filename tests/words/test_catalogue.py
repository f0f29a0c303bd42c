"""Every word of the interface has its Chinese, and no translation is left over."""

import re
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment

from scripts.words.catalogue import catalogue_path

THEME = Path(__file__).parents[2] / "theme"


def used_messages():
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in [*THEME.rglob("*.html"), *(THEME / "markdown").glob("*.md")]:
        for _, _, message in environment.extract_translations(path.read_text(encoding="utf-8")):
            yield message[0] if isinstance(message, tuple) else message


def test_every_message_is_translated_and_every_translation_used():
    with catalogue_path("zh").open("rb") as file:
        catalogue = read_po(file)
    translated = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in catalogue
        if message.id
        and all(message.string if isinstance(message.string, tuple) else [message.string])
    }
    assert set(used_messages()) == translated
    assert not [message.id for message in catalogue if message.fuzzy and message.id]


def test_templates_hold_no_chinese_of_their_own():
    for path in [*THEME.rglob("*.html"), *(THEME / "markdown").glob("*.md")]:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = text.replace('lang="zh-CN">中文<', "").replace('aria-hidden="true">诺<', "")
        text = text.replace('join("；")', "")
        assert not re.search("[\u4e00-\u9fff]", text), path
