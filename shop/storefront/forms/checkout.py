"""The one form of the checkout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import Address
from shop.accounts.rules import AddressInput
from shop.checkout.inputs import PaymentChoice, check_contact
from shop.core.errors import DomainError, InvalidInput
from shop.core.money import Money

from .address import AddressForm

_FIELDS = {"payment.provider": "payment", "payment.method": "payment"}
_NOT_KEPT = ("seen_total", "agreed", "cart", "proof")
NEW = "new"  # instead of an address of the customer's book: the one that is typed


class CheckoutForm(AddressForm):
    """Contact, address, delivery and payment. `seen_total` and `agreed` are what the page with the button showed.

    `saved` are the addresses that a customer may choose from; `deliver_to` is the key of one, or NEW.
    """

    email = forms.CharField(
        label=_("Email"),
        required=False,
        max_length=1000,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "required": True}),
        help_text=_("For your order confirmation and delivery updates."),
    )
    deliver_to = forms.CharField(label=_("Deliver to"), required=False, max_length=20)
    shipping_method = forms.CharField(label=_("Delivery"), required=False, max_length=50)
    payment = forms.CharField(label=_("Payment"), required=False, max_length=100)
    save_address = forms.BooleanField(label=_("Save this address for next time"), required=False)
    seen_total = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    cart = forms.IntegerField(required=False, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    _before = ("email", "full_name", "country", "line1", "line2")

    def __init__(self, *args: Any, saved: Sequence[Address] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved = saved
        # Another country has other fields and another delivery.
        swap = {"hx-post": "/checkout/", "hx-vals": '{"update": "country"}', "hx-target": "#delivery"}
        self.fields["country"].widget.attrs |= {**swap, "hx-swap": "outerHTML", "hx-sync": "#delivery:replace"}

    @property
    def chosen(self) -> Address | None:
        """The address of the book that the parcel goes to; None where it goes to the one that is typed."""
        value = str(self["deliver_to"].value() or "")
        return next((entry for entry in self.saved if str(entry.pk) == value), None)

    @property
    def destination(self) -> str:
        """The country that delivery is priced for."""
        chosen = self.chosen
        return chosen.country if chosen else str(self["country"].value() or "")

    def check(self, values: dict[str, str]) -> AddressInput:
        chosen = self.chosen
        if chosen is not None:
            values = {name: getattr(chosen, name) for name in AddressInput.__slots__}
        try:
            email, address = check_contact(
                email=self.cleaned_data.get("email", ""), address=AddressInput(**values), channel=self.channel
            )
        except InvalidInput as error:
            if chosen is not None and (problems := [text for name, text in error.fields.items() if name != "email"]):
                error.fields = {name: text for name, text in error.fields.items() if name == "email"}
                error.fields["deliver_to"] = f"{gettext('This address is not complete.')} {' '.join(problems)}"
            raise
        self.cleaned_data["email"] = email
        return address

    def clean_payment(self) -> str:
        value: str = self.cleaned_data["payment"]
        if not value:
            raise forms.ValidationError(gettext("Choose how to pay."))
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


def typed_in(form_data: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed so far, to be kept and shown again but not judged yet; what the page showed is left out.

    A box that is not ticked is not sent at all, so its absence is kept as its being empty.
    """
    fields = {name: text for name, text in form_data.items() if name in CheckoutForm.base_fields}
    fields = {"save_address": "", **fields}
    return {name: text for name, text in fields.items() if name not in _NOT_KEPT}
