"""Every operation asks for its own right before it does anything, and every staff address lets in only who may."""

import inspect
import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Value
from django.test import Client
from django.utils import timezone

import shop
from shop.accounts.models import User
from shop.backoffice.site import site
from shop.catalog.models import Product
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden
from shop.history.models import HistoryEntry
from shop.inventory.models import StockMovement, Transfer
from shop.ledger.models import Journal
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from tests.factories.addresses import ADDRESSES, PARTS, addresses_of
from tests.factories.everything import make_everything

pytestmark = pytest.mark.django_db

# What buyers do for themselves: the account or the signed address that led there is the right (tests/threats).
OF_BUYERS = {"place_order", "cancel_unpaid_order", "announce_return", "announce_goods"}
# Staff who do it for a buyer need a right.
OF_BOTH = {"confirm_order", "request_return", "declare_withdrawal", "cancel_return"}


def operations():
    """Every public function of an app's operations that is told who acts, however many modules hold them."""
    found = {}
    for module in walk_packages(shop.__path__, "shop."):
        if re.fullmatch(r"shop\.\w+\.(operations(\.\w+)?|starter)", module.name):
            for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
                is_here = function.__module__.startswith(module.name) and not name.startswith("_")
                if is_here and "by" in inspect.signature(function).parameters:
                    found[f"{function.__module__}.{name}"] = function
    return found


OPERATIONS = {name: op for name, op in operations().items() if op.__name__ not in OF_BUYERS}


class Asked(Exception):
    """The right that an operation asked for first."""


class Probe(Actor):
    """An actor that tells which right is asked for."""

    def require(self, permission):
        raise Asked(permission)


def call(operation, actor):
    others = {name: None for name in inspect.signature(operation).parameters if name != "by"}
    return operation(**others, by=By(actor, timezone.now()))


def test_the_operations_are_found():
    assert len(OPERATIONS) > 50
    assert {"set_product_status", "delete_variant", "refund_order", "adjust_stock", "import_products", "mark_paid"} <= {
        op.__name__ for op in OPERATIONS.values()
    }
    assert {op.__name__ for op in operations().values()} >= OF_BUYERS


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_asks_for_a_right_that_exists_before_it_reads_anything(name, django_assert_num_queries):
    operation = OPERATIONS[name]
    with django_assert_num_queries(0), pytest.raises(Asked) as asked:
        call(operation, Probe(kind="staff"))

    right = str(asked.value)
    rights = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    assert right in rights
    almost = Actor(kind="staff", permissions=frozenset(rights - {right}))
    buyers = () if operation.__name__ in OF_BOTH else (GUEST, Actor(kind="customer", user_id=1))
    for actor in (*buyers, Actor(kind="staff"), almost):
        with django_assert_num_queries(0), pytest.raises(Forbidden):
            call(operation, actor)


@pytest.fixture
def everything(channel, shopper):
    return make_everything()


def test_every_part_of_the_staff_side_is_walked():
    assert len(ADDRESSES) > 150
    assert {f"{model._meta.app_label}/{model._meta.model_name}" for model in site._registry} <= set(PARTS)


@pytest.mark.drawn
@pytest.mark.parametrize("part", PARTS)
def test_no_address_lets_in_anybody_without_a_right(part, everything, shopper, client):
    nobody = User.objects.create_user("nobody", "nobody@example.com", "correct horse battery", is_staff=True)
    others = {}
    for user in (shopper, nobody):
        others[user.email] = Client()
        others[user.email].force_login(user)
    open_to = []
    for name, path in addresses_of(part, everything):
        for verb in ("get", "post"):
            anonymous = getattr(client, verb)(path)
            sent_away = anonymous.status_code == 302 and anonymous.url.startswith(("/admin/login/", "/account/login/"))
            if not (sent_away or anonymous.status_code == 405):
                open_to.append(("anybody", name, verb, anonymous.status_code))
            for email, other in others.items():
                status = getattr(other, verb)(path, follow=True).status_code
                if status not in (403, 405):
                    open_to.append((email, name, verb, status))
    assert open_to == []


_WRITTEN = (HistoryEntry, StockMovement, Journal, MailMessage, Order, Transfer)


def state():
    """What grows with everything that is written, in one statement."""
    newest = [model.objects.order_by("-pk").values_list(Value(n), "pk")[:1] for n, model in enumerate(_WRITTEN)]
    return sorted(newest[0].union(*newest[1:], all=True))


@pytest.mark.drawn
@pytest.mark.parametrize("part", PARTS)
def test_who_may_only_look_changes_nothing_at_any_address(part, everything, client):
    reader = User.objects.create_user("reader", "reader@example.com", "correct horse battery", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)
    client.get("/admin/")
    keys = [str(pk) for pk in Product.objects.values_list("pk", flat=True)]
    before, wrong = state(), []
    for name, path in addresses_of(part, everything):
        for data in (
            {"post": "yes", "delete": "1", "archive": "1", "_save": "1", "version": "1", "name": "X", "code": "MUG-A"},
            {"action": "archive", "_selected_action": keys, "index": "0", "confirmed": str(len(keys))},
            {"action": "delete_selected", "_selected_action": keys, "index": "0", "post": "yes"},
            {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": "1", "form-0-on_hand": "9", "_save": "1"},
        ):
            status = client.post(path, data).status_code
            if status >= 500 or state() != before:
                wrong.append((name, data, status))
                before = state()
    assert wrong == []
