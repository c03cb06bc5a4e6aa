"""Idempotency-Key for the JSON API: how a POST is made safe to repeat.

    @router.post("/things/", …, response={201: Thing, **problems(*BODY, 401, 409)})
    def create_thing(request: HttpRequest, thing: NewThing, key: RequiredKey) -> HttpResponse:
        return once(request, key, thing, lambda claim: answer(present(make_thing(…, claim=claim)), status=201))

`RequiredKey` is for what moves money; `OptionalKey = None` for everything else. Status 400 belongs to `BODY`, 409 and
422 are documented with it. What answers with tokens takes no key (`tests/interfaces/every_write/walk.py` has the list).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, cast

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from ninja.params.models import Header
from pydantic import BaseModel

from shop.core.errors import Busy, DomainError
from shop.core.idempotency import (
    KEY_PATTERN,
    AlreadyAnswered,
    Answer,
    Claim,
    end_lease,
    fingerprint_of,
    key_owner,
    store_answer,
)

from .auth import Caller
from .errors import problem_of

log = logging.getLogger("shop.api")

KEY = "Idempotency-Key"
KEPT_HEADERS = ("Content-Type", "Location", "ETag")

_TEXT = (
    "1 to 255 visible ASCII characters that nobody guesses and that are new for each thing you do, such as a UUID."
    " Repeat the request with the same key when its answer was lost: it has one effect, and for 24 hours the first"
    " answer again, marked `Idempotency-Replayed: true`. While the first request is worked on the answer is 409"
    " `idempotency_in_progress`, for another request with the key 422 `idempotency_key_reused`. A refusal that changed"
    " nothing leaves the key free."
)
RequiredKey = Annotated[str, Header(..., alias=KEY, description=_TEXT, pattern=KEY_PATTERN)]
OptionalKey = Annotated[str | None, Header(None, alias=KEY, description=_TEXT, pattern=KEY_PATTERN)]


def once(
    request: HttpRequest,
    key: str | None,
    body: BaseModel | None,
    make: Callable[[Claim | None], HttpResponse],
    *,
    guest: str = "",
) -> HttpResponse:
    """Return what `make` answers, or the stored answer if the request was answered before.

    `make` hands its claim to the operation. `guest` tells guests apart, by email address for example; by default
    the address of the request does, which holds a secret wherever guests may write.
    """
    if key is None:
        return make(None)
    user = cast("Caller", getattr(request, "auth", None) or Caller()).user
    claim = Claim(
        owner=key_owner(user_id=user.pk if user else None, guest=guest or request.path),
        key=key,
        fingerprint=fingerprint_of(
            method=request.method or "",
            path=request.get_full_path(),
            # Absent, null and a field that this release does not know yet are the same.
            body=body.model_dump(mode="json", exclude_unset=True, exclude_none=True) if body else None,
        ),
    )
    try:
        response = make(claim)
    except AlreadyAnswered as known:
        return _again(known.answer)
    except DomainError as error:
        response = problem_of(error)
    except Exception:
        _give_up(claim)
        raise
    return _kept(claim, response)


def _kept(claim: Claim, response: HttpResponse) -> HttpResponse:
    if response.status_code >= 500:
        _give_up(claim)
        return response
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    mine = Answer(response.status_code, headers, response.content)
    try:
        final = store_answer(claim=claim, answer=mine)
    except (DatabaseError, InterfaceError, Busy):  # it is done and true, stored or not; a repetition finds the effect
        log.exception("the answer for an Idempotency-Key could not be stored")
        return response
    return response if final is mine else _again(final)


def _give_up(claim: Claim) -> None:
    with suppress(DatabaseError, InterfaceError, Busy):  # then the lease ends by itself
        end_lease(claim=claim)


def _again(answer: Answer) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Idempotency-Replayed": "true", **answer.headers}
    response = HttpResponse(answer.body, status=answer.status, headers=headers)
    if "Content-Type" not in answer.headers:  # 204
        del response.headers["Content-Type"]
    return response
