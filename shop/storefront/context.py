"""What every page shows around its content: the shop, its categories, its pages of text."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from shop.catalog.queries import CategoryTree, category_tree
from shop.channels.models import Channel, ContentPage
from shop.channels.queries import kept_channel, list_content_pages
from shop.core.kept import kept_value
from shop.core.shown import shows

from .frame import Frame, frame_of


class Site:
    """The frame of one request; each part is asked for when something first needs it.

    The process keeps each until a row of it changes (docs/kept-pages.md), and all requests share it: nobody may change
    it. Staff see their own changes at once, so their pages read the shop themselves.
    """

    @cached_property
    def channel(self) -> Channel:
        try:
            return kept_channel()
        except Channel.DoesNotExist:  # a shop that is not set up yet still shows its pages
            return Channel(name=_("New shop"))

    @cached_property
    def tree(self) -> CategoryTree:
        """All categories; the answer shows the two upper levels, and says itself what else."""
        shows("navigation")
        locale = self.channel.locale
        return kept_value(("tree", locale), {"categories"}, lambda: category_tree(locale=locale))

    @cached_property
    def pages(self) -> list[ContentPage]:
        """The published pages of text; the answer shows their titles, and says itself what else."""
        shows("pages")
        return kept_value("pages", {"page_texts"}, lambda: list(list_content_pages()))

    @cached_property
    def frame(self) -> Frame:
        return frame_of(self.channel, self.tree, self.pages)

    @property
    def returns_page(self) -> ContentPage | None:
        """The page that tells how to send something back, linked wherever somebody decides."""
        return next((page for page in self.pages if page.slug == "returns"), None)


def site_of(request: HttpRequest) -> Site:
    """Return the frame of this request, shared by view and templates."""
    site: Site = vars(request).setdefault("shop_site", Site())
    return site


def shop(request: HttpRequest) -> dict[str, Any]:
    """Give templates `shop` (the channel), `nav_categories` (the roots), `footer_pages` and `frame` around it all."""
    site = site_of(request)
    return {
        "shop": SimpleLazyObject(lambda: site.channel),
        "nav_categories": SimpleLazyObject(lambda: site.tree.roots),
        "footer_pages": SimpleLazyObject(lambda: site.pages),
        "frame": SimpleLazyObject(lambda: site.frame),
    }
