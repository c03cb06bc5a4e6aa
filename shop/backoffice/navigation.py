"""The list on the left: groups of what exists, and of that what this person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# (group, icon, [(label, app_label.model)]): the first entry a person may see is where the group's link leads.
GROUPS: tuple[tuple[Promise, str, tuple[tuple[Promise, str], ...]], ...] = (
    (_("Orders"), "orders", ((_("Orders"), "orders.order"),)),
    (_("Returns"), "return", ((_("Returns"), "fulfilment.return"), (_("Withdrawals"), "fulfilment.withdrawal"))),
    (
        _("Payments"),
        "card",
        (
            (_("Bank statements"), "payments.statementline"),
            (_("Discrepancies"), "payments.reconciliationitem"),
            (_("Webhook events"), "payments.providerevent"),
        ),
    ),
    (_("Accounting"), "book", ((_("Accounting"), "ledger.journal"),)),
    (
        _("Products"),
        "tag",
        (
            (_("Products"), "catalog.product"),
            (_("Categories"), "catalog.category"),
            (_("Synonyms"), "search.synonym"),
            (_("Redirects"), "catalog.redirect"),
        ),
    ),
    (
        _("Stock"),
        "boxes",
        (
            (_("Stock"), "inventory.stocklevel"),
            (_("Movements"), "inventory.stockmovement"),
            (_("Transfers"), "inventory.transfer"),
            (_("Locations"), "inventory.location"),
        ),
    ),
    (_("Customers"), "people", ((_("Customers"), "accounts.user"),)),
    (_("Content"), "page", ((_("Pages"), "channels.contentpage"),)),
    (
        _("Settings"),
        "gear",
        (
            (_("Shop"), "channels.channel"),
            (_("Delivery"), "shipping.zone"),
            (_("Tax rates"), "pricing.taxrate"),
            (_("Outgoing mail"), "notifications.mailmessage"),
            (_("Checks"), "reports.scheduledcheck"),
            (_("Staff roles"), "auth.group"),
            (_("History"), "history.historyentry"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry; `current` marks where the person is."""

    label: Promise
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its entries; a group of one is a plain link."""

    label: Promise
    icon: str
    links: list[Link]

    @property
    def url(self) -> str:
        return self.links[0].url

    @property
    def current(self) -> bool:
        return any(link.current for link in self.links)


def navigation(request: HttpRequest) -> list[Group]:
    """Return the groups that this person may see."""
    groups = []
    for label, icon, entries in GROUPS:
        links = [_link(request, name, model) for name, model in entries if _may_see(request, model)]
        if links:
            groups.append(Group(label, icon, links))
    return groups


def _may_see(request: HttpRequest, model: str) -> bool:
    app, name = model.split(".")
    return request.user.has_perm(f"{app}.view_{name}") or request.user.has_perm(f"{app}.change_{name}")


def _link(request: HttpRequest, label: Promise, model: str) -> Link:
    url = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return Link(label, url, request.path.startswith(url))
