"""The pages of the back office by name: lists, and settings by what they are called on their page."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst

from shop.accounts.models import User
from shop.core.folding import fold, words_of

from .navigation import GROUPS

_SETTINGS = "gear"  # the icon of the group


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and where it stands: "Time zone" in "Shop"."""

    label: str
    within: str
    url: str


def find_places(text: str, *, user: User | AnonymousUser) -> list[Place]:
    """Return the pages and settings that this person may see and that have every word, each perhaps unfinished."""
    words = words_of(fold(text))
    if not words:
        return []
    found = []
    for group, icon, entries in GROUPS:
        for label, name in entries:
            if not _may_see(user, name):
                continue
            places = [Place(str(label), str(group), _list_url(name))]
            if icon == _SETTINGS:
                places += _fields_of(str(label), name)
            found += [place for place in places if _has(f"{place.label} {place.within}", words)]
    return found


def _fields_of(label: str, name: str) -> list[Place]:
    """Return the settings on a page; a list of one row leads straight to it."""
    model = apps.get_model(name)
    fields = [field for field in model._meta.get_fields() if getattr(field, "editable", False) and field.concrete]
    url = _url_of(model, name)
    return [Place(capfirst(str(field.verbose_name)), label, url) for field in fields]


def _url_of(model: type[Model], name: str) -> str:
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:2])
    return reverse(f"admin:{name.replace('.', '_')}_change", args=keys) if len(keys) == 1 else _list_url(name)


def _list_url(name: str) -> str:
    return reverse(f"admin:{name.replace('.', '_')}_changelist")


def _may_see(user: User | AnonymousUser, model: str) -> bool:
    app, name = model.split(".")
    return user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}")


def _has(text: str, words: list[str]) -> bool:
    own = words_of(fold(text))
    return all(any(word.startswith(start) for word in own) for start in words)
