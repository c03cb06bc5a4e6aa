"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule: `code` is stable, `title` says what holds, `sql` finds what breaks it as (subject, should be, is).

    What breaks a rule with `is_attention` is not wrong, but somebody should look: a mail was given up.
    """

    code: str
    title: StrOrPromise
    sql: str
    is_attention: bool = False
