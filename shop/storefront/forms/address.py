"""The fields of a postal address, as its country writes them. What must be filled is the domain's rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.accounts.places import Place, place_of
from shop.accounts.rules import AddressInput, check_address
from shop.channels.models import Channel
from shop.core.errors import InvalidInput
from shop.core.templatetags.places import country as country_name

_LONGEST = 1000  # what is far too long is cut off before it is looked at
_BY_COUNTRY = ("postcode", "city", "region")
_SPANS = {1: {}, 2: {"postcode": "span-2", "city": "span-4", "region": "span-4"}}


def text_field(
    label: StrOrPromise, autocomplete: str, *, help_text: StrOrPromise = "", **attributes: Any
) -> forms.CharField:
    """Return a line of text that browsers can fill in."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attributes})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget, max_length=_LONGEST)


class RegionSelect(forms.Select):
    """The regions of a country; one that was typed by any of its names is chosen."""

    def __init__(self, place: Place, attrs: dict[str, Any]) -> None:
        choices = [("", gettext("Choose…")), *((region.code, region.name) for region in place.regions)]
        super().__init__(attrs=attrs, choices=choices)
        self.place = place

    def format_value(self, value: Any) -> list[str]:
        return [self.place.find_region(text) or text for text in super().format_value(value) or []]


class AddressForm(forms.Form):
    """An address; `address` is it, checked, once the form is valid. `place` says how its country writes addresses."""

    full_name = text_field(_("Full name"), "name", required=True)
    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    line1 = text_field(_("Address"), "address-line1", help_text=_("Street and number"), required=True)
    line2 = text_field(_("Address line 2"), "address-line2")
    postcode = text_field(_("Postcode"), "postal-code")
    city = text_field(_("City"), "address-level2")
    region = text_field(_("Region"), "address-level1")
    company = text_field(_("Company"), "organization")
    phone = text_field(_("Phone"), "tel", type="tel")

    address: AddressInput
    _before: tuple[str, ...] = ("full_name", "country", "line1", "line2")

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        countries: list[tuple[str, str]] = [(code, country_name(code, channel.locale)) for code in channel.countries]
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        countries.sort(key=lambda pair: pair[1])
        field.choices = countries
        field.initial = channel.default_country
        field.error_messages["invalid_choice"] = _("We do not deliver to this country.")
        field.error_messages["required"] = _("Choose a country.")
        place = self.place
        self.order_fields([*self._before, *(name for row in place.rows for name in row)])
        for name in place.fields:
            self._fit(name, place)

    @property
    def place(self) -> Place:
        """How addresses of the chosen country are written; of the shop's own where none is chosen."""
        code = str(self["country"].value() or "")
        return place_of(code if code in self.channel.countries else self.channel.default_country)

    @property
    def rows(self) -> list[list[tuple[forms.BoundField, str, bool]]]:
        """Postcode, city and region as the country has them: by line (field, its width, is it optional)."""
        place = self.place
        found = []
        for row in place.rows:
            spans = _SPANS.get(len(row), dict.fromkeys(_BY_COUNTRY, "span-2"))
            found.append([(self[name], spans.get(name, ""), name not in place.needed) for name in row])
        return found

    def _fit(self, name: str, place: Place) -> None:
        """Give a field the label, the choices and the form that it has in a country."""
        field = self.fields[name]
        field.label = place.labels[name]
        attributes = field.widget.attrs
        if name in place.needed:
            attributes["required"] = True
        if name == "postcode" and place.postcode_pattern:
            attributes["data-pattern"] = place.postcode_pattern
        if name == "region" and place.regions:
            field.widget = RegionSelect(place, attributes)

    @property
    def shows_more(self) -> bool:
        """Whether one of the rarely needed fields is filled in or wrong, so that they must be in sight."""
        return any(self[name].value() or self[name].errors for name in ("line2", "company", "phone"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("full_name", "line1", "line2", "postcode", "city", "region", "country", "company", "phone")
        hidden = set(_BY_COUNTRY) - self.place.fields  # left from another country; nobody sees it here
        try:
            self.address = self.check({name: "" if name in hidden else data.get(name, "") for name in names})
        except InvalidInput as error:
            for name, problem in error.fields.items():
                if not self.has_error(name):
                    self.add_error(name, problem)
        return data

    def check(self, values: dict[str, str]) -> AddressInput:
        """Apply the domain's rules. Raises: InvalidInput."""
        return check_address(AddressInput(**values), countries=self.channel.countries)
