"""What the list of the history can be narrowed by: each filter is a part of the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypedDict

from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.accounts.models import User
from shop.backoffice.search import matching_users, order_number
from shop.catalog.models import Category, Product, Variant
from shop.channels.models import ContentPage
from shop.history.queries import first_entry_since
from shop.history.tables import TRACKED, children_of
from shop.orders.models import Order

_AREAS = {
    "products": (_("Products"), ("catalog_",)),
    "prices": (_("Prices"), ("pricing_",)),
    "stock": (_("Stock settings"), ("inventory_",)),
    "orders": (_("Orders"), ("orders_", "payments_")),
    "people": (_("Users and roles"), ("accounts_", "auth_")),
    "settings": (_("Shop, pages and delivery"), ("channels_", "shipping_")),
}
_KINDS: dict[str, StrOrPromise] = {
    "staff": _("Staff"), "customer": _("Customers"), "guest": _("Guests"), "system": "Nexus",
    "outside": _("Outside the shop"),
}  # fmt: skip
_EACH = 50  # objects that a search follows


class FilterChoice(TypedDict):
    """An answer of a filter, as the filter templates show it."""

    query_string: str
    display: StrOrPromise
    selected: bool


class HistoryFilters:
    """The filters of one address. What makes no sense in it narrows nothing."""

    def __init__(self, asked: QueryDict) -> None:
        self.area = asked.get("area", "") if asked.get("area", "") in _AREAS else ""
        self.kind = asked.get("who", "") if asked.get("who", "") in _KINDS else ""
        actor = asked.get("actor", "")
        self.actor = actor if actor.isascii() and actor.isdigit() and len(actor) < 19 else ""
        self.since, self.until = _parse_filter_day(asked.get("from", "")), _parse_filter_day(asked.get("to", ""))
        self.query = asked.get("q", "").replace("\x00", "").strip()[:100]

    @cached_property
    def asked(self) -> dict[str, str]:
        """What narrows, as the address says it."""
        days = {name: day.isoformat() if day else "" for name, day in (("from", self.since), ("to", self.until))}
        found = {"area": self.area, "who": self.kind, "actor": self.actor, "q": self.query, **days}
        return {name: value for name, value in found.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked)

    def link(self, **changed: Any) -> str:
        """Return the address with something changed; an empty value takes a filter away."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.asked, **changed}.items() if value})
        return f"?{query.urlencode()}"

    def areas(self) -> list[FilterChoice]:
        """Return the tabs."""
        return self._history_choices(
            "area", gettext("All"), {key: str(name) for key, (name, _prefixes) in _AREAS.items()}, self.area
        )

    def kinds(self) -> list[FilterChoice]:
        """Return who may have made the change."""
        return self._history_choices("who", gettext("Anyone"), _KINDS, self.kind)

    def _history_choices(
        self, parameter: str, everything: str, names: Mapping[str, StrOrPromise], chosen: str
    ) -> list[FilterChoice]:
        return [
            FilterChoice(query_string=self.link(**{parameter: key}), display=name, selected=key == chosen)
            for key, name in {"": everything, **names}.items()
        ]

    @cached_property
    def person(self) -> str:
        """Whose changes are asked for, or nothing."""
        found = User.objects.filter(pk=self.actor).values_list("email", flat=True).first() if self.actor else None
        return found or (gettext("No. %(number)s") % {"number": self.actor} if self.actor else "")

    def match(self) -> Q:
        """Return the condition; days are the shop's and become keys of entries, which are in the order of time."""
        match = Q()
        if self.area:
            prefixes = _AREAS[self.area][1]
            match &= Q(table_name__in=[table for table in TRACKED if table.startswith(prefixes)])
        if self.kind:
            match &= Q(actor_kind=None if self.kind == "outside" else self.kind)
        if self.actor:
            match &= Q(actor_user_id=int(self.actor))
        if self.since:
            match &= Q(pk__gte=first_entry_since(_midnight(self.since)))
        if self.until:
            match &= Q(pk__lt=first_entry_since(_midnight(self.until + timedelta(days=1))))
        return match

    def ways(self) -> list[Q]:
        """Return the conditions of which one must match where something is looked for."""
        return _about(self.query) if self.query else []


def _parse_filter_day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 9000 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _about(text: str) -> list[Q]:
    """Return the conditions for entries about what people call this: a number, SKU, name or email. Or by a person."""
    number = order_number(text)
    people = list(User.objects.filter(matching_users(text)).values_list("pk", flat=True)[:_EACH])
    products = _keys(Product.objects.filter(Q(name__holds=text) | Q(vendor__holds=text)))
    found = {
        "orders_order": _keys(Order.objects.filter(number=number)) if number is not None else [],
        "catalog_product": products,
        "catalog_variant": _keys(Variant.objects.filter(Q(sku__istartswith=text) | Q(product__in=products))),
        "catalog_category": _keys(Category.objects.filter(name__holds=text)),
        "channels_contentpage": _keys(ContentPage.objects.filter(title__holds=text)),
        "auth_group": _keys(Group.objects.filter(name__holds=text)),
        "accounts_user": people,
    }
    ways = [Q(actor_user_id__in=people)]
    for table, keys in found.items():
        if keys:
            ways.append(Q(table_name=table, row_id__in=keys))
            ways.append(Q(table_name__in=children_of(table), parent_id__in=keys))
    return ways


def _keys(rows: Any) -> list[int]:
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:_EACH])
