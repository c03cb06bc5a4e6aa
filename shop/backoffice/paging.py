"""Pages of the lists: neither counted nor skipped without bound, however many rows there are."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

COUNT_LIMIT = 5000


class BoundedPaginator(Paginator[Any]):
    """Counts to COUNT_LIMIT, and has no pages behind it: whoever looks for something older narrows the list."""

    object_list: QuerySet[Any]

    @cached_property
    def found(self) -> int:
        """How many rows there are, counted to COUNT_LIMIT and one more."""
        return self.object_list.order_by()[: COUNT_LIMIT + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows the pages show."""
        return min(self.found, COUNT_LIMIT)

    @property
    def has_more(self) -> bool:
        return self.found > COUNT_LIMIT
