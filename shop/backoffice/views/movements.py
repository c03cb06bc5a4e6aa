"""Every movement of stock: append-only, so there is nothing to do here but read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shop.backoffice.movements import PAGE, MovementFilters, told_movements
from shop.backoffice.site import site
from shop.inventory.models import StockLevel, StockMovement


def movement_list(request: HttpRequest) -> HttpResponse:
    """Show movements, newest first, narrowed by what the address asks for."""
    filters = MovementFilters(request.GET)
    movements = told_movements(filters.rows())
    more = len(movements) > PAGE
    movements = movements[:PAGE]
    level = StockLevel.objects.select_related("variant__product", "location").filter(pk=filters.level or 0).first()
    context = {
        "title": _("Stock movements"),
        "opts": StockMovement._meta,
        "filters": filters,
        "movements": movements,
        "level": level,
        "older": filters.link(before=movements[-1].row.pk) if more else "",
        "newest": filters.link() if filters.before is not None else "",
    }
    return site.render(request, "admin/inventory/movements.html", context)
