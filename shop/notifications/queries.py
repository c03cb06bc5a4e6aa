"""Questions about outgoing mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from .models import MailMessage


def list_messages_about(*, public_ids: Iterable[str]) -> QuerySet[MailMessage]:
    """Return the mails about orders, withdrawals and the like, named by their random ids, newest first.

    The key of such a mail begins with the id of what it is about; the unique index serves the search for it.
    """
    about = Q(pk__in=[])
    for public_id in public_ids:
        about |= Q(dedupe_key__startswith=f"{public_id}:")
    return MailMessage.objects.filter(about)
