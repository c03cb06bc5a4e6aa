"""Shoppers who wait for what is sold out: they are told once, when it is really there."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.catalog.queries import sold_variants
from shop.channels.queries import get_default_channel, shop_day
from shop.core.contact import normal_email
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.core.idempotency import Claim, claim_key
from shop.core.limits import count_attempt, two_dimensions
from shop.inventory.models import BackInStockRequest
from shop.inventory.queries import availability_of, read_waiting_token, units_of, waiting_path
from shop.notifications.steps import queue_message

HOURLY_LIMIT = 5  # requests of one client for one email address
ADDRESS_LIMIT = 50  # of everybody for one email address: MAX_WAITING is what fills no mailbox
CLIENT_LIMIT = 100  # of one network address, behind which there may be many people
MAX_WAITING = 50  # variants per address; more is not somebody who wants to buy
TOLD_PER_UNIT = 3  # not everybody who is told buys
WAVE = timedelta(days=1)  # after which the next ones are told, if units are still there
BATCH = 100


class AlreadyInStock(DomainError):
    """Nobody needs to wait for this: it can be bought now."""

    code = "already_in_stock"
    title = _("Already in stock")
    kind = "conflict"
    default_message = _("This can be ordered now.")


def request_back_in_stock(
    *, sku: str, email: str, locale: str, now: datetime, client: str = "", claim: Claim | None = None
) -> None:
    """Remember that somebody wants to be told when a variant is back; a second request changes nothing.

    Says nothing about who waits already. `client` is the network address that asks; it is counted by, and not kept.
    Raises: InvalidInput, NotFound, AlreadyInStock, TooManyAttempts, KeyInProgress, KeyReused, AlreadyAnswered.
    """
    try:
        email = normal_email(email)
    except ValueError as error:
        raise InvalidInput(fields={"email": str(error)}) from error
    known = sold_variants().filter(sku=sku)
    variant = known.first() if sku.isprintable() else None  # the database takes no NUL, and no half of a character
    if variant is None:
        raise NotFound(gettext("This product is no longer available."))
    limits = two_dimensions(
        "back in stock", account=email, client=client, pair=HOURLY_LIMIT, one_account=ADDRESS_LIMIT,
        one_client=CLIENT_LIMIT,
    )  # fmt: skip
    with transaction.atomic(durable=True):
        if claim_key(claim=claim, result="waits", now=now) is not None:
            return
        if units_of(variant_ids=[variant.pk]).get(variant.pk, 0) != 0:
            raise AlreadyInStock
        count_attempt(limits=limits, now=now)
        mine = BackInStockRequest.objects.alias(address=Lower("email")).filter(address=Lower(Value(email)))
        if mine.filter(notified_at=None).count() < MAX_WAITING:
            request = BackInStockRequest(variant=variant, email=email, locale=locale[:12], created_at=now)
            BackInStockRequest.objects.bulk_create([request], ignore_conflicts=True)


def stop_waiting(*, token: str) -> None:
    """Forget a request, by its signed token; a second time changes nothing. Raises: NotFound."""
    request_id = read_waiting_token(token=token)
    with transaction.atomic(durable=True):
        BackInStockRequest.objects.filter(pk=request_id).delete()


def notify_back_in_stock(*, now: datetime) -> int:
    """Tell those who wait longest for what is there again: a periodic job; returns how many mails were queued.

    Of each variant at most three times as many are told in a day as there are units. Each request is told once: the
    mail is queued in the transaction that notes it. Locks the variant, so that two workers do not tell too many.
    """
    waiting = BackInStockRequest.objects.filter(notified_at=None, variant__in=sold_variants())
    keys = list(waiting.order_by().values_list("variant_id", flat=True).distinct())
    there = availability_of(variant_ids=keys, today=shop_day(now))
    return sum(_notify_of_variant(key, stock.ready, now) for key, stock in there.items() if stock.ready != 0)


def _notify_of_variant(variant_id: int, ready: int | None, now: datetime) -> int:
    with transaction.atomic(durable=True):
        variant = Variant.objects.select_for_update(of=("self",), no_key=True).select_related("product")
        found = variant.filter(pk=variant_id).first()
        if found is None:
            return 0
        mine = BackInStockRequest.objects.filter(variant_id=variant_id)
        quota = BATCH
        if ready is not None:
            quota = min(BATCH, ready * TOLD_PER_UNIT - mine.filter(notified_at__gt=now - WAVE).count())
        rows = list(mine.filter(notified_at=None).order_by("pk").select_for_update()[: max(0, quota)])
        channel = get_default_channel()
        for row in rows:
            queue_message(
                dedupe_key=f"back-in-stock:{row.pk}",
                recipient=row.email,
                template="inventory/back_in_stock",
                context={
                    "product": found.product,
                    "variant": found,
                    "channel": channel,
                    "locale": row.locale,
                    "product_url": f"{settings.SITE_URL}{found.product.get_absolute_url()}?v={quote(found.sku)}",
                    "stop_url": settings.SITE_URL + waiting_path(request_id=row.pk),
                },
                unsubscribe_url=settings.SITE_URL + waiting_path(request_id=row.pk),
                now=now,
            )
        mine.filter(pk__in=[row.pk for row in rows]).update(notified_at=now)
    return len(rows)
