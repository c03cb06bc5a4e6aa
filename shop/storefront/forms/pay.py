"""Choosing how to pay for an order that exists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.checkout.inputs import PaymentChoice
from shop.core.money import Money


class PayForm(forms.Form):
    """How to pay. `seen_total` is what the button showed, in minor units, `change` what it was for."""

    payment = forms.CharField(
        label=_("Payment"),
        max_length=100,
        error_messages={"required": _("Choose how to pay.")},
        widget=forms.HiddenInput,
    )
    seen_total = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    change = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    @property
    def choice(self) -> PaymentChoice:
        provider, _, method = self.cleaned_data["payment"].partition(":")
        return PaymentChoice(provider, method)

    @property
    def seen(self) -> Money:
        """What the buyer saw; a form without it agrees to nothing, so that the amount is shown first."""
        return Money(self.cleaned_data.get("seen_total") or 0, self.currency)
