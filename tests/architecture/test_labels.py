"""What staff read beside a value is said by the model or the form, so that it can be translated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.urls import get_resolver
from django.utils.functional import Promise

from shop.backoffice.site import site
from shop.history.tables import TRACKED

SEEN = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("shop.") and (model._meta.db_table in TRACKED or model in site._registry)
]
# Django's own, whose texts it translates itself.
NEVER_SEEN = {"ID"}


def _forms(form: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for each in form.__subclasses__():
        yield each
        yield from _forms(each)


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model._meta.label)
def test_a_model_and_its_fields_and_permissions_have_names_to_translate(model):
    bare = {
        str(field.verbose_name) for field in model._meta.concrete_fields if not isinstance(field.verbose_name, Promise)
    }

    assert bare - NEVER_SEEN == set()
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)
    assert [name for _codename, name in model._meta.permissions if not isinstance(name, Promise)] == []


def test_a_field_of_a_form_has_a_label_to_translate():
    assert get_resolver().url_patterns  # every view has been imported, and with it its forms
    bare = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in set(_forms())
        if form.__module__.startswith("shop.") and not form.__module__.startswith("shop.api.")  # input, never shown
        for name, field in getattr(form, "base_fields", {}).items()
        if not (field.widget.is_hidden or isinstance(field.label, Promise))
    ]

    assert sorted(bare) == []
