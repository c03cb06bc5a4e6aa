"""Setting up a new shop, opening it to the public, and what is set on the server instead of here."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.backoffice.forms import act
from shop.backoffice.opening import SetUpForm
from shop.backoffice.site import site
from shop.channels.operations import close_shop, open_shop
from shop.core.actor import By
from shop.imports.starter import set_up_shop


def set_up_page(request: HttpRequest) -> HttpResponse:
    """Set up the shop (POST), or show what is set on the server: payment methods and the mail server."""
    if request.method != "POST":
        return site.render(request, "admin/setup.html", {"title": _("On the server")})
    if not request.user.has_perm("channels.add_channel"):
        raise PermissionDenied
    form = SetUpForm(request.POST)

    def show(status: int) -> HttpResponse:
        context = {"title": _("Home"), "set_up_form": form, "now": timezone.localtime()}
        return site.render(request, "admin/index.html", context, status=status)

    def set_up(by: By) -> str:
        channel = set_up_shop(**form.cleaned_data, by=by)
        return _("%(name)s is set up. Only staff can see it until you open it.") % {"name": channel.name}

    return act(request, form, set_up, back_to=reverse("admin:index"), show=show)


def open_page(request: HttpRequest) -> HttpResponse:
    """Open the shop to the public, or close it (POST only)."""

    def switch(by: By) -> str:
        if "close" in request.POST:
            close_shop(by=by)
            return _("The shop is closed. In a few seconds only staff can see it and place orders.")
        open_shop(by=by)
        return _("The shop is open.")

    return act(request, None, switch, back_to=reverse("admin:index"))
