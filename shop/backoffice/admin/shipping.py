"""Delivery: countries that share a list of methods, edited together."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import amount
from shop.backoffice.fields import AmountField
from shop.backoffice.site import site
from shop.channels.queries import get_default_channel
from shop.shipping.models import ShippingMethod, Zone

from .base import PartOf, PlainWidgets, StaffAdmin
from .product_forms import tax_classes


class MethodForm(forms.ModelForm[ShippingMethod]):
    """A way to deliver, its amounts typed in major units of its currency."""

    currency = "EUR"
    tax_classes: ClassVar[list[tuple[str, str]]] = []

    price_minor = AmountField(label=_("Price"), help_text=_("Including tax."))
    free_from_minor = AmountField(
        label=_("Free from"), required=False, help_text=_("Order value. Leave empty for never.")
    )

    tax_class = forms.ChoiceField(label=_("Tax class"), initial="standard")

    class Meta:
        model = ShippingMethod
        fields = (
            "name", "code", "price_minor", "free_from_minor", "min_days", "max_days", "tax_class", "position",
            "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.currency = self.currency
        if "tax_class" in self.fields:
            self.fields["tax_class"].choices = self.tax_classes  # type: ignore[attr-defined]
        for name in ("price_minor", "free_from_minor"):
            if name in self.fields:
                self.fields[name].currency = self.instance.currency  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("min_days") or 0) > (cleaned.get("max_days") or 0):
            self.add_error("max_days", gettext("Must not be less than the minimum."))
        return cleaned


class MethodInline(PlainWidgets, PartOf, admin.StackedInline[ShippingMethod, Zone]):
    whole = "shipping.zone"
    model = ShippingMethod
    form = MethodForm
    extra = 0
    fields = (
        ("name", "code"), ("price_minor", "free_from_minor"), ("min_days", "max_days"),
        ("tax_class", "position"), "is_active",
    )  # fmt: skip
    verbose_name_plural = _("Methods")

    def get_formset(self, request: HttpRequest, obj: Zone | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.currency = get_default_channel().currency  # type: ignore[attr-defined]  # MethodForm's
        formset.form.tax_classes = tax_classes("standard")  # type: ignore[attr-defined]
        return formset


@admin.register(Zone, site=site)
class ZoneAdmin(StaffAdmin[Zone]):
    heading = _("Delivery")
    list_display = ("name", "where", "methods")
    inlines = (MethodInline,)
    actions = None
    fields = ("name", "countries")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Zone]:
        return super().get_queryset(request).prefetch_related("methods")

    @admin.display(description=_("Countries"))
    def where(self, zone: Zone) -> str:
        return ", ".join(zone.countries)

    @admin.display(description=_("Methods"))
    def methods(self, zone: Zone) -> str:
        return ", ".join(f"{m.name} {amount(m.price_minor, m.currency)}" for m in zone.methods.all()) or gettext("None")
