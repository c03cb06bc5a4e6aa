"""Tax rates by country."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.backoffice.site import site
from shop.pricing.models import TaxRate

from .base import StaffAdmin


class TaxRateForm(forms.ModelForm[TaxRate]):
    """A rate, typed in per cent."""

    percent = forms.DecimalField(
        min_value=0, max_value=Decimal("99.99"), decimal_places=2, label=_("Rate in %"), help_text=_("19 for 19%.")
    )

    class Meta:
        model = TaxRate
        fields = ("country", "tax_class")
        help_texts = {"country": _("Two letters, such as DE.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["percent"] = (self.instance.rate * 100).quantize(Decimal("0.01"))

    def _post_clean(self) -> None:
        """Hand the rate over before Django checks the row's constraints."""
        if (percent := self.cleaned_data.get("percent")) is not None:
            self.instance.rate = percent / 100
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, not in its stubs


@admin.register(TaxRate, site=site)
class TaxRateAdmin(StaffAdmin[TaxRate]):
    form = TaxRateForm
    list_display = ("country", "tax_class", "percent")
    list_filter = ("tax_class",)
    search_fields = ("country",)
    actions = None
    fields = ("country", "tax_class", "percent")

    @admin.display(description=_("Rate"), ordering="rate")
    def percent(self, rate: TaxRate) -> str:
        return f"{rate.rate * 100:.2f}".rstrip("0").rstrip(".") + " %"
