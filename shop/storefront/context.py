"""What every page shows around its content: the shop, its categories, its pages of text."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from shop.catalog.queries import CategoryTree, category_tree
from shop.channels.models import Channel, ContentPage
from shop.channels.queries import get_default_channel, list_content_pages
from shop.core.shown import shows

from .frame import Frame


class Site:
    """The frame of one request; each part is read when something first asks for it, and only once."""

    @cached_property
    def channel(self) -> Channel:
        try:
            return get_default_channel()
        except Channel.DoesNotExist:  # a shop that is not set up yet still shows its pages
            return Channel(name=_("New shop"))

    @cached_property
    def tree(self) -> CategoryTree:
        """All categories; the answer shows the two upper levels, and says itself what else."""
        shows("navigation")
        return category_tree(locale=self.channel.locale)

    @cached_property
    def pages(self) -> list[ContentPage]:
        return list(list_content_pages())

    @cached_property
    def frame(self) -> Frame:
        return Frame(self.channel, self.tree.roots, self.pages)

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
