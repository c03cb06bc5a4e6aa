"""The filters of a listing, from the counts of its statement. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .rules import ListingFilter, facet_label
from .shapes import ENOUGH, Row


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by; `count` is what would be left with it, other filters applied."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter, such as Material; `key` is its name in the address. `has_more` products than were counted."""

    key: str
    label: str
    values: list[FacetValue]
    has_more: bool = False


def facets_of(rows: Sequence[Row], where: ListingFilter) -> list[Facet]:
    """Return the filters of a listing from the counts of its statement, most frequent first.

    A facet with one value offers no choice and is left out, unless it is chosen.
    """
    chosen = [key for key, values in where.facets.items() if values]
    parts = {"now", "whole", *(f"but_{n}" for n in range(len(chosen)))}
    counts: dict[str, dict[str, dict[str, int]]] = {part: {} for part in parts}
    totals = {row.entry: row.number for row in rows if row.part == "total"}
    for row in rows:
        if row.part in parts:
            key, _, value = row.entry.partition("=")
            counts[row.part].setdefault(key, {})[value] = row.number
    if "whole" not in totals:
        return _sorted_facets(counts["now"], more=totals["now"] >= ENOUGH)
    facets = []
    part_of = {key: f"but_{n}" for n, key in enumerate(chosen)}
    whole = _sorted_facets(counts["whole"], more=False)
    rest = [Facet(key, facet_label(key), []) for key in chosen if key not in {facet.key for facet in whole}]
    for facet in [*whole, *rest]:
        part = part_of.get(facet.key, "now")
        left = counts[part].get(facet.key, {})
        picked = where.facets.get(facet.key, ())
        known = [value.value for value in facet.values]
        others = sorted({*left, *picked} - {*known}, key=lambda value: (-left.get(value, 0), value))
        values = [FacetValue(value, left.get(value, 0), value in picked) for value in [*known, *others]]
        facets.append(replace(facet, values=values, has_more=totals[part] >= ENOUGH))
    return facets


def _sorted_facets(counts: dict[str, dict[str, int]], *, more: bool) -> list[Facet]:
    facets = [
        Facet(
            key,
            facet_label(key),
            [FacetValue(value, -less, False) for less, value in sorted((-count, value) for value, count in of.items())],
            more,
        )
        for key, of in counts.items()
        if key and len(of) > 1
    ]
    return sorted(facets, key=lambda facet: (-sum(value.count for value in facet.values), facet.label))
