"""Filters of the lists: each is a part of the address, so that a filtered list can be linked and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class StateFilter(admin.SimpleListFilter):
    """A filter over fixed answers: `states` are (value, label); subclasses say in `narrow` what each means."""

    title: Any = None  # the stubs know no translated one
    states: ClassVar[Sequence[tuple[str, StrOrPromise]]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, StrOrPromise]]:
        return self.states

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return self.narrow(queryset, value) if value in dict(self.lookup_choices) else queryset

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        raise NotImplementedError


class TabFilter(StateFilter):
    """A filter that is shown as tabs above the list: the views that people work with."""

    template = "admin/filter_tabs.html"
    everything = _("All")

    def choices(self, changelist: Any) -> Iterator[Any]:
        for index, choice in enumerate(super().choices(changelist)):
            yield choice if index else {**choice, "display": self.everything}
