"""The interface's words in templates, put in once, when a compiled template is loaded.

Templates say `_("Downloads")`. Asked at each rendering, a catalogue costs more than the rest of
the line; but a language's environment has one catalogue, so the answer is known beforehand. A
template is the same code in every language, and is compiled once for all.
`{% trans %}` with its numbers and plurals is still asked each time.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from functools import cache
from gettext import NullTranslations
from typing import Any

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from scripts.core.kept import keep, pack, recall, unpack
from scripts.core.model import Language
from scripts.theme_support.template_code import PlainDataCode
from scripts.words.catalogue import read_translations


class PlainDataContext(Context):
    """Calls macros, which pages do thousands of times, without asking what each is."""

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """What a template's call gives."""
        if type(called) is not Macro:
            return super().call(called, *args, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(self.eval_ctx, *args, **named)


class PlainDataEnvironment(Environment):
    """Jinja for views that are plain data: `view.title` looks for the key before the attribute.

    Jinja asks for the attribute first, which a dictionary answers with an exception each time.
    """

    code_generator_class = PlainDataCode
    context_class = PlainDataContext

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja names it
    ) -> Template:
        """A template; every page asks for those that it is made of, and none changes meanwhile."""
        if isinstance(name, Template) or globals is not None:
            return super().get_template(name, parent, globals)
        if (known := self._loaded.get(name)) is None:
            known = self._loaded[name] = super().get_template(name, parent)
        return known

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a dictionary, else what Jinja finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A template's globals as one dictionary: they are all there before the first template."""
        return {**self.globals, **(d or {})}


@cache
def _translations(language: Language) -> NullTranslations:
    return read_translations(language)


class KeptTemplates(BytecodeCache):
    """Compiled templates, among the results of earlier builds; for all languages.

    All of them are one result: a build asks for few, and the others must not be dropped.
    """

    def __init__(self, essence: Iterable[bytes]) -> None:
        self.essence = list(essence)
        self._known: dict[str, bytes] | None = None

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is known of a template; Jinja looks whether its source is the same."""
        if (data := self._all().get(bucket.key)) is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._all()[bucket.key] = bucket.bytecode_to_string()
        keep(_TEMPLATES, self.essence, pack(self._all()))

    def _all(self) -> dict[str, bytes]:
        if self._known is None:
            data = recall(_TEMPLATES, self.essence)
            self._known = {} if data is None else unpack(data)
        return self._known


_TEMPLATES = "templates"


def put_in_words(environment: Environment, language: Language) -> None:
    """Let an environment's templates speak a language; before the first of them is compiled.

    It has Jinja's `i18n` extension already.
    """
    translations = _translations(language)

    def words(text: str) -> str:
        """What `_` gives for a text without variables: the words are ours and may hold markup."""
        translated: str = translations.gettext(text) % {}
        return Markup(translated) if environment.autoescape else translated  # noqa: S704

    environment.extend(words=words)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext, translations.ngettext, newstyle=True
    )
    options = ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline", "finalize")
    said = [(name, repr(getattr(environment, name)).split(" at ")[0]) for name in options]
    told = repr((said, sorted(environment.extensions), environment.undefined.__name__))
    environment.bytecode_cache = KeptTemplates([told.encode()])
