"""Staff handle returns and withdrawals: two forms from the request to the money."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from shop.channels.models import Channel
from shop.core.actor import GUEST, By
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.operations import declare_withdrawal, declare_without_login
from shop.history.models import HistoryEntry
from shop.inventory.models import Location, StockLevel
from shop.orders.models import Order
from shop.payments.models import TestCharge
from shop.reports.verify import find_breaks
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_return, make_sent_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel) -> Order:
    make_product("Dock mug", skus=["RUST", "MOSS"], price_minor=1900, stock=10)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400, stock=10)
    return make_sent_order(("RUST", 2), ("BOWL", 1), now=timezone.now())


@pytest.fixture
def staff(manager, client):
    client.force_login(manager)
    return client


def url(row, verb="change"):
    return reverse(f"admin:fulfilment_{row._meta.model_name}_{verb}", args=[row.pk])


def version(row):
    return type(row).objects.get(pk=row.pk).version


def declare(order, **values):
    return declare_withdrawal(
        **{"order_id": order.pk, "name": "Ada", "email": "ada@example.com", "units": None, "by": By(GUEST, timezone.now()), **values}
    )  # fmt: skip


def test_two_forms_from_the_request_to_the_money(order, staff):
    return_ = make_return(order, 2, 1)
    page = markup(staff.get(url(return_)))
    assert "Dock mug" in page
    assert "I don&#x27;t like it" in page

    first = staff.post(url(return_, "approve"), {"version": version(return_), "instructions": "Use the label."})
    assert first.status_code == 302
    assert "€62.00" in markup(staff.get(url(return_)))
    mug, bowl = return_.lines.all()
    second = staff.post(
        url(return_, "receive"),
        {
            "version": version(return_), f"received_{mug.pk}": 2, f"condition_{mug.pk}": "new", f"restock_{mug.pk}": "on",
            f"received_{bowl.pk}": 1, f"condition_{bowl.pk}": "damaged", f"restock_{bowl.pk}": "on",
            "deduction": "2.00", "shipping": "",
        },
    )  # fmt: skip
    assert second.status_code == 302

    return_.refresh_from_db()
    assert (return_.status, return_.refund_minor, TestCharge.objects.get().refunded_minor) == ("refunded", 6000, 6000)
    assert dict(StockLevel.objects.values_list("variant__sku", "on_hand")) == {"RUST": 10, "MOSS": 10, "BOWL": 9}
    events = list(return_.order.events.filter(kind__startswith="return.").values_list("actor_label", flat=True))
    assert events.count("manager@example.com") == 4
    page = markup(staff.get(url(return_)))
    assert "Return R" in page
    assert "−€60.00" in page
    assert f'href="{url(return_)}"' in markup(staff.get(reverse("admin:orders_order_change", args=[order.pk])))


def test_a_form_sent_twice_acts_once(order, staff):
    return_ = make_return(order, 1)
    data = {"version": version(return_), "instructions": ""}
    answers = [staff.post(url(return_, "approve"), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 412]
    assert "Reload and start again" in markup(answers[1])
    assert staff.post(url(return_, "cancel"), {}).status_code == 422
    assert Return.objects.get().status == "approved"


def reason_of(table, row):
    """Why the row was changed last, as the history tells."""
    return HistoryEntry.objects.filter(table_name=table, row_id=row.pk, operation="update").order_by("pk").last().reason


def test_rejecting_needs_a_reason(order, staff):
    return_ = make_return(order, 1)
    assert staff.post(url(return_, "reject"), {"reject-version": version(return_)}).status_code == 422
    staff.post(url(return_, "reject"), {"reject-version": version(return_), "reject-reason": "Too late"})
    return_.refresh_from_db()
    assert (return_.status, return_.refusal) == ("rejected", "Too late")
    assert reason_of("fulfilment_return", return_) == "Too late"
    assert "Approve</button>" not in markup(staff.get(url(return_)))


def test_an_exchange_is_kept_until_the_others_are_here_or_becomes_money(order, staff):
    return_ = make_return(order, 1, wanted="MOSS")
    staff.post(url(return_, "approve"), {"version": version(return_), "instructions": "", "exchange": "wait"})
    return_.refresh_from_db()
    assert return_.replacement.status == "on_hold"
    assert "replacement items for" in markup(staff.get(
        reverse("admin:orders_order_change", args=[return_.replacement_id])
    )).lower()  # fmt: skip
    line = return_.lines.get()
    data = {"version": version(return_), f"received_{line.pk}": 1, f"condition_{line.pk}": "new"}
    staff.post(url(return_, "receive"), data)
    return_.refresh_from_db()
    assert (return_.status, return_.replacement.status) == ("exchanged", "placed")

    other = make_return(order, 1, wanted="MOSS")
    staff.post(url(other, "approve"), {"version": version(other), "instructions": "", "exchange": "no"})
    other.refresh_from_db()
    assert (other.kind, other.replacement) == ("return", None)


def test_a_shop_with_several_places_says_where_goods_go(order, staff):
    second = Location.objects.create(code="b", name="Back room")
    return_ = make_return(order, 1)
    staff.post(url(return_, "approve"), {"version": version(return_), "instructions": ""})
    line = return_.lines.get()
    data = {f"received_{line.pk}": 1, f"condition_{line.pk}": "opened", f"restock_{line.pk}": "on"}
    staff.post(url(return_, "receive"), {"version": version(return_), "location": second.pk, **data})
    assert StockLevel.objects.get(location=second).on_hand == 1


def test_a_withdrawal_in_one_form(order, staff):
    withdrawal = declare(order)
    page = markup(staff.get(url(withdrawal)))
    assert "cannot be rejected" in page
    assert "I hereby withdraw" in page
    mug, bowl = order.lines.all()
    answer = staff.post(
        url(withdrawal, "handle"),
        {
            "version": version(withdrawal), "refund": "1", "shipping": "",
            f"received_{mug.pk}": 2, f"condition_{mug.pk}": "new", f"restock_{mug.pk}": "on",
            f"received_{bowl.pk}": 0, f"condition_{bowl.pk}": "new",
            f"exemption_{bowl.pk}": "16(c)", f"exemption_note_{bowl.pk}": "Engraved.",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content
    withdrawal.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor) == ("refunded", 3800)
    assert "exempt: Made to the buyer" in markup(staff.get(url(withdrawal)))


def test_a_wrong_exemption_is_shown_beside_its_field(order, staff):
    withdrawal = declare(order)
    mug, bowl = order.lines.all()
    data = {"version": version(withdrawal), "refund": "1", f"exemption_{mug.pk}": "16(c)"}
    for line in (mug, bowl):
        data |= {f"received_{line.pk}": 0, f"condition_{line.pk}": "new"}
    answer = staff.post(url(withdrawal, "handle"), data)
    assert answer.status_code == 422
    assert "Enter what proves it" in markup(answer)
    assert Withdrawal.objects.get().status == "acknowledged"


def test_a_stray_declaration_is_matched_or_closed(order, staff):
    said = {"name": "Ada", "email": "other@example.com", "goods": "the bowl", "now": timezone.now()}
    withdrawal = declare_without_login(**said, order_number="x")
    assert (
        staff.post(url(withdrawal, "assign"), {"version": version(withdrawal), "order_number": "0"}).status_code == 422
    )
    staff.post(url(withdrawal, "assign"), {"version": version(withdrawal), "order_number": str(order.number)})
    withdrawal.refresh_from_db()
    assert withdrawal.order == order
    mug, bowl = order.lines.all()
    data = {"version": version(withdrawal), "refund": "1", f"withdrawn_{mug.pk}": 0, f"withdrawn_{bowl.pk}": 1}
    for line, count in ((mug, 0), (bowl, 1)):
        data |= {f"received_{line.pk}": count, f"condition_{line.pk}": "new", f"restock_{line.pk}": "on"}
    assert staff.post(url(withdrawal, "handle"), data).status_code == 302
    withdrawal.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor) == ("refunded", 2400)

    stray = declare_without_login(**said, order_number="y")
    staff.post(url(stray, "close"), {"close-version": version(stray), "close-note": "No such order."})
    assert Withdrawal.objects.get(pk=stray.pk).status == "closed"
    assert reason_of("fulfilment_withdrawal", stray) == "No such order."


def test_what_is_overdue_stands_first_and_home_counts_the_work(order, staff):
    declare(order)
    second = make_sent_order(("BOWL", 1), now=timezone.now())
    late = declare(second)
    today = order.channel.day_of(timezone.now())
    Withdrawal.objects.filter(pk=late.pk).update(refund_due_on=today - timedelta(days=1))
    make_return(make_sent_order(("MOSS", 1), now=timezone.now()), 1)

    rows = staff.get(reverse("admin:fulfilment_withdrawal_changelist")).context["cl"].result_list
    assert next(iter(rows)) == late
    overdue = staff.get(reverse("admin:fulfilment_withdrawal_changelist") + "?state=overdue").context["cl"].result_list
    assert list(overdue) == [late]
    home = markup(staff.get("/admin/"))
    for text in ("1 return to review", "1 overdue withdrawal", "1 withdrawal to refund"):
        assert text in home
    Withdrawal.objects.filter(pk=late.pk).update(refund_due_on=today)
    assert "overdue" not in markup(staff.get("/admin/"))


def test_what_is_overdue_is_so_by_the_shops_day_for_list_home_and_verify_alike(order, staff):
    now = timezone.now()
    zone = "Etc/GMT-14" if now.astimezone(UTC).hour >= 10 else "Etc/GMT+12"  # where it is another day than in UTC
    Channel.objects.update(time_zone=zone)
    day = Channel.objects.get().day_of(now)
    assert day != now.astimezone(UTC).date()
    late, due = declare(order), declare(make_sent_order(("BOWL", 1), now=now))
    Withdrawal.objects.filter(pk=late.pk).update(refund_due_on=day - timedelta(days=1))
    Withdrawal.objects.filter(pk=due.pk).update(refund_due_on=day)

    page = staff.get(reverse("admin:fulfilment_withdrawal_changelist") + "?state=overdue")
    assert list(page.context["cl"].result_list) == [late]
    assert "1 overdue withdrawal" in markup(staff.get("/admin/"))
    found = {finding.code: finding for finding in find_breaks().attention}
    assert [example[0] for example in found["withdrawals.overdue"].examples] == [late.public_id]


def test_only_who_may_handle_returns_sees_and_acts(order, clerk, client):
    return_, withdrawal = make_return(order, 1), declare(make_order(("BOWL", 1), now=timezone.now()).order)
    client.force_login(clerk)
    for row in (return_, withdrawal):
        assert client.get(url(row)).status_code == 403
        assert client.get(reverse(f"admin:fulfilment_{row._meta.model_name}_changelist")).status_code == 403
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_return", "view_withdrawal"]))
    clerk = type(clerk).objects.get(pk=clerk.pk)
    client.force_login(clerk)
    assert "Approve</button>" not in markup(client.get(url(return_)))
    for row, verb in ((return_, "approve"), (return_, "reject"), (return_, "receive"), (return_, "cancel"),
                      (withdrawal, "assign"), (withdrawal, "handle"), (withdrawal, "close")):  # fmt: skip
        assert client.post(url(row, verb), {"version": row.version}).status_code == 403
        assert client.get(url(row, verb)).status_code == 405
    clerk.user_permissions.add(Permission.objects.get(codename="handle_return"))
    client.force_login(type(clerk).objects.get(pk=clerk.pk))
    assert client.post(url(return_, "approve"), {"version": version(return_), "instructions": ""}).status_code == 302
    line = return_.lines.get()
    data = {"version": version(return_), f"received_{line.pk}": 1, f"condition_{line.pk}": "new"}
    assert client.post(url(return_, "receive"), data).status_code == 403  # money needs a right of its own
    assert client.post(url(return_, "receive"), data | {"more": "on"}).status_code == 302
    assert Return.objects.get().status == "received"
