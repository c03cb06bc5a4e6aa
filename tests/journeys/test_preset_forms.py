"""Every staff form is sent once as it stands when it opens: nothing that the shop presets is refused by the shop.

What is required and comes empty is filled in. A form that asks back is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page

from shop.backoffice.site import site
from shop.catalog.models import Variant
from shop.checkout.inputs import PaymentChoice
from shop.core.actor import GUEST, SYSTEM, By
from shop.fulfilment.operations import declare_withdrawal, move_parcel, prepare_parcels
from shop.inventory.models import Location, Transfer
from shop.orders.models import Order
from shop.payments.providers import get_provider
from tests.factories.orders import make_order
from tests.factories.returns import make_return, make_sent_order
from tests.factories.stock import set_level

from .steps import log_in_as_staff

pytestmark = pytest.mark.browser


def new_order(**values: object) -> Order:
    return make_order(("RUST", 2), now=timezone.now(), **values).order


def sent_order() -> Order:
    return make_sent_order(("RUST", 2), now=timezone.now())


def paid_by(provider: str, method: str = "") -> Order:
    return new_order(payment=PaymentChoice(provider, method))


def order_form(verb: str, order: Order) -> str:
    return reverse(f"admin:orders_order_{verb}", args=[order.pk])


def parcel_form(verb: str, order: Order) -> str:
    return reverse(f"admin:orders_parcel_{verb}", args=[order.pk, order.fulfilments.get().pk])


def packed_order() -> Order:
    order = new_order()
    prepare_parcels(order_id=order.pk, is_packed=True, by=By(SYSTEM, timezone.now()))
    return order


def lost_order() -> Order:
    order = sent_order()
    move_parcel(parcel_id=order.fulfilments.get().pk, target="lost", by=By(SYSTEM, timezone.now()))
    return order


def held_payment() -> str:
    order = paid_by("bank", "hold")
    return reverse("admin:orders_payment_release", args=[order.pk, order.payments.get().pk])


def return_page() -> str:
    return reverse("admin:fulfilment_return_change", args=[make_return(sent_order(), 1, now=timezone.now()).pk])


def withdrawal_page() -> str:
    withdrawal = declare_withdrawal(
        order_id=sent_order().pk, name="Ada", email="ada@example.com", units=None, by=By(GUEST, timezone.now())
    )
    return reverse("admin:fulfilment_withdrawal_change", args=[withdrawal.pk])


# Each form, and what a person means by opening it where that cannot be preset: {part of a field's name: what is typed}.
FORMS: dict[str, tuple[Callable[[], str], dict[str, str]]] = {
    "ship": (lambda: order_form("ship", new_order()), {}),
    "prepare": (lambda: order_form("prepare", new_order()), {}),
    "cancel": (lambda: order_form("cancel", new_order()), {}),
    "refund": (lambda: order_form("refund", new_order()), {"allowance": "1.00"}),
    "edit": (lambda: order_form("edit", new_order()), {"phone": "030 1"}),
    "hold": (lambda: order_form("hold", new_order()), {}),
    "contact": (lambda: order_form("contact", new_order()), {}),
    "return": (lambda: order_form("return", sent_order()), {"quantity_": "1"}),
    "withdrawal": (lambda: order_form("withdrawal", sent_order()), {}),
    "note a transfer": (lambda: order_form("paid", paid_by("invoice")), {}),
    "capture": (lambda: order_form("capture", paid_by("bank", "hold")), {}),
    "release the money": (held_payment, {}),
    "send a parcel": (lambda: parcel_form("send", packed_order()), {}),
    "tracking": (lambda: parcel_form("tracking", sent_order()), {}),
    "problem": (lambda: parcel_form("problem", sent_order()), {}),
    "resend": (lambda: parcel_form("resend", lost_order()), {}),
    "decide a return": (return_page, {}),
    "handle a withdrawal": (withdrawal_page, {}),
}


@pytest.fixture
def bank(settings, halden):
    set_level("RUST", on_hand=100)
    settings.PAYMENT_PROVIDER_CLASSES = settings.PAYMENT_PROVIDER_CLASSES | {"bank": "tests.factories.bank.FakeBank"}
    settings.PAYMENT_PROVIDERS = (*settings.PAYMENT_PROVIDERS, "bank", "invoice")
    get_provider("bank").reset()


def fill(field: Locator, typed: dict[str, str]) -> None:
    """Type what was meant, or anything where a field is required and empty."""
    name = field.get_attribute("name") or ""
    meant = next((text for part, text in typed.items() if part in name), None)
    if meant is not None:
        field.fill(meant)
    elif field.evaluate("field => field.type !== 'hidden' && !field.checkValidity()"):
        kind = field.get_attribute("type")
        if kind in ("radio", "checkbox"):
            field.check()
        else:
            field.fill({"number": "1", "email": "ada@example.com"}.get(kind or "", "Text"))


def send_as_it_stands(page: Page, path: str, typed: dict[str, str]) -> list[str]:
    """Open a form, send it and confirm what it asks; return what was refused. A page without a form refuses nothing."""
    page.goto(path)
    form = page.locator("main form[method=post]").filter(has=page.locator(".btn-primary")).last
    answers: list[int] = []
    while form.count() and answers in ([], [200]):
        for field in form.locator("input:not([type=hidden]), select, textarea").all():
            fill(field, typed)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            form.locator(".btn-primary").last.click()
        answers.append(answered.value.status)
        page.wait_for_load_state()
    told = [each.inner_text() for each in page.locator(".errorlist, .error-summary, .alert-bad").all()]
    return [f"{path}: {answers} {told}"] if answers and answers[-1] != 302 else []


@pytest.mark.parametrize("part", [0, 1])
def test_forms_of_orders_parcels_returns_and_money(part, bank, new_page):
    page = new_page(forgive=("422 POST",))
    log_in_as_staff(page)

    assert [
        wrong for url, typed in list(FORMS.values())[part::2] for wrong in send_as_it_stands(page, url(), typed)
    ] == []


def test_edit_pages_of_everything(new_page):
    Group.objects.create(name="Packing")
    side = Location.objects.create(code="side", name="Side room", priority=1)
    transfer = Transfer.objects.create(source=Location.objects.get(code="main"), target=side, sent_at=timezone.now())
    transfer.lines.create(variant=Variant.objects.get(sku="RUST"), sku="RUST", quantity=1)
    page = new_page(forgive=("422 POST",))
    log_in_as_staff(page)
    rows = [model._default_manager.order_by("pk").first() for model in site._registry]

    paths = [
        reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) for row in rows if row
    ]

    assert len(paths) >= 10
    assert [wrong for path in sorted(paths) for wrong in send_as_it_stands(page, path, {})] == []
