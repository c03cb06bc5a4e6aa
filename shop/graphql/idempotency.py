"""Idempotency-Key for GraphQL: how a mutation is made safe to repeat (core.idempotency).

    def place_thing(self, info: Info, input: PlaceThingInput) -> PlaceThingPayload:
        return once(info.context, PlaceThingPayload, lambda claim: _place(input, claim), guest=GUESTS)

The answer that is kept is the whole one over HTTP, byte for byte, so the view stores it and sends it again. A request
holds one mutation (`limits.weigh`), and so a key belongs to one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from shop.core.errors import Busy, DomainError, InvalidInput, retry_headers
from shop.core.idempotency import (
    KEY_PATTERN,
    AlreadyAnswered,
    Answer,
    Claim,
    KeyRequired,
    end_lease,
    fingerprint_of,
    key_owner,
    store_answer,
)

from .context import Context
from .errors import Payload, user_errors

_HEADER = "Idempotency-Key"


def once[P: Payload](
    context: Context,
    payload: type[P],
    make: Callable[[Claim | None], P],
    *,
    guest: str,
    given: str = "",
    is_required: bool = True,
) -> P:
    """Return what `make` answers, its refusals as user errors.

    `make` hands its claim to the operation. `guest` tells guests apart, by email address for example. `given` is a
    key from the mutation's input, for clients that cannot set headers. What moves money requires one.
    """
    try:
        context.claim = _claim_for(context, guest, given)
        if context.claim is None and is_required:
            raise KeyRequired
        return make(context.claim)
    except AlreadyAnswered as known:
        context.known = known.answer
        return payload(user_errors=[])  # never sent: the view sends what is known
    except DomainError as error:
        context.headers |= retry_headers(error)
        return payload(user_errors=user_errors(error))


def kept(context: Context, response: HttpResponse, *, is_complete: bool) -> HttpResponse:
    """Return the answer to send: the one that is known, or this one, which is stored.

    An answer that is not complete, because something failed on our side, is not stored: a repetition resumes.
    """
    if context.known is not None:
        return _again(context.known)
    if context.claim is None:
        return response
    try:
        if not is_complete:
            end_lease(claim=context.claim)
            return response
        mine = Answer(response.status_code, {"Content-Type": response.headers["Content-Type"]}, response.content)
        final = store_answer(claim=context.claim, answer=mine)
    except (DatabaseError, InterfaceError, Busy):  # then the lease ends by itself
        return response
    return response if final is mine else _again(final)


def _claim_for(context: Context, guest: str, given: str) -> Claim | None:
    header = context.request.headers.get(_HEADER)
    key = given if header is None else header
    if not key and header is None:
        return None
    if not re.fullmatch(KEY_PATTERN, key):
        raise InvalidInput(fields={"idempotency_key": _("Enter 1 to 255 visible ASCII characters.")})
    if given and given != key:
        raise InvalidInput(
            fields={"idempotency_key": _("This differs from the %(header)s header.") % {"header": _HEADER}}
        )
    user = context.user
    asked = {name: context.asked.get(name) for name in ("query", "variables", "operationName")}
    return Claim(
        owner=key_owner(user_id=user.pk if user else None, guest=guest),
        key=key,
        fingerprint=fingerprint_of(method="POST", path="/graphql/", body=asked),
    )


def _again(answer: Answer) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Idempotency-Replayed": "true", **answer.headers}
    return HttpResponse(answer.body, status=answer.status, headers=headers)
