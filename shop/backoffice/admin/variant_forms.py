"""The forms of variants on the product page: options, price, stock and state of each row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import number
from shop.backoffice.fields import AmountField
from shop.catalog.models import OptionType, Product, Variant
from shop.catalog.rules import MAX_VARIANTS, options_key

from .variant_table import LONG_LIST, Grid, VariantTable, read_table


class NamedValueField(forms.CharField):
    """A value of an option that has very many, typed and completed by the browser; handed over as its key."""

    def __init__(self, option: OptionType, **kwargs: Any) -> None:
        self.keys = {value.value: value.pk for value in option.values.all()}
        widget = forms.TextInput(attrs={"list": f"values-of-{option.pk}", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if name not in self.keys:
            raise forms.ValidationError(gettext("Enter one of the values of this option."))
        return self.keys[name]


def _option_field(option: OptionType, chosen: int | None) -> forms.Field:
    """Return the field to choose a value of an option: a list, unless that would make each row very long."""
    values = option.values.all()
    if len(values) > LONG_LIST:
        name = next((value.value for value in values if value.pk == chosen), None)
        return NamedValueField(option, label=option.name, initial=name)
    choices = [("", gettext("Choose")), *((value.pk, value.value) for value in values)]
    return forms.TypedChoiceField(label=option.name, choices=choices, coerce=int, initial=chosen)


class VariantForm(forms.ModelForm[Variant]):
    """A variant with its options, price and stock. `table` is None where Django only wants to know the fields."""

    booked_as_differences = ("on_hand",)

    price = AmountField(label=_("Price"), required=False, help_text=_("Including tax. Without a price it is not sold."))
    compare_at = AmountField(required=False, label=_("Former price"), help_text=_("Shown crossed out."))
    on_hand = forms.IntegerField(
        label=_("On hand"), min_value=0, max_value=1_000_000, required=False, show_hidden_initial=True
    )
    weight_grams = forms.IntegerField(min_value=0, max_value=10_000_000, required=False, label=_("Weight in grams"))
    position = forms.IntegerField(min_value=0, max_value=32_000, required=False, label=_("Position"))
    status = forms.ChoiceField(choices=Variant.Status.choices, required=False, label=_("In the shop"))

    class Meta:
        model = Variant
        fields = ("sku", "barcode", "weight_grams", "media", "track_stock", "position", "status")

    def __init__(
        self,
        *args: Any,
        table: VariantTable | None = None,
        read_only: bool = False,
        may_count: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if table is None:
            return
        self.table = table
        self.fields["media"].choices = table.pictures  # type: ignore[attr-defined]
        for name in ("price", "compare_at"):
            self.fields[name].currency = table.currency  # type: ignore[attr-defined]
        price, level = table.prices.get(self.instance.pk), table.levels.get(self.instance.pk)
        if price is not None:
            self.initial["price"], self.initial["compare_at"] = price.amount_minor, price.compare_at_minor
        self.allocated = level.promised if level else 0
        self.parts = ", ".join(table.parts.get(self.instance.pk, []))
        self.fields["on_hand"].disabled = bool(self.parts) or not may_count  # a bundle has no stock of its own
        self.initial["on_hand"] = level.on_hand if level else 0
        has = {value.option_id: value.pk for value in table.values.get(self.instance.pk, [])}
        for option in table.options:
            self.fields[f"option_{option.pk}"] = _option_field(option, has.get(option.pk))
        for each in self.fields.values():
            each.disabled = each.disabled or read_only

    @property
    def option_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("option_")]

    def chosen_values(self) -> list[int]:
        """The ids of the option values that were chosen."""
        return [value for name in self.option_names if (value := self.cleaned_data.get(name))]

    def stock_change(self) -> int:
        """By how much the count was changed from what the page showed; sales in between do not matter."""
        if "on_hand" not in self.changed_data or self.cleaned_data.get("on_hand") is None:
            return 0
        shown = self.data.get(self.add_initial_prefix("on_hand"), "")
        base = int(shown) if shown.isascii() and shown.isdigit() else self.initial["on_hand"]
        return int(self.cleaned_data["on_hand"]) - base

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or self.instance.status

    def clean_weight_grams(self) -> int:
        return self.cleaned_data["weight_grams"] or 0

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0

    def validate_unique(self) -> None:
        """Ask for a SKU only where it is another one."""
        if "sku" in self.changed_data or not self.instance.pk:
            super().validate_unique()

    def validate_constraints(self) -> None:
        """Ask the database nothing for each row: its fields know the states, and the page compares options."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        price, before = cleaned.get("price"), cleaned.get("compare_at")
        if before is not None and (price is None or before <= price):
            self.add_error("compare_at", gettext("The former price must be above the price."))
        on_hand = cleaned.get("on_hand")
        if on_hand is not None and "on_hand" in self.changed_data and on_hand < self.allocated:
            self.add_error(
                "on_hand", gettext("%(number)s of them are allocated to orders.") % {"number": self.allocated}
            )
        if on_hand and "on_hand" in self.changed_data and self.table.location is None:
            self.add_error("on_hand", gettext("There is no location yet. Add one under Locations."))
        return cleaned


class _OwnKey(forms.ModelChoiceField[Variant]):
    """The key of a row that is here already: Django would ask the database for each."""

    def __init__(self, variant: Variant) -> None:
        super().__init__(Variant.objects.none(), initial=variant.pk, required=False, widget=forms.HiddenInput)
        self.variant = variant

    def to_python(self, value: Any) -> Variant | None:
        if value in self.empty_values:
            return None
        if str(value) != str(self.variant.pk):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return self.variant


class VariantFormSet(BaseInlineFormSet[Variant, Product, VariantForm]):
    """All variants of a product; no two may have the same options."""

    currency = "EUR"
    read_only = False
    may_count = True
    grid = Grid()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queryset = self._sent() if self.is_bound else self.grid.rows(self.instance)
        self.table = read_table(self.instance, self.queryset, currency=self.currency)

    def _sent(self) -> QuerySet[Variant]:
        """Return the rows that the page had, wherever they stand by now."""
        self.grid.rows(self.instance)  # for the page's numbers, should it be shown again
        total = str(self.data.get(f"{self.prefix}-INITIAL_FORMS", ""))
        count = min(int(total), MAX_VARIANTS) if total.isascii() and total.isdigit() and len(total) < 6 else 0
        sent = [str(self.data.get(f"{self.prefix}-{index}-id", "")) for index in range(count)]
        keys = [int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 19]
        return Variant.objects.filter(product=self.instance.pk, pk__in=keys).order_by("position", "pk")

    def add_fields(self, form: VariantForm, index: int | None) -> None:
        """Let only new rows be taken back by a tick: what is stored is removed on a page of its own, which asks."""
        super().add_fields(form, index)
        if form.instance.pk:
            form.fields.pop(DELETION_FIELD_NAME, None)
            form.fields["id"] = _OwnKey(form.instance)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        own = {"table": self.table, "read_only": self.read_only, "may_count": self.may_count}
        return {**super().get_form_kwargs(index), **own}

    def clean(self) -> None:
        super().clean()
        new = [form for form in self.extra_forms if form.has_changed() and form not in self.deleted_forms]
        if self.instance.pk and new and self.instance.variants.count() + len(new) > MAX_VARIANTS:
            raise forms.ValidationError(
                gettext("A product can have at most %(most)s variants.") % {"most": number(MAX_VARIANTS)}
            )
        seen: set[str] = set()
        for form in self.forms:
            if form in self.deleted_forms or not (form.instance.pk or form.has_changed()) or form.errors:
                continue
            if form.cleaned_data.get("status") == Variant.Status.ARCHIVED:
                continue
            key = options_key(form.chosen_values())
            if key in seen:
                names = form.option_names
                text = (
                    gettext("Another variant has these options.")
                    if names
                    else gettext("Add an option first, to tell variants apart.")
                )
                form.add_error(names[0] if names else "sku", text)
            seen.add(key)
