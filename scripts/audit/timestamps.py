"""Timestamp proofs (RFC 3161): that a list of checksums existed at a time, by another's clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from scripts.core.signing import SUMS, TIMESTAMP

State = Literal["verified", "unverified", "wrong", "none"]
LONGEST_REASON = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What is known of the timestamp of one file.

    `unverified`: there is a proof that cannot be checked here; `wrong`: it does not hold. `words`:
    the time and the authority of one that is verified, else the reason.
    """

    file: str
    state: State
    words: str = ""


def check_timestamps(site: Mapping[str, bytes], trusted: bytes) -> Iterator[Stamp]:
    """Verify the proof beside each list of checksums of a site, without a network.

    Args:
        site: path below the site's root -> content.
        trusted: certificates (PEM) of the authorities that the reader trusts; may be empty.
    """
    seen: set[bytes] = set()  # `latest` has the list of the version that it stands for
    for path in sorted(site):
        if path.rpartition("/")[2] == SUMS and site[path] not in seen:
            seen.add(site[path])
            proof = site.get(path.removesuffix(SUMS) + TIMESTAMP)
            state, words = _check(site[path], proof, trusted)
            yield Stamp(file=path, state=state, words=words[:LONGEST_REASON])


def _check(data: bytes, proof: bytes | None, trusted: bytes) -> tuple[State, str]:
    if proof is None:
        return "none", ""
    if find_spec("rfc3161_client") is None:
        return "unverified", "没有装附加包 the extra is not installed: timestamp"
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - an extra

    try:
        certificates = set(load_pem_x509_certificates(trusted)) if trusted.strip() else set()
    except ValueError as error:
        return "unverified", f"证书读不了 unreadable certificates: {error}"
    roots = [one for one in certificates if one.issuer == one.subject]
    if not roots:
        return "unverified", "没有可信的根证书 no trusted root certificate"
    return _verify(data, proof, roots, [one for one in certificates if one not in roots])


def _verify(data: bytes, proof: bytes, roots: list[Any], others: list[Any]) -> tuple[State, str]:
    from rfc3161_client import (  # noqa: PLC0415 - an extra
        VerificationError,
        VerifierBuilder,
        decode_timestamp_response,
    )

    try:
        response = decode_timestamp_response(proof)
        verifier = VerifierBuilder(roots=roots, intermediates=others).build()
        verifier.verify_message(response, data)
    except (ValueError, VerificationError) as error:
        return "wrong", " ".join(str(error).split())
    token = response.tst_info
    authority = getattr(getattr(token.name, "value", None), "rfc4514_string", str)()
    return "verified", f"{token.gen_time.isoformat()} {authority}"
