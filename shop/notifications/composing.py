"""Mail that is written when it is sent: the transaction that owes it stores only what it is about.

A buyer does not wait for templates. Apps register how their letters are written when Django starts (`AppConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from shop.core.waking import wake

from .models import MailMessage
from .rendering import render


@dataclass(frozen=True, slots=True)
class Letter:
    """The templates of a mail (`emails/<template>…`) and what they show."""

    template: str
    context: Mapping[str, Any]


type Composer = Callable[[Mapping[str, Any]], Letter]
_COMPOSERS: dict[str, Composer] = {}


def register_composer(kind: str, composer: Composer) -> None:
    """Name the function that turns stored values of this kind into a letter."""
    _COMPOSERS[kind] = composer


def mail_row(*, dedupe_key: str, recipient: str, kind: str, about: Mapping[str, Any], now: datetime) -> MailMessage:
    """Return an unsaved mail that is written later, to be inserted in the same transaction (`core.sql`)."""
    wake("mail")
    return MailMessage(
        dedupe_key=dedupe_key,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        recipient=recipient,
        compose={"kind": kind, **about},
        created_at=now,
        next_try_at=now,
    )


def write_out(message: MailMessage) -> None:
    """Write a mail that is not written yet, and keep it, so that every try sends the same. Any number of calls.

    Templates are rendered before the transaction that keeps the result.
    """
    if message.compose is None:
        return
    letter = _COMPOSERS[message.compose["kind"]](message.compose)
    message.subject, message.text, message.html = render(letter.template, letter.context)
    message.compose = None
    columns = {"subject": message.subject, "text": message.text, "html": message.html, "compose": None}
    with transaction.atomic():
        MailMessage.objects.filter(pk=message.pk).update(**columns)
