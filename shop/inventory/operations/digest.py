"""The daily mail about what runs low."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from shop.accounts.models import User
from shop.channels.queries import get_default_channel, shop_zone
from shop.inventory.models import StockDigest, StockLevel
from shop.inventory.queries import ON_SALE
from shop.notifications.steps import queue_message

DIGEST_HOUR = 7  # by the shop's clock
MAX_LINES = 100


def send_low_stock_digest(*, now: datetime) -> int:
    """Tell staff once a day what has run low: a periodic job; returns how many mails were queued.

    Low is what has `low_stock_at` or fewer units left to sell. It goes to those who may change stock. The row of the
    day, written in the same transaction, keeps a second worker from sending it again.
    """
    here = now.astimezone(shop_zone())
    if here.hour < DIGEST_HOUR or StockDigest.objects.filter(day=here.date()).exists():
        return 0
    low = StockLevel.objects.filter(ON_SALE, ready__lte=F("low_stock_at"))
    low = low.select_related("variant__product", "location")
    with transaction.atomic(durable=True):
        levels = list(low.order_by("ready", "variant__product__name", "variant__position", "pk"))
        day, is_mine = StockDigest.objects.get_or_create(day=here.date(), defaults={"levels": len(levels)})
        staff = _who_may_change_stock() if is_mine and levels else []
        for email in staff:
            queue_message(
                dedupe_key=f"low-stock:{day.day}:{email}"[:120],
                recipient=email,
                template="inventory/low_stock",
                context={
                    "levels": levels[:MAX_LINES],
                    "more": max(0, len(levels) - MAX_LINES),
                    "channel": get_default_channel(),
                    "stock_url": f"{settings.SITE_URL}/admin/inventory/stocklevel/?stock=low",
                },
                now=now,
            )
    return len(staff)


def _who_may_change_stock() -> list[str]:
    with_right = User.objects.with_perm("inventory.change_stocklevel", backend="shop.accounts.backend.AccountBackend")
    may = with_right.filter(is_staff=True)
    return sorted({user.email for user in may if user.email})
