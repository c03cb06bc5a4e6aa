"""The fields of a postal address. Which of them must be filled is the domain's rule, not the form's."""

from __future__ import annotations

from typing import Any

from django import forms

from shop.accounts.rules import AddressInput, check_address
from shop.channels.models import Channel
from shop.core.errors import InvalidInput
from shop.core.templatetags.places import country as country_name

_LONGEST = 1000  # what is far too long is cut off before it is looked at


def text_field(label: str, autocomplete: str, *, help_text: str = "", **attributes: Any) -> forms.CharField:
    """Return a line of text that browsers can fill in."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attributes})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget, max_length=_LONGEST)


class AddressForm(forms.Form):
    """An address; `address` is it, checked, once the form is valid."""

    full_name = text_field("Full name", "name", required=True)
    country = forms.ChoiceField(label="Country", widget=forms.Select(attrs={"autocomplete": "country"}))
    line1 = text_field("Address", "address-line1", help_text="Street and number", required=True)
    line2 = text_field("Address, line 2", "address-line2")
    postcode = text_field("Postcode", "postal-code", required=True)
    city = text_field("City", "address-level2", required=True)
    company = text_field("Company", "organization")
    phone = text_field("Phone", "tel", type="tel")

    address: AddressInput

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        countries: list[tuple[str, str]] = [(code, country_name(code, channel.locale)) for code in channel.countries]
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        countries.sort(key=lambda pair: pair[1])
        field.choices = countries
        field.initial = channel.default_country
        field.error_messages["invalid_choice"] = "We do not deliver to this country."
        field.error_messages["required"] = "Choose a country."

    @property
    def shows_more(self) -> bool:
        """Whether one of the rarely needed fields is filled in or wrong, so that they must be in sight."""
        return any(self[name].value() or self[name].errors for name in ("line2", "company", "phone"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("full_name", "line1", "line2", "postcode", "city", "country", "company", "phone")
        try:
            self.address = self.check({name: data.get(name, "") for name in names})
        except InvalidInput as error:
            for name, problem in error.fields.items():
                if not self.has_error(name):
                    self.add_error(name, problem)
        return data

    def check(self, values: dict[str, str]) -> AddressInput:
        """Apply the domain's rules. Raises: InvalidInput."""
        return check_address(AddressInput(**values), countries=self.channel.countries)
