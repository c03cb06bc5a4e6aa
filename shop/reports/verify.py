"""Running the rules of `invariants`: read-only, in one snapshot of the database."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

from .invariants import INVARIANTS, Invariant
from .sql import begin_snapshot, broken_rows

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold: how many rows break it, and the first of them as (subject, should be, is)."""

    code: str
    title: str
    is_attention: bool
    count: int
    examples: list[list[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run found."""

    rules: int
    duration_ms: int
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The rules that do not hold."""
        return tuple(finding for finding in self.findings if not finding.is_attention)

    @property
    def attention(self) -> tuple[Finding, ...]:
        """What is not wrong, but should be looked at."""
        return tuple(finding for finding in self.findings if finding.is_attention)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        findings = [asdict(finding) for finding in self.findings]
        return {"ok": not self.broken, "rules": self.rules, "duration_ms": self.duration_ms, "findings": findings}


def find_breaks() -> Verdict:
    """Run every rule and return what breaks it; takes no locks and changes nothing.

    All rules see the same snapshot (REPEATABLE READ), so that orders placed meanwhile are no false alarm. Inside
    somebody else's transaction, as in tests, that transaction's view is used.
    """
    began = time.monotonic()
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        if not is_nested:
            begin_snapshot()
        findings = [finding for rule in INVARIANTS if (finding := _check_rule(rule))]
    return Verdict(len(INVARIANTS), round((time.monotonic() - began) * 1000), tuple(findings))


def _check_rule(rule: Invariant) -> Finding | None:
    rows = broken_rows(rule.sql, limit=EXAMPLES)
    if not rows:
        return None
    examples = [[str(value) for value in row[1:]] for row in rows]
    return Finding(rule.code, str(rule.title), rule.is_attention, rows[0][0], examples)
