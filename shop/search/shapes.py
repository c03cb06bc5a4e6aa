"""The shape of a question for a list: what decides the text of its statement (`sql`). Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from .rules import COUNT_LIMIT, ORDER, ListingFilter

ENOUGH = COUNT_LIMIT + 1  # nobody counts on

# "suggested" is the order of what a text finds while it is typed.
ORDERS: dict[str, str] = {
    **{
        sort: ", ".join(f"{column[1:]} DESC" if column[0] == "-" else column for column in columns)
        for sort, columns in ORDER.items()
    },
    "relevance": "rank DESC, product_id DESC",
    "suggested": "rank DESC, is_bestseller DESC, product_id DESC",
}
# What comes behind a position: by the columns of the order, as its index has them.
BEHIND = {
    "newest": "product_id < %(behind)s",
    "price": "(price_minor, product_id) > (%(value)s, %(behind)s)",
    "-price": "(price_minor, product_id) < (%(value)s, %(behind)s)",
    "name": "(sort_key, product_id) > (%(value)s, %(behind)s)",
    "bestselling": "(in_stock, is_bestseller, product_id) < (%(in_stock)s, %(is_bestseller)s, %(behind)s)",
}


class Row(NamedTuple):
    """A row of a listing's statement.

    `part` is "page" (id, place and snapshot as JSON of a product), "total", "short" (whether too little of the part
    `entry` was met on the way), or of what a facet's value is counted: "now" what is shown, "whole" without what
    narrows, and by number what is shown but for that facet.
    """

    part: str
    entry: str
    number: int
    data: str | None


class Shape(NamedTuple):
    """What decides the text of a statement. `text` is "", "few" (its products are known) or "many"."""

    sort: str
    in_stock: bool
    on_sale: bool
    has_min: bool
    has_max: bool
    facets: int
    in_category: bool
    text: str
    excludes: bool
    with_facets: bool = False
    deep: bool = False
    is_behind: bool = False

    @property
    def counted_by(self) -> str:
        """The order by which products are counted: not the one shown, so that filters stay when it is changed."""
        return "price" if self.has_min or self.has_max else "bestselling"

    @property
    def is_narrowed(self) -> bool:
        return self.in_stock or self.on_sale or self.has_min or self.has_max or self.facets > 0

    @property
    def may_be_short(self) -> bool:
        """Whether what matches may lie behind where a walk along the order ends."""
        return not self.deep and self.text != "few" and (self.is_narrowed or bool(self.text))

    @property
    def query(self) -> str:
        """The text's words; where none is excluded also as they are, where that differs: "on" may be a brand."""
        stemmed, plain = "to_tsquery(%(language)s::regconfig, %(query)s)", "to_tsquery('simple', %(query)s)"
        both = f"CASE WHEN {stemmed} = {plain} THEN {plain} ELSE {stemmed} || {plain} END"
        return stemmed if self.excludes else f"({both})"

    def conditions(self, *, but: int | None = None) -> list[str]:
        """Return what narrows, for rows that have all columns, `but` for one facet."""
        flags = {
            "in_stock": self.in_stock, "on_sale": self.on_sale,
            "price_minor >= %(min)s": self.has_min, "price_minor <= %(max)s": self.has_max,
        }  # fmt: skip
        facets = [f"facets && %(facet_{n})s::varchar[]" for n in range(self.facets) if n != but]
        return [condition for condition, wanted in flags.items() if wanted] + facets


def shape_of(where: ListingFilter, sort: str, **more: bool) -> Shape:
    """Return the shape of a question. A text must have been understood."""
    text = where.understood
    return Shape(
        sort=sort,
        in_stock=where.in_stock,
        on_sale=where.on_sale,
        has_min=where.min_price_minor is not None,
        has_max=where.max_price_minor is not None,
        facets=sum(1 for values in where.facets.values() if values),
        in_category=where.category_id is not None,
        text="" if text is None else "few" if len(text.found) < ENOUGH else "many",
        excludes=text is not None and "!" in text.query,
        **more,
    )


def values_of(where: ListingFilter) -> dict[str, Any]:
    """Return the values of a question for its statement."""
    text = where.understood
    entries = [[f"{key}={value}" for value in values] for key, values in where.facets.items() if values]
    return {
        "list": where.category_id or 0,
        "min": where.min_price_minor,
        "max": where.max_price_minor,
        **{f"facet_{n}": values for n, values in enumerate(entries)},
        **({"query": text.query, "language": text.language, "found": list(text.found)} if text else {}),
    }
