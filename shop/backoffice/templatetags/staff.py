"""Template tags of the staff pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.backoffice import cells
from shop.core.formats import format_list, format_number
from shop.core.money import Money
from shop.payments.providers import payment_method_of

register = template.Library()
register.simple_tag(cells.chip)
register.filter("thumb", cells.thumb)
register.filter("when", cells.when)
register.filter("order_chip", cells.order_chip)
register.filter("payment_chip", cells.payment_chip)
register.filter("mail_chip", cells.mail_chip)
register.filter("payment_method", payment_method_of)
register.filter("fulfilment_chip", cells.fulfilment_chip)
register.filter("listed", format_list)


@register.simple_tag
def staff_icon(name: str) -> SafeString:
    """Return an icon of `static/icons/staff.svg`; the text beside it says the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons/staff.svg"), name
    )


@register.filter
def selected_choice(choices: Any) -> dict[str, Any] | None:
    """Return the choice of a filter that is applied, or None where it is the first: everything."""
    return next((choice for choice in list(choices)[1:] if choice["selected"]), None)


@register.filter
def fields_named(form: Any, prefix: str) -> list[Any]:
    """Return the bound fields of a form whose names begin with a prefix."""
    return [form[name] for name in form.fields if name.startswith(prefix)]


@register.simple_tag
def page_link(cl: Any, number: int) -> SafeString:
    """Return the link to a page of a list."""
    label = format_html(_('<span class="vh">Page </span>{number}'), number=number)
    if number == cl.page_num:
        return format_html('<a href="" aria-current="page">{}</a>', label)
    return format_html('<a href="{}">{}</a>', cl.get_query_string({PAGE_VAR: number}), label)


@register.filter
def figure(value: Money | int, locale: str) -> str:
    """Return an amount or a number as people read it."""
    return value.format(locale) if isinstance(value, Money) else format_number(value, locale)


@register.filter
def estimate(number: int, locale: str) -> str:
    """Return a number of which only the first two digits are sure."""
    return format_number(round(number, 2 - len(str(number))), locale)
