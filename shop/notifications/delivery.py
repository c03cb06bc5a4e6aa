"""Sending what the outbox owes. Safe to run anywhere, any number of times, and to be killed at any point."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from shop.channels.models import Channel

from .composing import write_out
from .models import MailMessage

log = logging.getLogger("shop.mail")

LEASE = timedelta(seconds=60)  # longer than an SMTP conversation; after it a killed worker's message is free again
GIVE_UP_AFTER = timedelta(days=3)
LONGEST_WAIT = 1800.0  # seconds between two tries of a message that the server does not take
AWAY_WAIT = timedelta(minutes=1)  # before a message is tried again that met no server


def deliver_due(*, limit: int = 50) -> int:
    """Send up to `limit` messages that are due, one transaction each for the claim and for the result.

    The oldest go first. Where the server is away the others are spared, so that all leave soon after it is back. A
    crash between the server's "250 OK" and our note sends a message again with the same Message-ID; that cannot be
    avoided over SMTP. Returns the number of messages sent.
    """
    sent = 0
    for _ in range(limit):
        message = _claim_message(timezone.now())
        if message is None:
            break
        try:
            sent += _send_message(message)
        except _Away:
            break
    return sent


class _Away(Exception):
    """The mail server cannot be talked to; no message is to blame."""


def _claim_message(now: datetime) -> MailMessage | None:
    with transaction.atomic(durable=True):
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        due = MailMessage.objects.filter(free, sent_at=None, parked_at=None, next_try_at__lte=now)
        message = due.order_by("pk").select_for_update(skip_locked=True).first()
        if message is not None:
            MailMessage.objects.filter(pk=message.pk).update(leased_until=now + LEASE, tries=F("tries") + 1)
            message.tries += 1
    return message


def _send_message(message: MailMessage) -> bool:
    try:
        write_out(message)
        _mail(message).send()
    except Exception as error:  # whatever went wrong, the message is still owed
        is_away = _is_away(error)
        _failed(message, error, is_away=is_away)
        if is_away:
            raise _Away from error
        return False
    with transaction.atomic(durable=True):
        MailMessage.objects.filter(pk=message.pk).update(
            sent_at=timezone.now(), leased_until=None, failing_since=None, last_error=""
        )
    return True


def _mail(message: MailMessage) -> EmailMultiAlternatives:
    """Return the mail as it is sent; answers to it go to the shop's support, where it has an address."""
    support = Channel.objects.filter(is_default=True).values_list("support_email", flat=True).first()
    headers = {"Message-ID": message.message_id}
    if message.unsubscribe_url:  # RFC 8058
        headers |= {
            "List-Unsubscribe": f"<{message.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.recipient],
        reply_to=[support] if support else None,
        headers=headers,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _is_away(error: Exception) -> bool:
    """Tell whether there is no network, no server, or one that does not let us in: nothing to do with a message."""
    if isinstance(error, SMTPException):  # which is an OSError as well
        return isinstance(error, (SMTPConnectError, SMTPHeloError, SMTPAuthenticationError, SMTPServerDisconnected))
    return isinstance(error, OSError)


def _failed(message: MailMessage, error: Exception, *, is_away: bool) -> None:
    now = timezone.now()
    failing_since = message.failing_since or now
    refused = isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values())
    refused = refused or (isinstance(error, SMTPDataError) and error.smtp_code >= 550)
    parked = refused or now - failing_since >= GIVE_UP_AFTER
    pause = timedelta(seconds=min(15.0 * 2 ** min(message.tries, 20), LONGEST_WAIT))
    log.warning("mail %s not sent (try %d%s): %s", message.pk, message.tries, ", parked" if parked else "", error)
    with transaction.atomic(durable=True):
        MailMessage.objects.filter(pk=message.pk).update(
            leased_until=None,
            last_error=f"{type(error).__name__}: {error}"[:500],
            failing_since=failing_since,
            next_try_at=now + (AWAY_WAIT if is_away else pause),
            parked_at=now if parked else None,
        )
