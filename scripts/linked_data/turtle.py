"""A graph as Turtle; the only module that knows rdflib, and it is imported late."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from rdflib import Graph, URIRef
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer


def turtle(jsonld: str, prefixes: Mapping[str, str]) -> str:
    """JSON-LD, its context within, as Turtle with one object a line."""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=jsonld, format="json-ld")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)
    written = io.BytesIO()
    _Turtle(graph).serialize(written, encoding="utf-8")
    return written.getvalue().decode()


class _Turtle(LongTurtleSerializer):
    """What rdflib writes as `longturtle`, without taking every address of the site apart.

    Nearly every node is one of ours, outside all namespaces, and it is looked for in them each
    time that it is named.
    """

    def __init__(self, store: Graph) -> None:
        super().__init__(store)  # type: ignore[no-untyped-call]
        self._namespaces = tuple(str(namespace) for _, namespace in store.namespaces())
        self._names: dict[tuple[Any, bool], str | None] = {}

    def get_pname(self, uri: Any, gen_prefix: bool = True) -> str | None:  # noqa: FBT001, FBT002
        if not isinstance(uri, URIRef) or not (gen_prefix or str.startswith(uri, self._namespaces)):
            return None
        key = (uri, gen_prefix)
        if key not in self._names:
            self._names[key] = super().get_pname(uri, gen_prefix)  # type: ignore[no-untyped-call]
        return self._names[key]
