"""Fields without a template are written as Django's templates write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from shop.core.renderer import PlainRenderer

WORDS = "\"><script>&' é"
CHOICES = [("", "–"), (1, WORDS), ("b", mark_safe("<b>bold</b>")), (None, gettext_lazy("Yes"))]
GROUPED = [("Fruit", [("a", "Apple")]), ("b", "Bread")]
ATTRIBUTES = [{}, {"id": "x", "required": True, "hidden": False, "data-n": 1_000_000, "title": WORDS}]
WIDGETS = [
    *(kind for kind in (
        forms.TextInput, forms.NumberInput, forms.HiddenInput, forms.EmailInput, forms.URLInput, forms.PasswordInput,
        forms.DateInput, forms.CheckboxInput, forms.Textarea, forms.FileInput, forms.ClearableFileInput, forms.TelInput,
    )),
    *(lambda kind=kind, choices=choices: kind(choices=choices)
      for kind in (forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple)
      for choices in (CHOICES, GROUPED, [])),
    lambda: forms.Select(choices=[(1, 1234567)]),
    forms.NullBooleanSelect, forms.SelectDateWidget,
]  # fmt: skip
VALUES = [None, "", WORDS, mark_safe("<i>"), 1, 1234567, 1.5, Decimal("1234.50"), date(2026, 11, 29), True, False]


@pytest.mark.drawn
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("make", WIDGETS)
def test_writes_each_widget_as_its_template_does(make, attributes):
    for value in VALUES:
        shown = [value] if "Multiple" in type(make()).__name__ and value is not None else value
        with_template, plain = (
            make().render("a&b", shown, attrs=attributes, renderer=kind()) for kind in (DjangoTemplates, PlainRenderer)
        )
        assert plain == with_template
        assert hasattr(plain, "__html__")


def test_is_how_the_shop_writes_fields_and_asks_no_template_for_plain_ones(monkeypatch):
    renderer = get_default_renderer()
    assert isinstance(renderer, PlainRenderer)
    monkeypatch.setattr(PlainRenderer, "get_template", None)

    class Row(forms.Form):
        sku = forms.CharField()
        state = forms.ChoiceField(choices=[("a", "Active")])

    assert "SKU-1" in Row({"sku": "SKU-1", "state": "a"})["sku"].as_widget()
    assert '<option value="a" selected>Active</option>' in str(Row({"state": "a"})["state"])
