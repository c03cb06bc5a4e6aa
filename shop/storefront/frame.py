"""What stands around every page, header and footer, written once for the shop as it is."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shop.catalog.queries import CategoryTree
from shop.channels.models import Channel, ContentPage

_QUERY = f"query-{token_hex(16)}"  # stands where the search field's text goes; nobody writes it into a name


_last: dict[str | None, Frame] = {}  # by language


def frame_of(channel: Channel, tree: CategoryTree, pages: Sequence[ContentPage]) -> Frame:
    """Return the frame of these very objects: the one before, where it was made of the same.

    So it lasts for as long as the process keeps them, and needs no rule of its own.
    """
    language = get_language()
    frame = _last.get(language)
    if frame is None or not frame.is_of(channel, tree, pages) or settings.DEBUG:  # templates are being written
        frame = _last[language] = Frame(channel, tree, pages)
    return frame


class Frame:
    """Header and footer in one language, for one state of the shop, its categories and its pages of text.

    Holds nothing personal, and asks nothing: what it shows was read before.
    """

    def __init__(self, channel: Channel, tree: CategoryTree, pages: Sequence[ContentPage]) -> None:
        self._made_of = (channel, tree, pages)
        self._shown = {"shop": channel, "nav_categories": tree.roots, "footer_pages": pages}
        self._roots = {root.id for root in tree.roots}
        self._headers: dict[int | None, str] = {}
        self.footer = render_to_string("storefront/fragments/footer.html", self._shown)

    def is_of(self, *parts: object) -> bool:
        """Tell whether it was made of these objects, not of others that are equal: rows are by their key alone."""
        return all(mine is other for mine, other in zip(self._made_of, parts, strict=True))

    def header(self, *, query: str, category_ids: Sequence[int]) -> SafeString:
        """Return the header with a text in its search field, and the category marked that the page is in, if any."""
        root = next((pk for pk in category_ids if pk in self._roots), None)
        html = self._headers.get(root)
        if html is None:
            shown = {**self._shown, "current_id": root, "query": _QUERY}
            html = self._headers[root] = render_to_string("storefront/fragments/header.html", shown)
        return mark_safe(html.replace(_QUERY, escape(query)))  # noqa: S308  # the one part that is not is escaped
