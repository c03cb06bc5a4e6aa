"""Amounts in templates, of pages and of mails alike."""

from __future__ import annotations

from django import template

from shop.core.money import Money

register = template.Library()


@register.filter
def money(amount: Money, locale: str) -> str:
    """Return an amount as shoppers read it: `{{ quote.total|money:shop.locale }}`."""
    return amount.format(locale)


@register.simple_tag
def minor(amount_minor: int, currency: str, locale: str) -> str:
    """Return an amount in minor units as shoppers read it: `{% minor line.total_minor order.currency locale %}`."""
    return Money(amount_minor, currency).format(locale)
