"""The lock that lets one import write at a time."""

from __future__ import annotations

from shop.core.sql import lock_until_commit


def lock_imports() -> None:
    """Wait until no other import is writing; held to the end of the transaction.

    Raises: Busy after `lock_timeout`.
    """
    lock_until_commit("imports")
