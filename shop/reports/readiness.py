"""What a shop still lacks before it can sell: said on the staff's start page and by `check --deploy`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.catalog.models import Media, Product
from shop.channels.models import Channel, ContentPage
from shop.channels.queries import shop_locale
from shop.core.formats import format_list
from shop.orders.models import Order
from shop.pricing.models import Price, TaxRate
from shop.shipping.models import ShippingMethod

LEGAL_PAGES = {
    "terms": gettext_lazy("Terms"), "withdrawal": gettext_lazy("Right of withdrawal"),
    "privacy": gettext_lazy("Privacy"), "imprint": gettext_lazy("Imprint"),
}  # fmt: skip


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
        Step("product", _("First product"), _product(channel)),
        Step("pictures", _("Pictures"), _pictures()),
        Step("order", _("Test order"), _order()),
    ]


def steps_to_keep(channel: Channel) -> list[Step]:
    """Return what a shop needs for as long as it sells: three queries over small tables."""
    return [
        Step("payments", _("Payment methods"), _payments()),
        Step("delivery", _("Delivery"), _delivery(channel)),
        Step("tax", _("Tax rates"), _tax(channel)),
        Step("legal", _("Legal pages"), _legal()),
        Step("sender", _("Email"), _sender(channel)),
    ]


def missing_pages() -> list[str]:
    """Return the legal pages that are not published yet, by their part of the address."""
    there = ContentPage.objects.filter(kind=ContentPage.Kind.LEGAL, is_published=True)
    slugs = {page.slug for page in there.only("slug")}
    return [slug for slug in LEGAL_PAGES if slug not in slugs]


def _payments() -> str:
    real = [code for code in settings.PAYMENT_PROVIDERS if code != "test" or settings.DEMO]
    return "" if real else _("No payment method is available. Set PAYMENT_PROVIDERS.")


def _delivery(channel: Channel) -> str:
    methods = ShippingMethod.objects.filter(is_active=True, currency=channel.currency)
    reached = {code for method in methods.select_related("zone") for code in method.zone.countries}
    return _countries(
        _("There is no delivery method for %(countries)s."), [code for code in channel.countries if code not in reached]
    )


def _tax(channel: Channel) -> str:
    known = set(TaxRate.objects.filter(tax_class="standard").values_list("country", flat=True))
    return _countries(
        _("There is no standard tax rate for %(countries)s."), [code for code in channel.countries if code not in known]
    )


def _countries(text: str, codes: list[str]) -> str:
    if not codes:
        return ""
    shown = codes[:5]
    if more := len(codes) - len(shown):
        shown.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return text % {"countries": format_list(shown, shop_locale())}


def _legal() -> str:
    names = [str(LEGAL_PAGES[slug]) for slug in missing_pages()]
    return (_("Not published: %(names)s.") % {"names": ", ".join(names)}) if names else ""


def _sender(channel: Channel) -> str:
    if not channel.support_email:
        return _("The shop has no support email address, so replies to its emails would be lost.")
    if "smtp" not in str(settings.MAILERS["default"]["BACKEND"]) and not settings.DEMO:
        return _("No email is sent, because EMAIL_URL names no mail server.")
    return ""


def _product(channel: Channel) -> str:
    priced = Price.objects.filter(variant__product=OuterRef("pk"), currency=channel.currency)
    sold = Product.objects.filter(Exists(priced), status=Product.Status.ACTIVE)
    return "" if sold.exists() else _("There is no active product with a price.")


def _pictures() -> str:
    bare = Product.objects.exclude(Exists(Media.objects.filter(product=OuterRef("pk"))))
    count = bare.filter(status=Product.Status.ACTIVE).count()
    if count:
        return ngettext("%(count)s product has no picture.", "%(count)s products have no picture.", count) % {
            "count": f"{count:,}"
        }
    return "" if Media.objects.exists() else _("There are no pictures yet.")


def _order() -> str:
    return "" if Order.objects.exclude(placed_at=None).exists() else _("There are no orders yet. Place a test order.")
