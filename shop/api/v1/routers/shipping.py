"""What delivery costs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from shop.api.common.answers import answer, listing
from shop.api.common.errors import InvalidParameter
from shop.api.common.money import amount
from shop.api.v1.schemas.common import problems
from shop.api.v1.schemas.orders import DeliveryList, DeliveryQuery
from shop.channels.queries import get_default_channel
from shop.core.money import Money
from shop.shipping.queries import list_shipping_options

router = Router(tags=["Orders"])


@router.get("/shipping-methods/", response={200: DeliveryList, **problems(422)}, summary="List the ways to deliver")
def list_shipping_methods(request: HttpRequest, query: Query[DeliveryQuery]) -> HttpResponse:
    """What delivery to a country costs for goods of this value, and when they would arrive."""
    channel = get_default_channel()
    try:
        subtotal = Money.parse(query.subtotal, channel.currency)
    except ValueError as error:
        raise InvalidParameter("subtotal", _("This has more decimals than the shop's currency allows.")) from error
    country = query.country.upper()
    options = (
        list_shipping_options(
            channel=channel,
            country=country,
            currency=channel.currency,
            subtotal_minor=subtotal.amount_minor,
            now=timezone.now(),
        )
        if country in channel.countries
        else []
    )
    rows = [
        {
            "code": option.code,
            "name": option.name,
            "price": amount(option.price.amount_minor, option.price.currency),
            "free_from": amount(option.free_from.amount_minor, option.free_from.currency) if option.free_from else None,
            "arrives_from": option.arrives_from,
            "arrives_until": option.arrives_until,
        }
        for option in options
    ]
    return answer(listing(rows))
