"""The list on the left: groups of what exists, and of that what this person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

# (group, icon, [(label, app_label.model)]): the first entry a person may see is where the group's link leads.
GROUPS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("Orders", "orders", (("Orders", "orders.order"),)),
    ("Returns", "return", (("Returns", "fulfilment.return"), ("Withdrawals", "fulfilment.withdrawal"))),
    (
        "Payments",
        "card",
        (
            ("Bank statements", "payments.statementline"),
            ("Differences", "payments.reconciliationitem"),
            ("Messages", "payments.providerevent"),
        ),
    ),
    ("Books", "book", (("Books", "ledger.journal"),)),
    (
        "Products",
        "tag",
        (
            ("Products", "catalog.product"),
            ("Categories", "catalog.category"),
            ("Synonyms", "search.synonym"),
            ("Old addresses", "catalog.redirect"),
        ),
    ),
    (
        "Stock",
        "boxes",
        (
            ("Stock", "inventory.stocklevel"),
            ("Movements", "inventory.stockmovement"),
            ("Transfers", "inventory.transfer"),
            ("Locations", "inventory.location"),
        ),
    ),
    ("Customers", "people", (("Customers", "accounts.user"),)),
    ("Content", "page", (("Pages", "channels.contentpage"),)),
    (
        "Settings",
        "gear",
        (
            ("Shop", "channels.channel"),
            ("Delivery", "shipping.zone"),
            ("Tax rates", "pricing.taxrate"),
            ("Outgoing mail", "notifications.mailmessage"),
            ("Checks", "reports.scheduledcheck"),
            ("Staff roles", "auth.group"),
            ("History", "history.historyentry"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry; `current` marks where the person is."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its entries; a group of one is a plain link."""

    label: str
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


def _link(request: HttpRequest, label: str, model: str) -> Link:
    url = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return Link(label, url, request.path.startswith(url))
