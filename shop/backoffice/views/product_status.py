"""Changing the status of many products: shown first, and undone by the history."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.forms import act
from shop.backoffice.permissions import by_staff
from shop.backoffice.site import site
from shop.catalog.models import BundleComponent, Product, Variant
from shop.catalog.operations import restore_product_status, set_product_status
from shop.channels.queries import get_default_channel
from shop.core.actor import By
from shop.core.slugs import digest
from shop.history.models import HistoryEntry
from shop.history.queries import newest_of
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.operations import refresh_stale

MOST = 5000  # at once: so many rows are written in one transaction, with their history
_NAMED = 20
_LIST = "admin:catalog_product_changelist"
_LABELS = {
    Product.Status.ACTIVE: _("Publish"), Product.Status.DRAFT: _("Unpublish"), Product.Status.ARCHIVED: _("Archive"),
}  # fmt: skip
_ALREADY = {
    Product.Status.ACTIVE: _("The selected products are already published."),
    Product.Status.DRAFT: _("The selected products are already unpublished."),
    Product.Status.ARCHIVED: _("The selected products are already archived."),
}


def _done(status: Product.Status, count: int) -> str:
    texts = {
        Product.Status.ACTIVE: ngettext("%(count)s product published.", "%(count)s products published.", count),
        Product.Status.DRAFT: ngettext("%(count)s product unpublished.", "%(count)s products unpublished.", count),
        Product.Status.ARCHIVED: ngettext("%(count)s product archived.", "%(count)s products archived.", count),
    }
    return texts[status] % {"count": f"{count:,}"}


def missing_to_sell(products: QuerySet[Product]) -> dict[int, str]:
    """Return what products lack to be sold once they are published, by key; those that lack nothing are left out.

    Of a variant that can be sold: it is active, has a price in the shop's currency, and where it is counted a place
    in stock (of none left it is sold out, which is told to buyers as such). Three queries for any number of products.
    """
    active = Variant.objects.filter(product=OuterRef("pk"), status=Variant.Status.ACTIVE)
    price = Price.objects.filter(variant=OuterRef("pk"), currency=get_default_channel().currency)
    level = StockLevel.objects.filter(variant=OuterRef("pk"))
    parts = BundleComponent.objects.filter(bundle=OuterRef("pk"))
    priced = active.filter(Exists(price))
    stored = priced.filter(Q(track_stock=False) | Exists(level) | Exists(parts))
    rows = products.filter(~Exists(stored)).values_list(
        "pk", Exists(Variant.objects.filter(product=OuterRef("pk"))), Exists(active), Exists(priced)
    )
    return {pk: _lacks(*has) for pk, *has in rows}


def _lacks(has_variant: bool, has_active: bool, has_price: bool) -> str:
    if not has_variant:
        return gettext("it has no variant yet")
    if not has_active:
        return gettext("all of its variants are hidden or archived")
    return gettext("it has no stock location yet") if has_price else gettext("no variant on sale has a price")


def change_status(request: HttpRequest, rows: QuerySet[Product], status: Product.Status) -> HttpResponse | None:
    """Show which products would change; when that is confirmed, change them and offer to undo it."""
    others = Product.objects.filter(pk__in=rows.order_by().values("pk")).exclude(status=status)
    ids = list(others.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        messages.error(
            request,
            gettext("This selection has more than %(most)s products. Narrow the list first. Nothing was changed.")
            % {"most": f"{MOST:,}"},
        )
        return None
    if not ids:
        messages.warning(request, _ALREADY[status])
        return None
    if request.POST.get("confirmed") != digest(repr(ids)):  # just these, not as many others
        return _ask(request, others, ids, status=status)
    by = by_staff(request)
    changed = set_product_status(product_ids=ids, status=status, by=by)
    refresh_stale()
    entry = newest_of(table="catalog_product", row_id=ids[0])
    text = _done(status, changed)
    if entry is not None and entry.actor_user_id == by.actor.user_id:
        url = reverse("admin:catalog_product_undo", args=[entry.transaction_id])
        messages.success(request, format_html('{} <a href="{}">{}</a>', text, url, gettext("Undo")))
    else:
        messages.success(request, text)
    return None


def _ask(request: HttpRequest, others: QuerySet[Product], ids: list[int], *, status: Product.Status) -> HttpResponse:
    label = _LABELS[status]
    lacks = missing_to_sell(others) if status == Product.Status.ACTIVE else {}
    named = list(others.order_by("name", "pk")[:_NAMED])
    unsold = list(others.filter(pk__in=lacks).order_by("name", "pk")[:_NAMED])
    context = {
        "title": gettext("%(action)s: %(products)s?") % {"action": label, "products": _count(len(ids))},
        "label": label,
        "count": len(ids),
        "shown": digest(repr(ids)),
        "named": named,
        "more": len(ids) - len(named),
        "unsold": [(product, lacks[product.pk]) for product in unsold],
        "unsold_count": len(lacks),
        "chosen": request.POST.getlist("_selected_action"),
        "across": request.POST.get("select_across") == "1",
        "action": request.POST.get("action", ""),
        "back": request.get_full_path(),
        "opts": Product._meta,
    }
    return site.render(request, "admin/catalog/product/status.html", context)


def undo_page(request: HttpRequest, transaction_id: int) -> HttpResponse:
    """Ask, then give products of which somebody changed the status at once the status that they had before."""
    before, after = _of_transaction(transaction_id)
    if not before:
        raise Http404

    def show(status: int) -> HttpResponse:
        still = Product.objects.filter(pk__in=before, status=after)
        counts = Counter(before[pk] for pk in still.values_list("pk", flat=True))
        context = {
            "title": gettext("Undo this?"),
            "back_to": [(Product.Status(old).label, count) for old, count in counts.items()],
            "count": sum(counts.values()),
            "since": len(before) - sum(counts.values()),
            "back": reverse(_LIST),
            "opts": Product._meta,
        }
        return site.render(request, "admin/catalog/product/undo.html", context, status=status)

    def undo(by: By) -> str:
        count = restore_product_status(before=before, status=after, by=by)
        refresh_stale()
        return gettext("Undone. Restored the status of %(products)s.") % {"products": _count(count)}

    return act(request, None, undo, back_to=reverse(_LIST), show=show)


def _of_transaction(transaction_id: int) -> tuple[dict[int, str], str]:
    """Return {product: status before} and the status after, of a change that gave products one status."""
    rows = HistoryEntry.objects.filter(
        table_name="catalog_product", transaction_id=transaction_id, operation=HistoryEntry.Operation.UPDATE
    )
    pairs = {
        row_id: changes["status"] for row_id, changes in rows.values_list("row_id", "changes") if "status" in changes
    }
    after = {new for _old, new in pairs.values()}
    if len(after) != 1:
        return {}, ""
    return {row_id: old for row_id, (old, _) in pairs.items()}, after.pop()


def _count(number: int) -> str:
    return ngettext("%(number)s product", "%(number)s products", number) % {"number": f"{number:,}"}
