# ruff: noqa: ARG001 -- every view takes the request
"""The demo's inbox: all mail that the shop has sent, for everybody who can open the demo."""

import re
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from shop.demo.mailbox import Mail, mail_names, read_mail

_PER_PAGE = 50

# A mail brings its own styles, and that is all it may do: no scripts, no forms, nothing from elsewhere, and an
# origin of its own, so that it cannot read the shop's pages or cookies. Links open a new window.
_MAIL_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first."""
    folder = _folder()
    page = Paginator(mail_names(folder), _PER_PAGE).get_page(request.GET.get("page"))
    mails = [mail for name in page if (mail := read_mail(folder, name))]
    return render(request, "demo/inbox.html", {"page": page, "mails": mails})


@require_safe
@never_cache
def mail_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its text, its HTML in a frame, and its source."""
    return render(request, "demo/inbox_mail.html", {"mail": _get_mail(name)})


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_override(_MAIL_POLICY)
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the HTML part of a mail, as it came but locked up by its policy."""
    html = _get_mail(name).html
    if not html:
        raise Http404
    new_window = '<base target="_blank">'
    framed, found = re.subn(r"<head(\s[^>]*)?>", lambda head: head[0] + new_window, html, count=1, flags=re.IGNORECASE)
    return HttpResponse(framed if found else new_window + html)


@require_safe
@never_cache
def mail_source(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a mail as it would have gone over the wire."""
    return HttpResponse(_get_mail(name).raw, content_type="text/plain; charset=utf-8")


def _folder() -> Path:
    if not settings.DEMO:
        raise Http404
    return settings.DEMO_DIR / "mail"


def _get_mail(name: str) -> Mail:
    mail = read_mail(_folder(), name)
    if mail is None:
        raise Http404
    return mail
