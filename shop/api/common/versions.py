"""Versions of what can change: a write with If-Match happens only while nobody else has changed the thing."""

from __future__ import annotations

import re
from typing import Annotated

from django.utils.translation import gettext as _
from ninja.params.models import Header

from shop.core.door import Refusal
from shop.core.errors import StaleVersion

IfMatch = Annotated[
    str | None,
    Header(
        None,
        alias="If-Match",
        description='The `ETag` of what you have seen, such as `"7-2f0c5a91"`; its first part is the version. If it was'
        " changed since, nothing happens and the answer is 412 `stale_version`. Without it, or with `*`, any version is"
        " right.",
    ),
]

# Weak ones as well: a proxy that compresses the answer weakens its tag, and these name a version, not its bytes.
_TAG = re.compile(r'\s*(?:W/)?"(?P<tag>[\x21\x23-\x7e]*)"\s*')
_VERSION = re.compile(r"(?P<version>[0-9]{1,18})(?:-[0-9a-f]{8})?")  # behind it, what was answered


def expected_version(if_match: str | None) -> int | None:
    """Return the version that a client has seen, or None if any will do (RFC 9110, section 13.1.1).

    Raises: Refusal (400) for what is no entity tag, StaleVersion for a tag that was never ours.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match)
    if found is None:
        raise Refusal(
            "bad_request", _('If-Match takes one ETag exactly as you received it, such as "7-2f0c5a91", or *.')
        )
    version = _VERSION.fullmatch(found["tag"])
    if version is None:
        raise StaleVersion
    return int(version["version"])
