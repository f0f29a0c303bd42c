"""A package before its parts are made, and what all packages of a site share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.checks.decisions import Decision
from scripts.checks.schemas import Schemas
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition
from scripts.package.raw import RawPackage
from scripts.package.vocabulary import Vocabulary
from scripts.theme_support.look import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteShared:
    """What all packages of a site share.

    `policies`: `PACKAGES_WITH_FINDINGS`. `looked`: the hash of everything that pages look like
    beside themselves (`Look.describe`). `only_place`: there is just one place.
    """

    vocabulary: Vocabulary = field(repr=False)
    schemas: Schemas = field(repr=False)
    site: SiteIdentity
    policies: Mapping[str, str]
    look: Look = field(repr=False)
    looked: bytes = b""
    only_place: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A package that was read, judged and, where it is a sound place, derived."""

    raw: RawPackage = field(repr=False)
    decision: Decision
    edition: Edition | None = field(default=None, repr=False)
