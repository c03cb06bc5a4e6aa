"""Pure decisions about the catalogue."""

from __future__ import annotations

from collections.abc import Iterable


def options_key(value_ids: Iterable[int]) -> str:
    """Return `Variant.options_key` for these option values: their ids in order, so a combination has one key."""
    return ",".join(str(pk) for pk in sorted(value_ids))
