"""Movements of stock in words, and what their list can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.backoffice.cells import Tone
from shop.backoffice.history_filters import FilterChoice
from shop.backoffice.search import about_variants, order_number
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.orders.models import Order, OrderLine

PAGE = 50
_EACH = 200  # stock levels that a search follows
_TONES: dict[str, Tone] = {
    "receive": "ok", "return": "ok", "transfer_in": "ok", "damage": "bad", "adjust": "warn", "direct": "warn",
}  # fmt: skip
_KINDS = dict(StockMovement.Kind.choices)
_WHO = {"guest": _("Guest"), "customer": _("Customer"), "system": "Nexus"}


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A movement with its order, where it has one that still exists."""

    row: StockMovement
    tone: Tone
    order: Order | None

    @property
    def effects(self) -> list[str]:
        """What it changed, in words: "−2 on hand"."""
        row = self.row
        texts = (
            (row.on_hand, gettext("%(number)s on hand")),
            (row.allocated, gettext("%(number)s allocated")),
            (row.reserved, gettext("%(number)s reserved")),
        )
        return [text % {"number": f"{number:+,}".replace("-", "−")} for number, text in texts if number]

    @property
    def who(self) -> str:
        return self.row.actor_label or str(_WHO.get(self.row.actor_kind, _("Outside the shop")))


def told_movements(rows: QuerySet[StockMovement]) -> list[MovementRow]:
    """Return movements with what they are about: three queries for any number."""
    found = list(rows.select_related("level__variant__product", "level__location", "transfer"))
    keys = {row.order_line_key for row in found if row.order_line_key is not None}
    lines = OrderLine.objects.filter(pk__in=keys).select_related("order") if keys else []
    orders = {line.pk: line.order for line in lines}
    return [MovementRow(row, _TONES.get(row.kind, ""), orders.get(row.order_line_key or 0)) for row in found]


class MovementFilters:
    """The filters of one address. What makes no sense in it narrows nothing."""

    def __init__(self, asked: QueryDict) -> None:
        self.places = {str(pk): name for pk, name in Location.objects.values_list("pk", "name")}
        self.kind = asked.get("kind", "") if asked.get("kind", "") in _KINDS else ""
        self.location = asked.get("location", "") if asked.get("location", "") in self.places else ""
        self.level, self.before = _movement_number(asked.get("level", "")), _movement_number(asked.get("before", ""))
        self.query = asked.get("q", "").replace("\x00", "").strip()[:100]
        self.asked = {
            name: value
            for name, value in (
                ("kind", self.kind), ("location", self.location), ("level", str(self.level or "")), ("q", self.query),
            )
            if value
        }  # fmt: skip

    def link(self, **changed: Any) -> str:
        """Return the address with something changed; an empty value takes a filter away."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.asked, **changed}.items() if value})
        return f"?{query.urlencode()}"

    def kinds(self) -> list[FilterChoice]:
        return self._movement_choices("kind", gettext("All"), _KINDS, self.kind)

    def locations(self) -> list[FilterChoice]:
        return self._movement_choices("location", gettext("All"), self.places, self.location)

    def rows(self) -> QuerySet[StockMovement]:
        """Return the movements, newest first, one more than a page: by keys, so that millions are as fast as ten."""
        rows = StockMovement.objects.order_by("-pk")
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.location:
            rows = rows.filter(_at(int(self.location)))
        if self.level is not None:
            rows = rows.filter(level_id=self.level)
        if self.query:
            rows = rows.filter(_about(self.query))
        if self.before is not None:
            rows = rows.filter(pk__lt=self.before)
        return rows[: PAGE + 1]

    def _movement_choices(
        self, parameter: str, everything: str, names: Mapping[str, StrOrPromise], chosen: str
    ) -> list[FilterChoice]:
        return [
            FilterChoice(query_string=self.link(**{parameter: key}), display=name, selected=key == chosen)
            for key, name in {"": everything, **names}.items()
        ]


def _at(location_id: int) -> Q:
    """Return the movements of a location. Where it has few levels they are named, so that their index is read."""
    levels = list(StockLevel.objects.filter(location_id=location_id).values_list("pk", flat=True)[: _EACH + 1])
    return Q(level_id__in=levels) if len(levels) <= _EACH else Q(level__location_id=location_id)


def _about(text: str) -> Q:
    """Return the movements of an order by its number, or of stock by SKU or product."""
    number = order_number(text)
    lines: Iterable[int] = (
        OrderLine.objects.filter(order__number=number).values_list("pk", flat=True) if number is not None else ()
    )
    levels = (
        StockLevel.objects.filter(about_variants(text, prefix="variant__"))
        .order_by("pk")
        .values_list("pk", flat=True)[:_EACH]
    )
    return Q(level_id__in=list(levels)) | Q(order_line_key__in=list(lines))


def _movement_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
