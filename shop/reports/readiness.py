"""What a shop still lacks before it can sell: said on the staff's start page and by `check --deploy`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef

from shop.catalog.models import Media, Product
from shop.channels.models import Channel, ContentPage
from shop.orders.models import Order
from shop.pricing.models import Price, TaxRate
from shop.shipping.models import ShippingMethod

LEGAL_PAGES = {"terms": "Terms", "withdrawal": "Right of withdrawal", "privacy": "Privacy", "imprint": "Imprint"}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a shop needs; `missing` says what exactly, and is empty once it is there."""

    code: str
    label: str
    missing: str

    @property
    def is_done(self) -> bool:
        return not self.missing


def steps_to_sell(channel: Channel) -> list[Step]:
    """Return what a shop needs before it can sell, in the order in which it is best done: seven queries."""
    return [
        *steps_to_keep(channel),
        Step("product", "First product", _product(channel)),
        Step("pictures", "Pictures", _pictures()),
        Step("order", "Test order", _order()),
    ]


def steps_to_keep(channel: Channel) -> list[Step]:
    """Return what a shop needs for as long as it sells: three queries over small tables."""
    return [
        Step("payments", "Ways to pay", _payments()),
        Step("delivery", "Delivery", _delivery(channel)),
        Step("tax", "Tax rates", _tax(channel)),
        Step("legal", "Legal pages", _legal()),
        Step("sender", "Sender of mail", _sender(channel)),
    ]


def missing_pages() -> list[str]:
    """Return the legal pages that are not published yet, by their part of the address."""
    there = ContentPage.objects.filter(kind=ContentPage.Kind.LEGAL, is_published=True)
    slugs = {page.slug for page in there.only("slug")}
    return [slug for slug in LEGAL_PAGES if slug not in slugs]


def _payments() -> str:
    real = [code for code in settings.PAYMENT_PROVIDERS if code != "test" or settings.DEMO]
    return "" if real else "Nobody can pay: PAYMENT_PROVIDERS names no way to pay."


def _delivery(channel: Channel) -> str:
    methods = ShippingMethod.objects.filter(is_active=True, currency=channel.currency)
    reached = {code for method in methods.select_related("zone") for code in method.zone.countries}
    return _countries("No way to deliver to", [code for code in channel.countries if code not in reached])


def _tax(channel: Channel) -> str:
    known = set(TaxRate.objects.filter(tax_class="standard").values_list("country", flat=True))
    return _countries("No standard rate for", [code for code in channel.countries if code not in known])


def _countries(what: str, codes: list[str]) -> str:
    if not codes:
        return ""
    more = f" and {len(codes) - 5} more" if len(codes) > 5 else ""
    return f"{what} {', '.join(codes[:5])}{more}."


def _legal() -> str:
    names = [LEGAL_PAGES[slug] for slug in missing_pages()]
    return f"Not published: {', '.join(names)}." if names else ""


def _sender(channel: Channel) -> str:
    if not channel.support_email:
        return "The shop has no address for questions; answers to its mail would get lost."
    if "smtp" not in str(settings.MAILERS["default"]["BACKEND"]) and not settings.DEMO:
        return "EMAIL_URL names no mail server, so no mail is sent."
    return ""


def _product(channel: Channel) -> str:
    priced = Price.objects.filter(variant__product=OuterRef("pk"), currency=channel.currency)
    sold = Product.objects.filter(Exists(priced), status=Product.Status.ACTIVE)
    return "" if sold.exists() else "No product is active and has a price."


def _pictures() -> str:
    bare = Product.objects.exclude(Exists(Media.objects.filter(product=OuterRef("pk"))))
    count = bare.filter(status=Product.Status.ACTIVE).count()
    if count:
        return f"{count:,} {'product has' if count == 1 else 'products have'} no picture."
    return "" if Media.objects.exists() else "There is no picture yet."


def _order() -> str:
    return "" if Order.objects.exclude(placed_at=None).exists() else "Nobody has bought anything yet: try it yourself."
