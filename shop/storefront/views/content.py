"""Pages of text, and what search engines read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.core.paginator import Page, Paginator
from django.db.models import Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import cached_property

from shop.catalog.models import Product
from shop.catalog.queries import CategoryNode, category_tree
from shop.channels.models import ContentPage
from shop.channels.queries import list_content_pages
from shop.core.shown import shows, shows_until
from shop.search.models import ProductDocument
from shop.storefront.context import site_of
from shop.storefront.htmx import browsing_page

PART = 5000  # products in a part of the sitemap
_ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /cart/
Disallow: /checkout/
Disallow: /o/
Disallow: /search/
Disallow: /-/

Sitemap: {site}/sitemap.xml
"""
_SECURITY = """Contact: mailto:{email}
Expires: {expires}
Preferred-Languages: en
Canonical: {site}/.well-known/security.txt
"""


@browsing_page()
def page(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A help or legal page, written by staff in Markdown."""
    siblings = [other for other in site_of(request).pages if other.kind == kind]
    found = next((other for other in siblings if other.slug == slug), None)
    if found is None:
        raise Http404
    shows(f"page:{found.pk}")
    return render(request, "storefront/content/page.html", {"page": found, "siblings": siblings})


@browsing_page()
def robots(_request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    return HttpResponse(_ROBOTS.format(site=settings.SITE_URL), content_type="text/plain; charset=utf-8")


@browsing_page()
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116): the shop's support address, good for half a year from this month."""
    channel = site_of(request).channel
    if not channel.support_email:
        raise Http404
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    shows_until((month + timedelta(days=31)).replace(day=1))
    expires = month + timedelta(days=183)
    text = _SECURITY.format(
        site=settings.SITE_URL, email=channel.support_email, expires=expires.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@browsing_page()
def favicon(_request: HttpRequest) -> HttpResponse:
    """The icon where browsers and crawlers look for it that read no page."""
    return HttpResponseRedirect(static("icons/favicon.ico"))


class _ByKey(Paginator[Product]):
    """Pages of PART keys each, so that nothing is counted or skipped however many products there are."""

    object_list: QuerySet[Product]

    @cached_property
    def _first(self) -> tuple[int, int]:
        ends = ProductDocument.objects.aggregate(first=Min("pk"), last=Max("pk"))
        return (ends["first"] or 0) // PART, (ends["last"] or 0) // PART

    @property
    def num_pages(self) -> int:
        first, last = self._first
        return last - first + 1

    def page(self, number: int | str) -> Page[Product]:
        number = self.validate_number(number)
        begin = (self._first[0] + number - 1) * PART
        return Page(list(self.object_list.filter(pk__gte=begin, pk__lt=begin + PART)), number, self)


class ProductSitemap(Sitemap[Product]):
    """All products on sale, in parts of at most PART addresses (the protocol allows 50,000)."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def items(self) -> QuerySet[Product]:
        shows("sitemap")
        rows = Product.objects.filter(status=Product.Status.ACTIVE, document__isnull=False).order_by("pk")
        return rows.only("slug", "updated_at")

    @property
    def paginator(self) -> Paginator[Product]:
        return _ByKey(self.items(), PART)

    def lastmod(self, item: Product) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> None:
        """Say nothing for all parts together: it would be true of one of them, and take reading all products."""


class CategorySitemap(Sitemap[CategoryNode]):
    """All categories."""

    protocol = ProductSitemap.protocol

    def items(self) -> list[CategoryNode]:
        shows("tree")
        return list(category_tree().by_id.values())

    def location(self, item: CategoryNode) -> str:
        return item.url


class PageSitemap(Sitemap[ContentPage]):
    """All pages of text."""

    protocol = ProductSitemap.protocol

    def items(self) -> QuerySet[ContentPage]:
        shows("page_texts")
        return list_content_pages()

    def lastmod(self, item: ContentPage) -> datetime:
        return item.updated_at


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "products": ProductSitemap,
    "categories": CategorySitemap,
    "pages": PageSitemap,
}


@browsing_page()
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap."""
    shows("sitemap")
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap_part")


@browsing_page("p")
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """All addresses of one kind; `?p=2` and so on for what does not fit into one file."""
    return sitemap_views.sitemap(request, SITEMAPS, section=section)
