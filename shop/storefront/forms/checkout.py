"""The one form of the checkout."""

from __future__ import annotations

from typing import Any

from django import forms

from shop.accounts.rules import AddressInput
from shop.checkout.inputs import PaymentChoice, check_contact
from shop.core.errors import DomainError
from shop.core.money import Money

from .address import AddressForm

_FIELDS = {"payment.provider": "payment", "payment.method": "payment"}


class CheckoutForm(AddressForm):
    """Contact, address, delivery and payment. `seen_total` is what the order button showed."""

    email = forms.CharField(
        label="E-mail",
        required=False,
        max_length=1000,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "required": True}),
        help_text="For the confirmation and news of your parcel.",
    )
    shipping_method = forms.CharField(label="Delivery", required=False, max_length=50)
    payment = forms.CharField(label="Payment", required=False, max_length=100)
    save_address = forms.BooleanField(label="Keep this address for next time", required=False)
    seen_total = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    cart = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = ("email", "full_name", "country", "line1", "line2", "postcode", "city", "company", "phone")

    def check(self, values: dict[str, str]) -> AddressInput:
        email, address = check_contact(
            email=self.cleaned_data.get("email", ""), address=AddressInput(**values), channel=self.channel
        )
        self.cleaned_data["email"] = email
        return address

    def clean_payment(self) -> str:
        value: str = self.cleaned_data["payment"]
        if not value:
            raise forms.ValidationError("Choose how to pay.")
        return value

    @property
    def payment_choice(self) -> PaymentChoice:
        provider, _, method = self.cleaned_data["payment"].partition(":")
        return PaymentChoice(provider, method)

    @property
    def expected_total(self) -> Money:
        """What the buyer saw; a form without it agrees to nothing, so that the total is shown first."""
        return Money(self.cleaned_data.get("seen_total") or 0, self.channel.currency)

    def refuse(self, error: DomainError, message: str = "") -> None:
        """Show a refusal of the shop at the fields that it names, or above the form."""
        for name, text in error.fields.items():
            field = _FIELDS.get(name, name)
            self.add_error(field if field in self.fields else None, text)
        if not error.fields:
            self.add_error(None, message or error.message)


def first_values(form_data: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed so far as initial values: shown again, but not judged yet."""
    return {name: value for name, value in form_data.items() if name in CheckoutForm.base_fields}
