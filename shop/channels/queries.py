"""Questions about channels and content pages."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from shop.core.kept import kept_value
from shop.core.shown import shows

from .models import Channel, ContentPage


def get_default_channel() -> Channel:
    """Return the channel that the shop sells through. Raises: Channel.DoesNotExist on a shop that was never set up."""
    shows("channel")
    return Channel.objects.get(is_default=True)


def kept_channel() -> Channel:
    """Return the channel as the shop's pages see it, at most a second old. Nobody may change it. Raises: as above.

    For buyers. Staff see at once what they have changed, by `get_default_channel`.
    """
    shows("channel")
    return kept_value("channel", ("channel",), get_default_channel)


def is_open() -> bool:
    """Tell whether the public may look and buy; a shop that was never set up is closed. One (cached) query."""
    shows("channel")
    return Channel.objects.filter(is_default=True).exclude(opened_at=None).exists()


def shop_locale() -> str:
    """Return the shop's locale, such as "pt_PT"; nothing where the shop is not set up yet."""
    try:
        return get_default_channel().locale
    except Channel.DoesNotExist:
        return ""


def shop_zone() -> ZoneInfo:
    """Return the time zone whose days the shop goes by; UTC while it is not set up."""
    shows("channel")
    channel = Channel.objects.filter(is_default=True).first()
    return channel.zone if channel else ZoneInfo("UTC")


def shop_day(now: datetime) -> date:
    """Return the day on which a moment falls for the shop and its buyers."""
    return now.astimezone(shop_zone()).date()


def list_content_pages() -> QuerySet[ContentPage]:
    """Return the published pages, in the order of the footer. Whoever shows more than their titles says so."""
    shows("pages")
    return ContentPage.objects.filter(is_published=True)
