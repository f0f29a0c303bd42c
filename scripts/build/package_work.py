"""What the site has of one package: the unit of work, done here, on another core or machine.

A package is read, checked and derived (`prepare`), then its parts are made (`make_batch`) in
batches that do not depend on each other, so that a large place can be divided; at last they are
put together (`close_package`). What is given and what comes back is plain data and the same
wherever it is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from scripts.build.package_head import PackageHead
from scripts.build.package_maker import PackageMaker, render_page_files
from scripts.build.package_past import Past, describe_past, publish_versions
from scripts.build.package_prepared import Prepared, SiteShared
from scripts.build.parts import Made, Parts
from scripts.checks import check_package
from scripts.checks.decisions import Decision, decide
from scripts.core.findings import Finding
from scripts.core.model import LANGUAGES
from scripts.derive.edition import derive_edition
from scripts.package.raw import RawPackage, is_place
from scripts.package.typed_rows import to_place
from scripts.pages.version import render_version_pages
from scripts.verify.built_page import describe
from scripts.versions.released import Released


def prepare(raw: RawPackage, shared: SiteShared, findings: Iterable[Finding] = ()) -> Prepared:
    """Check a package, decide what becomes of it, and derive it.

    Args:
        raw: the package as read, under the name that it has on the site.
        shared: what all packages share.
        findings: what is known already: its name is taken, say.
    """
    found = [*check_package(raw, shared.schemas, shared.vocabulary)]
    found = sorted([*found, *findings], key=lambda finding: finding.order)
    (decision,) = decide([raw], found, shared.policies)
    return derive(raw, decision, shared)


def derive(raw: RawPackage, decision: Decision, shared: SiteShared) -> Prepared:
    """A package that was judged already, derived."""
    edition = None
    if decision.outcome == "publish" and is_place(raw.descriptor):
        edition = derive_edition(to_place(raw)[0], shared.vocabulary.units)
    return Prepared(raw=raw, decision=decision, edition=edition)


Kind = Literal["package", "place", "indicators", "answers"]


class Batch(NamedTuple):
    """Some of a package's parts: of `indicators` those from `first` to before `end`."""

    kind: Kind
    first: int = 0
    end: int = 0

    @property
    def last(self) -> bool:
        """Whether it has to wait for the others, because it reads their files."""
        return self.kind == "answers"


def batches_of(prepared: Prepared, size: int) -> list[Batch]:
    """All batches of a package: those that take longest first, that which waits for others last."""
    if prepared.edition is None:
        return [Batch("package")]
    count = len(prepared.edition.series)
    ranges = (Batch("indicators", n, min(n + size, count)) for n in range(0, count, size))
    return [Batch("package"), Batch("place"), *ranges, Batch("answers")]


def make_parts(  # noqa: PLR0913, PLR0917 - all that batches follow from, and where they go
    batches: Iterable[Batch],
    prepared: Prepared,
    shared: SiteShared,
    past: Past,
    parts: Parts,
    documents: Mapping[str, bytes] | None = None,
) -> None:
    """Make the parts of batches into `parts`; later ones use what earlier ones found out.

    Args:
        batches: which parts.
        prepared: the package.
        shared: what all packages share.
        past: what is known of its released versions.
        parts: those of the build before, and where to put those of this one.
        documents: for the batch `answers`, every indicator's own JSON by its id, where the tree
            does not have them.
    """
    maker = PackageMaker(
        prepared=prepared, shared=shared, past=past, parts=parts, documents_made=documents
    )
    for batch in batches:
        make_batch(maker, batch)


def make_batch(maker: PackageMaker, batch: Batch) -> None:
    """Make the parts of one batch into those of the maker."""
    if batch.kind == "indicators":
        maker.make_indicators(maker.edition.series[batch.first : batch.end])
    elif batch.kind == "place":
        maker.make_place()
    elif batch.kind == "answers":
        maker.make_answers()
    else:
        maker.make_package()


def make_past(
    raw: RawPackage,
    shared: SiteShared,
    parts: Parts,
    essence: Iterable[bytes],
    history: Callable[[], Sequence[Released]],
) -> Past:
    """The released versions of a package as the part `versions`.

    Args:
        raw: the package.
        shared: what all packages share.
        parts: those of the build before, and where to put those of this one.
        essence: all that tells one history from another.
        history: reads it, oldest version first.
    """

    def make() -> Made:
        versions, files = publish_versions(raw.name, history(), shared.vocabulary)
        pages = [
            page
            for language in LANGUAGES
            for page in render_version_pages(versions, language, shared.site)
        ]
        made = render_page_files(pages, shared.look)
        past = describe_past(raw.name, versions, files)
        return Made({**files, **made.files}, made.sources, past.as_data())

    part = parts.part("versions", [*essence, _shared_essence(shared), shared.looked], make)
    return Past.from_data(part.told)


def _shared_essence(shared: SiteShared) -> bytes:
    return repr((shared.vocabulary, shared.site, shared.only_place)).encode()


def with_decision(head: PackageHead) -> list[PackageHead | Decision]:
    """A package that is published in spite of findings is told of each time."""
    if not head.findings:
        return [head]
    nothing: Mapping[str, Any] = {}
    raw = RawPackage(
        name=head.name,
        folder=head.folder,
        descriptor=nothing,
        files=nothing,
        tables=nothing,
        texts=nothing,
    )
    return [head, Decision(raw=raw, findings=tuple(head.findings), outcome="publish")]


def searched_words(head: PackageHead, kept: bytes | None, tree: Path) -> Mapping[str, Any]:
    """What is searched of a package's pages, by path.

    Args:
        head: the package.
        kept: what was put aside when it was made, or something else, or nothing.
        tree: where its pages stand; they are read where `kept` does not hold their words.
    """
    if kept is not None and sha256(kept).hexdigest() == head.searched:
        known: Mapping[str, Any] = json.loads(kept)
        return known
    pages = (file.path for file in head.files if file.path.endswith(".html"))
    described = ((path, describe(path, (tree / path).read_bytes())[0]) for path in pages)
    return {path: words for path, words in described if words}
