"""Idempotency-Key: a repeated request has one effect, and the same answer (docs/adr/0010-idempotency.md).

How an operation joins in, with `claim: Claim | None = None` among its arguments:

    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result=public_id, now=now)) is not None:
            return get_it(public_id=made)  # an earlier request with the key made it
        ...                                # the effect

The claim is the first statement of the operation's own transaction. So the key and its effect are committed together
or not at all: a refusal that changed nothing leaves the key free, and whoever resumes after a crash finds the effect.
The interface (`api.common.idempotency`, `graphql.idempotency`) stores the answer behind it in one statement.

    no record ── claim_key, committed with the effect ──> running ── store_answer ──> done, replayed for a day
                                          ^                  │
                                          └── lease over ────┘ the next request with the key takes over

Leases are measured by the database's clock alone, so web servers may disagree about the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from .errors import DomainError
from .models import IdempotencyRecord
from .sql import insert_claim, keep_answer

LEASE = timedelta(seconds=60)  # how long a request may work before another one with its key takes over
KEY_PATTERN = r"^[!-~]{1,255}$"  # visible ASCII
KEEP = timedelta(hours=25)  # promised are 24; the clocks of web servers and worker may differ
PURGE_BATCH = 5_000


class KeyRequired(DomainError):
    """What moves money needs an Idempotency-Key, so that it can be repeated when the answer was lost."""

    code = "idempotency_key_required"
    title = gettext_lazy("Idempotency key required")
    kind = "malformed"
    default_message = gettext_lazy("Send the Idempotency-Key header with a new value for each request, such as a UUID.")


class KeyInProgress(DomainError):
    """The first request with this Idempotency-Key has not been answered yet; ask again after Retry-After."""

    code = "idempotency_in_progress"
    title = gettext_lazy("Idempotency in progress")
    kind = "conflict"
    retry_after = 1
    default_message = gettext_lazy(
        "The first request with this Idempotency-Key is still being processed. Try again in a second."
    )


class KeyReused(DomainError):
    """The Idempotency-Key was used before with another request (draft-ietf-httpapi-idempotency-key-header, 2.7)."""

    code = "idempotency_key_reused"
    title = gettext_lazy("Idempotency key reused")
    default_message = gettext_lazy("This Idempotency-Key has already been used with a different request.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client was told: `headers` are those that a repetition must have as well."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class AlreadyAnswered(Exception):
    """The request with this key was answered before; the interface sends `answer` again."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__("answered before")


@dataclass(slots=True)
class Claim:
    """A request's wish to be the one that acts for its key. `holder` tells it from repetitions.

    Without `keeps_answer` there is neither lease nor stored answer: a repetition waits for the first request and is
    given what that one made. That is for pages, which show a thing by redirecting to it.
    """

    owner: str
    key: str
    fingerprint: str
    keeps_answer: bool = True
    holder: UUID = field(default_factory=uuid4)
    is_leased: bool = field(default=False, init=False)


GUESTS = "everybody"  # guests who are not known yet: their keys are one space, so that a key is one attempt


def key_owner(*, user_id: int | None, guest: str) -> str:
    """Return whose keys these are: a customer's, those of whoever holds an order's link, or those of all GUESTS.

    Guests are not told apart by what they type, for then a mended email address would make a second order of one
    attempt; with another body a key is refused instead. A stranger who knew a guest's key would need the whole request
    as well to be given its answer: the fingerprint covers it.
    """
    if user_id is not None:
        return f"user:{user_id}"
    return f"guest:{sha256(guest.strip().lower().encode(errors='replace')).hexdigest()}"


def fingerprint_of(*, method: str, path: str, body: Any) -> str:
    """Return what two requests with one key must have in common. `body` is parsed JSON: spelling does not matter."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return sha256(f"{method} {path}\n{text}".encode(errors="replace")).hexdigest()


def claim_key(*, claim: Claim | None, result: str, now: datetime) -> str | None:
    """Bind the key to `result` in the caller's transaction and return None, or return what it is bound to already.

    `result` is the id of what the caller is about to make; at most 40 characters. Without a claim this does nothing.
    Locks the key first of all, and never waits for another claim that keeps its answer.

    Raises: KeyInProgress, KeyReused, AlreadyAnswered.
    """
    assert connection.in_atomic_block, "claim_key writes inside the caller's transaction"
    if claim is None:
        return None
    values = {
        "owner": claim.owner,
        "key": claim.key,
        "fingerprint": claim.fingerprint,
        "result": result,
        "state": _State.RUNNING if claim.keeps_answer else _State.DONE,
        "holder": claim.holder,
        "lease": LEASE.total_seconds(),
        "now": now,
        "waits": not claim.keeps_answer,
    }
    if insert_claim(values):
        claim.is_leased = claim.keeps_answer
        return None
    return _take_over(claim)


def bind_key(*, claim: Claim | None, result: str) -> None:
    """Say later in the transaction of `claim_key` what was made, where its id is not known before."""
    assert connection.in_atomic_block, "bind_key writes inside the caller's transaction"
    if claim is not None:
        IdempotencyRecord.objects.filter(owner=claim.owner, key=claim.key, holder=claim.holder).update(result=result)


def store_answer(*, claim: Claim, answer: Answer) -> Answer:
    """Keep the answer for repetitions, and return the one to send. One statement, outside of any transaction.

    It stores nothing when the claim was rolled back: what changed nothing may be tried again with the same key. When
    the work took longer than the lease and another request answered meanwhile, that answer is the one.
    """
    if not claim.is_leased:
        return answer
    values = {"status": answer.status, "headers": json.dumps(dict(answer.headers)), "body": answer.body}
    of = {"owner": claim.owner, "key": claim.key, "holder": claim.holder}
    if keep_answer({**of, **values, "running": _State.RUNNING, "done": _State.DONE}):
        return answer
    record = IdempotencyRecord.objects.filter(owner=claim.owner, key=claim.key, fingerprint=claim.fingerprint).first()
    return (_answer_of(record) if record else None) or answer


def end_lease(*, claim: Claim) -> None:
    """Let the next request with the key resume at once: this one failed in a way that says nothing about the effect."""
    if claim.is_leased:
        _leased(claim).update(lease_until=Now())


def purge_idempotency(*, now: datetime) -> int:
    """Forget keys that are older than a day; returns how many. A periodic job."""
    old = IdempotencyRecord.objects.filter(created_at__lt=now - KEEP).order_by("created_at")
    with transaction.atomic(durable=True):
        deleted, _ = IdempotencyRecord.objects.filter(pk__in=old.values("pk")[:PURGE_BATCH]).delete()
    return deleted


_State = IdempotencyRecord.State


def _take_over(claim: Claim) -> str:
    record = IdempotencyRecord.objects.filter(owner=claim.owner, key=claim.key).first()
    if record is None:  # the request that is inserting it has not committed
        raise KeyInProgress
    if record.fingerprint != claim.fingerprint:
        raise KeyReused
    if (answer := _answer_of(record)) is not None and claim.keeps_answer:
        raise AlreadyAnswered(answer)
    if record.state == _State.RUNNING and claim.keeps_answer:
        over = IdempotencyRecord.objects.filter(pk=record.pk, state=_State.RUNNING, lease_until__lte=Now())
        if over.update(holder=claim.holder, lease_until=Now() + LEASE) != 1:
            raise KeyInProgress
        claim.is_leased = True
    return record.result


def _leased(claim: Claim) -> Any:
    return IdempotencyRecord.objects.filter(owner=claim.owner, key=claim.key, holder=claim.holder, state=_State.RUNNING)


def _answer_of(record: IdempotencyRecord) -> Answer | None:
    if record.status is None or record.body is None:
        return None
    return Answer(record.status, record.headers or {}, bytes(record.body))
