"""The filters of a listing: facets with the counts of what is asked for, as boxes to tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.core.collation import sort_key
from shop.search.facets import Facet
from shop.search.rules import BRAND

from .markup import swatch
from .presenters import Card

PREFIX = "f."  # of a facet's name in addresses
SHOWN_VALUES = 8
MAX_VALUES, MAX_FACETS = 40, 15  # what nobody would read through is left to the search


@dataclass(frozen=True, slots=True)
class FacetBox:
    """A value to tick; `count` is what would be left with it."""

    id: str
    value: str
    count: int
    selected: bool
    more: bool = False  # there are more products than were counted
    colour: str = ""

    @property
    def count_text(self) -> str:
        """The count as it is shown, "12+" where there are more; nothing where nobody counted."""
        if self.more:
            return f"{self.count}+" if self.count else ""
        return f"{self.count}"


class FacetGroup(NamedTuple):
    """A filter with its ticked and its common values, and the `more` rare ones."""

    name: str
    label: str
    values: tuple[FacetBox, ...]
    more: tuple[FacetBox, ...]

    @property
    def values_html(self) -> SafeString:
        """The ticked and the common values as boxes to tick."""
        return _boxes_html(self.name, self.values)

    @property
    def more_html(self) -> SafeString:
        """The rare values as boxes to tick."""
        return _boxes_html(self.name, self.more)

    @property
    def is_open(self) -> bool:
        """Tell whether one of the rare values is ticked: it is not hidden, nor moved to the others."""
        return any(box.selected for box in self.more)


def group_facets(facets: list[Facet], colours: Mapping[str, str], *, locale: str) -> list[FacetGroup]:
    """Return the facets for the form, the common values of each first; what is ticked is never left out."""
    groups = []
    for number, facet in enumerate(facets):
        if number >= MAX_FACETS and not any(value.selected for value in facet.values):
            continue
        capped = facet.has_more
        values = [value for place, value in enumerate(facet.values) if place < MAX_VALUES or value.selected]
        boxes = [
            FacetBox(_box_id(facet.key, v.value), v.value, v.count, v.selected, capped, colours.get(v.value, ""))
            for v in values
        ]
        common = len(boxes) if len(boxes) <= SHOWN_VALUES + 1 else SHOWN_VALUES
        shown, more = (
            tuple(sorted(part, key=lambda box: sort_key(box.value, locale)))
            for part in (boxes[:common], boxes[common:])
        )
        label = _("Brand") if facet.key == BRAND else facet.label
        groups.append(FacetGroup(PREFIX + facet.key, label, shown, more))
    return groups


def _boxes_html(name: str, boxes: Iterable[FacetBox]) -> SafeString:
    return mark_safe("".join(_box_html(name, box) for box in boxes))  # noqa: S308  # each value is escaped there


def _box_html(name: str, box: FacetBox) -> str:
    state = " checked" if box.selected else "" if box.count or box.more else " disabled"
    value = escape(box.value)
    field = f'<input type="checkbox" id="{escape(box.id)}" name="{escape(name)}" value="{value}"{state}>'
    colour = swatch(box.colour) if box.colour else ""
    left = f"<small>{_left_html(box)}</small>" if box.count_text else ""
    return f'<li><label class="check">{field}{colour}{value}{left}</label></li>'


def _left_html(box: FacetBox) -> str:
    text = ngettext(
        '<span class="vh">, </span>%(count)s<span class="vh"> product</span>',
        '<span class="vh">, </span>%(count)s<span class="vh"> products</span>',
        box.count,
    )
    return text % {"count": box.count_text}


def _box_id(key: str, value: str) -> str:
    """Return an id that stays with the value, so that the focus does too when the filters are drawn anew."""
    return f"f-{key}-{crc32(value.encode()):x}"


def values_with_colours(facets: list[Facet], cards: list[Card]) -> list[str]:
    """Return the values of the facets that are colours: those of which one product here has a swatch."""
    shown: set[str] = set().union(*(card.colours for card in cards))
    return [
        value.value
        for facet in facets
        if any(value.value in shown for value in facet.values)
        for value in facet.values[:MAX_VALUES]
    ]
