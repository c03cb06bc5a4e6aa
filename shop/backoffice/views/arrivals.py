"""What the forms of returns and withdrawals ask about goods that arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shop.backoffice.fields import units_field
from shop.backoffice.forms import VersionedForm
from shop.fulfilment.models import Condition
from shop.inventory.models import Location


class ArrivalForm(VersionedForm):
    """A form about goods that arrived: how many, how they look, whether they can be sold again, and where they lie."""

    def add_goods(self, key: int, *, awaited: int, name: str) -> None:
        """Add the fields of one line."""
        self.fields[f"received_{key}"] = units_field(
            _("Received of %(sku)s") % {"sku": name}, most=awaited, initial=awaited
        )
        self.fields[f"condition_{key}"] = forms.ChoiceField(
            choices=Condition.choices,
            label=_("Condition of %(sku)s") % {"sku": name},
            widget=forms.Select(attrs={"class": "input"}),
        )
        self.fields[f"restock_{key}"] = forms.BooleanField(
            required=False, initial=True, label=_("Restock %(sku)s") % {"sku": name}
        )

    def add_location(self) -> None:
        """Ask where goods go, in a shop that has several places."""
        places = list(Location.objects.values_list("pk", "name"))
        if len(places) > 1:
            self.fields["location"] = forms.TypedChoiceField(choices=places, coerce=int, label=_("Return stock to"))

    def goods(self, key: int) -> dict[str, Any]:
        """Return what was filled in for a line. Damaged goods are never sold again, whatever is ticked."""
        data = self.cleaned_data
        condition = data[f"condition_{key}"]
        return {
            "quantity": data[f"received_{key}"],
            "condition": condition,
            "restock": data[f"restock_{key}"] and condition != Condition.DAMAGED,
        }
