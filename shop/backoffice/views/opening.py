"""Setting up a new shop, opening it to the public, and what is set on the server instead of here."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from shop.backoffice.opening import SetUpForm
from shop.backoffice.permissions import by_staff, staff_of
from shop.backoffice.site import site
from shop.channels.operations import close_shop, open_shop
from shop.core.errors import DomainError, Forbidden, http_status
from shop.imports.starter import set_up_shop

from .order_action import refuse


def set_up_page(request: HttpRequest) -> HttpResponse:
    """Set up the shop (POST), or show what is set on the server: ways to pay and the mail server."""
    wanted = ("add",) if request.method == "POST" else ("view", "change", "add")
    if not {f"channels.{verb}_channel" for verb in wanted} & staff_of(request).permissions:
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "admin/setup.html", {**site.each_context(request), "title": "On the server"})
    form, status = SetUpForm(request.POST), 422
    if form.is_valid():
        try:
            channel = set_up_shop(**form.cleaned_data, by=by_staff(request))
        except Forbidden as error:
            raise PermissionDenied from error
        except DomainError as error:
            refuse(form, error)
            status = http_status(error)
        else:
            messages.success(request, f"{channel.name} is set up. Only staff see it until you open it.")
            return HttpResponseRedirect(reverse("admin:index"))
    context = {**site.each_context(request), "title": "Home", "set_up_form": form, "now": timezone.localtime()}
    return render(request, "admin/index.html", context, status=status)


def open_page(request: HttpRequest) -> HttpResponse:
    """Open the shop to the public, or close it (POST only)."""
    try:
        if "close" in request.POST:
            close_shop(by=by_staff(request))
            told = "The shop is closed: in a few seconds only staff can look around and order."
        else:
            open_shop(by=by_staff(request))
            told = "The shop is open."
    except Forbidden as error:
        raise PermissionDenied from error
    messages.success(request, told)
    return HttpResponseRedirect(reverse("admin:index"))
