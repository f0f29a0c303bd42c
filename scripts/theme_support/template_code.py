"""How the theme's templates become Python: shorter ways for what pages do thousands of times.

A template asks for an entry of a dictionary, and puts a text that has nothing to escape between
tags. Jinja's own code calls a method for the first and makes a `Markup` of the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']").search


def shown(value: Any) -> str:
    """A value as it stands in HTML, for output only: what is joined there need not be `Markup`."""
    kind = type(value)
    if kind is Markup or (kind is str and _SPECIAL(value) is None):
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


def all_shown(values: Sequence[str]) -> Sequence[str]:
    """Texts as they stand in HTML; mostly there is nothing to escape in any of them."""
    if _SPECIAL("".join(values)) is None:
        return values
    return [shown(value) for value in values]


def cells(rows: Iterable[Iterable[str]], numeric: Sequence[bool]) -> Markup:
    """The rows of a table's preview, a line each; there may be thousands of cells."""
    opening = ['<td class="number">' if one else "<td>" for one in numeric]
    lines: list[str] = []
    for row in rows:
        line = "</td>".join(
            [f"{start}{shown(cell)}" for start, cell in zip(opening, row, strict=False)]
        )
        lines.append(f"<tr>{line}</td></tr>\n" if line else "<tr></tr>\n")
    return Markup("".join(lines))  # noqa: S704 - every cell is escaped


def word_of(node: nodes.Expr) -> str | None:
    """The text of `_("…")`; None for anything else."""
    match node:
        case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(text))]):
            return None if node.kwargs or node.dyn_args or node.dyn_kwargs else text
    return None


class PlainDataCode(CodeGenerator):
    """Code that finds the entries of plain data by itself, and else does as Jinja does."""

    found = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.words: dict[str, str] = {}

    def visit_Template(  # noqa: N802 - as Jinja names it
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        """The whole template; its words are asked for when it is loaded."""
        self.writeline("from scripts.theme_support.template_code import shown")
        super().visit_Template(node, frame)
        for text, name in self.words.items():
            self.writeline(f"{name} = environment.words({text!r})")

    def visit_Call(  # noqa: N802
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - as Jinja has it
    ) -> None:
        """`_("…")`: the words, which the module of the template has under a name of their own."""
        if (text := word_of(node)) is None:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        else:
            self.write(self.words.setdefault(text, f"w_{len(self.words)}"))

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """`a.b`: an entry of `a` where it is a dictionary that has it; of `loop`, its own."""
        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
            return
        self.found += 1
        name, key = f"p_{self.found}", repr(node.attr)
        self.write(f"({name}[{key}] if type({name} := ")
        self.visit(node.node, frame)
        self.write(f") is dict and {key} in {name} else environment.getattr({name}, {key}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("(" if word_of(node) else "shown(")
            self.write(finalize.src or "")
        else:
            super()._output_child_pre(node, frame, finalize)
