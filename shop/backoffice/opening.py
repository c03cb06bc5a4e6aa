"""A new shop on the staff's start page: its first rows, what it still needs, and the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.fields import AmountField
from shop.backoffice.forms import StaffForm
from shop.channels.models import Channel
from shop.core.money import exponent
from shop.pricing.eu_rates import STANDARD_PERCENT
from shop.reports.readiness import LEGAL_PAGES, Step, missing_pages, steps_to_keep, steps_to_sell


@dataclass(frozen=True, slots=True)
class Todo:
    """A step with the page where it is done."""

    step: Step
    url: str


class SetUpForm(StaffForm):
    """What a shop cannot begin without."""

    name = forms.CharField(max_length=80, label=_("Shop name"))
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        initial="EUR",
        help_text=_("Three letters, such as EUR. You cannot change it later."),
    )
    country = forms.CharField(
        max_length=2, initial="DE", label=_("Country of the shop"), help_text=_("Two letters, such as DE.")
    )
    countries = forms.CharField(
        label=_("Delivers to"), initial=",".join(STANDARD_PERCENT), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Two-letter codes separated by commas. The EU countries are filled in."),
    )  # fmt: skip
    locale = forms.CharField(
        max_length=12,
        initial="en_IE",
        label=_("Language and region"),
        help_text=_("How amounts and dates are written, such as en_IE or de_DE."),
    )
    shipping_minor = AmountField(initial=490, label=_("Flat delivery rate, including tax"))

    def clean_currency(self) -> str:
        """Return the code in capitals; the amount below, which is read after it, has its decimals."""
        currency: str = self.cleaned_data["currency"].upper()
        try:
            exponent(currency)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        self.fields["shipping_minor"].currency = currency  # type: ignore[attr-defined]
        return currency

    def clean_country(self) -> str:
        """Return the code in capitals."""
        country: str = self.cleaned_data["country"].upper()
        return country

    def clean_countries(self) -> list[str]:
        """Return the codes in capitals, each once."""
        codes = [code.strip().upper() for code in self.cleaned_data["countries"].replace(" ", ",").split(",")]
        wrong = [code for code in codes if code and not (len(code) == 2 and code.isascii() and code.isalpha())]
        if wrong:
            raise forms.ValidationError(gettext("“%(code)s” is not a two-letter code.") % {"code": wrong[0][:20]})
        return list(dict.fromkeys(code for code in codes if code))

    def clean_locale(self) -> str:
        """Refuse a locale that nobody can write amounts in."""
        try:
            return str(Locale.parse(self.cleaned_data["locale"]))
        except (ValueError, UnknownLocaleError):
            raise forms.ValidationError(gettext("Enter a language and a region, such as en_IE or de_DE.")) from None


def opening_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the start page says about a shop that is not set up, not ready or not open; nothing to others."""
    channel = Channel.objects.filter(is_default=True).first()
    if channel is None:
        return {"set_up_form": SetUpForm()} if request.user.has_perm("channels.add_channel") else {"is_new": True}
    if not request.user.has_perm("channels.change_channel"):
        return {}
    steps = steps_to_keep(channel) if channel.opened_at else steps_to_sell(channel)
    if channel.opened_at and all(step.is_done for step in steps):
        return {}
    return {
        "is_closed": channel.opened_at is None,
        "todos": [Todo(step, _setup_url(step.code, channel)) for step in steps],
        "missing_count": sum(not step.is_done for step in steps),
    }


_PAGES = {
    "delivery": "admin:shipping_zone_changelist",
    "tax": "admin:pricing_taxrate_changelist",
    "product": "admin:catalog_product_add",
    "pictures": "admin:catalog_product_changelist",
    "order": "home",
}


def _setup_url(code: str, channel: Channel) -> str:
    """Return where a step is done; what is set on the server has a page that says how."""
    if code == "legal":
        return _legal_url()
    if code == "sender" and not channel.support_email:
        return reverse("admin:channels_channel_change", args=[channel.pk])
    return reverse(_PAGES[code]) if code in _PAGES else f"{reverse('admin:channels_channel_setup')}#{code}"


def _legal_url() -> str:
    missing = missing_pages()
    if not missing:
        return reverse("admin:channels_contentpage_changelist")
    preset = {"kind": "legal", "slug": missing[0], "title": LEGAL_PAGES[missing[0]]}
    return f"{reverse('admin:channels_contentpage_add')}?{urlencode(preset)}"
