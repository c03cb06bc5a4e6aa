"""The history in people's words: names instead of keys, labels instead of columns, money as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from babel.numbers import format_percent
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import amount, reader_locale
from shop.channels.queries import get_default_channel
from shop.core.fields import MinorField
from shop.core.formats import format_date, format_datetime
from shop.history.models import HistoryEntry
from shop.history.queries import Row, last_deleted_rows
from shop.history.tables import TRACKED

# What a row is with its name, where that belongs into the middle.
_TITLES = {
    "accounts_user_groups": _("Role of %(name)s"),
    "accounts_user_user_permissions": _("Permission of %(name)s"),
    "auth_group_permissions": _("Permission of role %(name)s"),
    "catalog_bundlecomponent": _("Part of bundle %(name)s"),
    "inventory_stocklevel": _("Stock of %(name)s"),
    "pricing_price": _("Price of %(name)s"),
}
# What Django's own permissions allow.
_VERBS = {
    "view": _("View %(noun)s"),
    "add": _("Add %(noun)s"),
    "change": _("Change %(noun)s"),
    "delete": _("Delete %(noun)s"),
}


def _of_order(thing: object, order: object) -> str:
    return gettext("%(thing)s of order %(order)s") % {"thing": thing, "order": order}


def _for_order(thing: object, order: object) -> str:
    return gettext("%(thing)s for order %(order)s") % {"thing": thing, "order": order}


def permission_label(permission: Permission) -> str:
    """Return what a permission allows, in the reader's language; the database has the name in English."""
    model = ContentType.objects.get_for_id(permission.content_type_id).model_class()
    if model is None:
        return permission.name
    named = {codename: str(name) for codename, name in model._meta.permissions}
    verb = _VERBS.get(permission.codename.removesuffix(f"_{model._meta.model_name}"))
    return named.get(permission.codename) or (
        str(verb) % {"noun": model._meta.verbose_name} if verb else permission.name
    )


# What a row is called where its own text would say less.
_NAMES: dict[str, Callable[[Any], str]] = {
    "inventory_stocklevel": lambda level: (
        gettext("%(sku)s at %(location)s") % {"sku": level.variant.sku, "location": level.location}
    ),
    "pricing_price": lambda price: (
        gettext("%(sku)s in %(currency)s") % {"sku": price.variant.sku, "currency": price.currency}
    ),
    "pricing_taxrate": lambda rate: f"{rate.country}, {rate.tax_class}",
    "fulfilment_fulfilment": lambda parcel: _of_order(parcel, parcel.order),
    "fulfilment_return": lambda return_: _of_order(return_, return_.order),
    "fulfilment_withdrawal": lambda one: _of_order(one, one.order) if one.order else str(one),
    "orders_orderline": lambda line: _of_order(line.sku, line.order),
    "payments_payment": lambda payment: _for_order(payment, payment.order),
    "payments_refund": lambda refund: _for_order(refund, refund.payment.order),
    "auth_permission": permission_label,
}
_NAMING_COLUMNS = ("number", "sku", "name", "title", "email", "value", "alt", "path", "code", "country")
_CONTEXT, _EXCERPT = 24, 160


@cache
def model_of(table: str) -> type[models.Model] | None:
    """Return the model of a table, also of those that only join two others."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return found.get(table)


@cache
def _columns(table: str) -> dict[str, models.Field[Any, Any]]:
    model = model_of(table)
    return {str(field.column): field for field in model._meta.concrete_fields} if model else {}


def noun(table: str) -> str:
    """Return what a row of the table is."""
    if table == "auth_group":  # Django's own
        return gettext("Role")
    model = model_of(table)
    return capfirst(str(model._meta.verbose_name)) if model else table


def titled(table: str, name: str) -> str:
    """Return what a row is, with its name: "Product Mug", "Price of RUST in EUR"."""
    if table in _TITLES:
        return _TITLES[table] % {"name": name}
    return gettext("%(noun)s %(name)s") % {"noun": noun(table), "name": name}


def label(table: str, column: str) -> str:
    """Return what a column is called."""
    field = _columns(table).get(column)
    return capfirst(str(field.verbose_name) if field else column.replace("_", " "))


def hidden(table: str) -> set[str]:
    """Return the columns that say nothing to people in the values of a whole row."""
    return {"id", "created_at", TRACKED[table].parent} if table in TRACKED else {"id"}


def in_order(table: str, row: Row) -> list[tuple[str, Any]]:
    """Return the columns with their values in the order of the model; what it does not know comes last."""
    order = {column: place for place, column in enumerate(_columns(table))}
    return sorted(row.items(), key=lambda item: order.get(item[0], len(order)))


class Names:
    """What rows are called: all that a page needs, found with one query a table. What is gone keeps its last name."""

    def __init__(self, entries: Iterable[HistoryEntry] = (), rows: Iterable[tuple[str, Row]] = ()) -> None:
        self._wanted: dict[str, set[int]] = {}
        for entry in entries:
            self._want(entry.table_name, entry.row_id)
            self._want("accounts_user", None if entry.actor_label else entry.actor_user_id)
            parent = TRACKED[entry.table_name].parent_table if entry.table_name in TRACKED else ""
            self._want(parent, entry.parent_id)
            for column, value in entry.changes.items():
                for each in value if entry.operation == HistoryEntry.Operation.UPDATE else (value,):
                    self._want(_target(entry.table_name, column), each)
        for table, row in rows:
            for column, value in row.items():
                self._want(_target(table, column), value)
        self._objects = {table: self._load(table, ids) for table, ids in self._wanted.items()}
        missing = [(table, key) for table, ids in self._wanted.items() for key in ids - self._objects[table].keys()]
        self._deleted = last_deleted_rows(missing)

    def _want(self, table: str, key: Any) -> None:
        if table and isinstance(key, int):
            self._wanted.setdefault(table, set()).add(key)

    @staticmethod
    def _load(table: str, ids: set[int]) -> dict[int, Any]:
        model = model_of(table)
        return dict(model._default_manager.in_bulk(ids)) if model else {}

    def of(self, table: str, key: int) -> str:
        """Return what a row is called."""
        if found := self.object(table, key):
            if model_of(table)._meta.auto_created:  # type: ignore[union-attr]  # the object has a model
                return self.of(TRACKED[table].parent_table, getattr(found, TRACKED[table].parent))
            return _NAMES.get(table, str)(found)
        row = self._deleted.get((table, key), {})
        if name := next((str(row[column]) for column in _NAMING_COLUMNS if row.get(column)), ""):
            return name
        tracked = TRACKED.get(table)
        if tracked and (parent := row.get(tracked.parent)) is not None:
            return self.of(tracked.parent_table, parent)
        return gettext("No. %(number)s") % {"number": key}

    @cached_property
    def currency(self) -> str:
        """The currency of amounts whose row does not say it."""
        return get_default_channel().currency

    def object(self, table: str, key: int | None) -> Any:
        """Return the row as it is today, or None when it is gone."""
        return self._objects.get(table, {}).get(key)  # type: ignore[arg-type]  # no row has the key None


def _target(table: str, column: str) -> str:
    related = getattr(_columns(table).get(column), "related_model", None)
    return related._meta.db_table if related else ""


def words(table: str, column: str, value: Any, *, names: Names, currency: str = "") -> str:
    """Return a stored value as people read it."""
    if value is None or value in ("", [], {}):
        return "–"
    if target := _target(table, column):
        return names.of(target, value)
    field = _columns(table).get(column)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _measured(field, value, currency or names.currency)


def _measured(field: models.Field[Any, Any] | None, value: Any, currency: str) -> str:
    """Return money, rates and times as they are written, everything else as it is."""
    match field:
        case MinorField():
            return amount(value, currency)
        case models.DecimalField() if str(field.column).endswith("rate"):
            return format_percent(Decimal(str(value)), "#,##0.##%", locale=reader_locale())
        case models.DateTimeField():
            return format_datetime(datetime.fromisoformat(value), reader_locale())
        case models.DateField():
            return format_date(date.fromisoformat(value), reader_locale(), "medium")
        case _:
            return _plain_value(value)


def _plain_value(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain_value(each)}" for name, each in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(_plain_value(each) for each in value) or "–"
    if isinstance(value, str):
        return " ".join(strip_tags(value.replace("><", "> <")).split())
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Return two long texts shortened to where they differ; short ones stay whole."""
    if max(len(old), len(new)) <= _EXCERPT:
        return old, new
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _around(old, start, len(old) - end), _around(new, start, len(new) - end)


def _around(text: str, start: int, stop: int) -> str:
    first, last = max(0, start - _CONTEXT), min(len(text), stop + _CONTEXT)
    middle = text[first:last]
    if len(middle) > _EXCERPT:
        middle, last = middle[:_EXCERPT], 0
    return f"{'…' if first else ''}{middle}{'…' if last < len(text) else ''}" or "–"
