"""The staff side: Django's admin as an engine, with our own frame, start page and login."""

from __future__ import annotations

from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.channels.models import Channel

from .cells import reader_locale
from .home import home_context
from .navigation import navigation
from .search import Results, find


class StaffSite(admin.AdminSite):
    """Serves below /admin/; logging in is allauth's page, with its limits on attempts."""

    site_header = site_title = gettext_lazy("Staff")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the frame of every page needs, and the locale that its dates and amounts are written in."""
        context = super().each_context(request)
        context["locale"] = reader_locale()
        context["navigation"] = SimpleLazyObject(lambda: navigation(request))
        return context

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Return a page of our own inside the frame that every page has."""
        return render(request, template, {**self.each_context(request), **context}, status=status)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let every staff page, once somebody is let in, count days and tell times as the shop does."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            channel = Channel.objects.filter(is_default=True).first()
            if channel is None and _needs_shop(request):
                return redirect("admin:index")  # which asks for what the shop cannot begin without
            with timezone.override(channel.zone if channel else ZoneInfo("UTC")):
                response = inner(request, *args, **kwargs)
                return response.render() if isinstance(response, SimpleTemplateResponse) else response

        return answer

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show today's figures, what waits and the latest orders."""
        context = {"title": _("Home"), **home_context(request, now=timezone.localtime())}
        return self.render(request, "admin/index.html", context)

    def search(self, request: HttpRequest) -> HttpResponse:
        """Show what the top bar's search found; a number leads straight to its order or return."""
        found = find(request.GET.get("q", ""), user=request.user)
        if not isinstance(found, Results):
            return redirect(found)
        return self.render(request, "admin/search.html", {"title": _("Search"), "results": found})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Lead to the start page: the apps are no places here."""
        return redirect("admin:index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Leave changing the password to the account pages."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("admin:index")


def _needs_shop(request: HttpRequest) -> bool:
    """Tell whether a page only works once the shop has its first rows."""
    match = request.resolver_match
    without = ("index", "channels_channel_setup", "login", "logout", "password_change", "jsi18n")
    return match is None or match.url_name not in without


site = StaffSite(name="admin")
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]  # as allauth's manual has it
