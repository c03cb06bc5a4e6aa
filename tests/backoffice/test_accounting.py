"""The books on the staff pages: journals, one journal, the trial balance, and the entries for a spreadsheet."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission

from shop.ledger.models import Entry, Journal
from shop.ledger.queries import months_with_entries
from shop.ledger.steps import post
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
BOOKS = "/admin/ledger/journal/"
OCTOBER = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Berlin
Account = Entry.Account


@pytest.fixture
def order(channel):
    """Two mugs for 42.90, paid in November 2026: a sale and a capture."""
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)
    return make_order(("MUG", 2)).order


@pytest.fixture
def fee(order):
    """A fee of 0.88 in the last second of October, with a memo that a spreadsheet would run."""
    post(
        kind=Journal.Kind.FEE, source="fee:pay_x:88", order=order, now=OCTOBER, memo='=HYPERLINK("http://evil")',
        amounts={Account.FEES: 88, Account.CLEARING: -88}, actor_label="+boss@example.com",
    )  # fmt: skip
    return Journal.objects.get(kind="fee")


@pytest.fixture
def desk(client, channel, manager):
    client.force_login(manager)
    return client


def shown(desk, query=""):
    return [journal.kind for journal, _ in desk.get(BOOKS + query).context["journals"]]


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_list_shows_journals_newest_first_and_narrows_by_kind_month_and_search(desk, order, fee):
    html = markup(desk.get(BOOKS))
    assert (shown(desk), "Owed by" in html) == (["fee", "capture", "sale"], False)
    assert [amount.amount_minor for _, amount in desk.get(BOOKS).context["journals"]] == [88, 4290, 4290]
    assert shown(desk, "?kind=capture") == ["capture"]
    assert shown(desk, "?month=2026-10") == ["fee"]
    assert shown(desk, "?month=2026-11") == ["capture", "sale"]
    assert shown(desk, f"?q=%23{order.number}&kind=sale") == ["sale"]
    assert shown(desk, f"?q={order.number + 1}") == []
    assert shown(desk, "?q=FEE:pay_x") == ["fee"]


@pytest.mark.parametrize(
    "query", ["?kind=x", "?month=2026-13", "?month=9999-12", "?before=x", "?q=%00", "?month=0001-01"]
)
def test_filters_that_make_no_sense_break_nothing(desk, order, query):
    assert desk.get(BOOKS + query).status_code == 200
    assert desk.get(f"{BOOKS}balance/{query}").status_code == 200


def test_the_list_goes_on_by_keys_and_asks_a_bounded_number_of_queries(desk, order, django_assert_max_num_queries):
    for number in range(60):
        post(
            kind=Journal.Kind.FEE, source=f"fee:{number}", order=order, now=OCTOBER,
            amounts={Account.FEES: 1, Account.CLEARING: -1},
        )  # fmt: skip
    with django_assert_max_num_queries(8):
        first = desk.get(BOOKS)
    second = desk.get(BOOKS + first.context["older"])
    assert (len(first.context["journals"]), len(second.context["journals"])) == (50, 12)
    assert (first.context["newest"], second.context["older"]) == ("", "")


def test_a_journal_is_shown_with_debits_first_and_its_sums(desk, order):
    sale = Journal.objects.get(kind="sale")
    page = desk.get(f"{BOOKS}{sale.pk}/change/")
    lines = [(account, is_debit, size.amount_minor) for account, is_debit, size in page.context["lines"]]
    assert lines[0] == ("Owed by buyers", True, 4290)
    assert set(lines[1:]) == {
        ("Sales, without tax", False, 3193), ("Shipping income, without tax", False, 412), ("Tax owed", False, 685),
    }  # fmt: skip
    assert (page.context["debit"].amount_minor, page.context["credit"].amount_minor) == (4290, 4290)
    html = markup(page)
    assert sale.source in html
    assert f"/admin/orders/order/{order.pk}/change/" in html
    assert desk.get(f"{BOOKS}999999/change/").status_code == 404
    assert desk.get(f"{BOOKS}x/change/").status_code == 404


def test_the_trial_balance_lists_every_account_of_the_month_and_sums_to_zero(desk, order, fee):
    page = desk.get(f"{BOOKS}balance/?month=2026-11")
    (sheet,) = page.context["sheets"]
    amounts = {
        row.account: (row.debit.amount_minor, row.credit.amount_minor, row.balance.amount_minor) for row in sheet.rows
    }
    assert list(amounts) == [str(label) for _, label in Account.choices]
    assert {name: sums for name, sums in amounts.items() if any(sums)} == {
        "Owed by buyers": (4290, 4290, 0), "Money at providers": (4290, 0, 4290),
        "Sales, without tax": (0, 3193, -3193), "Shipping income, without tax": (0, 412, -412),
        "Tax owed": (0, 685, -685),
    }  # fmt: skip
    total = sheet.total
    assert (total.debit.amount_minor, total.credit.amount_minor, total.balance.amount_minor) == (8580, 8580, 0)
    assert "Balanced" in markup(page)
    assert desk.get(f"{BOOKS}balance/?month=2026-10").context["sheets"][0].total.debit.amount_minor == 88
    assert desk.get(f"{BOOKS}balance/").context["chosen"] == "2026-11"
    assert "No journal entries" in markup(desk.get(f"{BOOKS}balance/?month=2026-09"))


def test_each_currency_has_a_sheet_of_its_own(desk, order, fee):
    Entry.objects.bulk_create(
        [Entry(journal=fee, account=account, amount_minor=minor, currency="JPY") for account, minor in
         ((Account.FEES, 500), (Account.BANK, -500))]
    )  # fmt: skip
    sheets = desk.get(f"{BOOKS}balance/?month=2026-10").context["sheets"]
    assert [(sheet.currency, sheet.total.debit.amount_minor, sheet.is_balanced) for sheet in sheets] == [
        ("EUR", 88, True), ("JPY", 500, True),
    ]  # fmt: skip
    rows = rows_of(desk.get(f"{BOOKS}entries.csv?month=2026-10"))
    assert [(row[7], row[8], row[9]) for row in rows[1:]] == [
        ("0.88", "", "EUR"), ("", "0.88", "EUR"), ("500", "", "JPY"), ("", "500", "JPY"),
    ]  # fmt: skip


def test_the_download_has_each_entry_of_the_month_with_plain_numbers(desk, order, fee):
    answer = desk.get(f"{BOOKS}entries.csv?month=2026-11")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ledger-2026-11.csv"'
    head, *rows = rows_of(answer)
    assert head[:5] == ["Date", "Journal entry", "Type", "Order", "Source"]
    assert len(rows) == 6
    sale = Journal.objects.get(kind="sale")
    assert rows[0][:6] == ["2026-11-23 10:00:00", str(sale.pk), "sale", str(order.number), sale.source, "receivable"]
    assert (rows[0][7:10], rows[1][7:10]) == (["42.90", "", "EUR"], ["", "31.93", "EUR"])
    assert sum(round(float(row[7] or 0) * 100) - round(float(row[8] or 0) * 100) for row in rows) == 0


def test_the_download_is_safe_against_formulas(desk, order, fee):
    rows = rows_of(desk.get(f"{BOOKS}entries.csv?month=2026-10"))
    assert rows[1][10:] == ['\'=HYPERLINK("http://evil")', "'+boss@example.com"]


def test_the_download_comes_in_chunks_and_leaves_nothing_out(desk, order, monkeypatch):
    from shop.backoffice import accounting
    from shop.ledger.queries import each_journal

    monkeypatch.setattr(accounting, "each_journal", lambda **days: each_journal(**days, chunk_size=1))
    assert len(rows_of(desk.get(f"{BOOKS}entries.csv?month=2026-11"))) == 7


@pytest.mark.parametrize("month", ["", "2026-13", "x"])
def test_a_download_of_no_month_is_not_found(desk, month):
    assert desk.get(f"{BOOKS}entries.csv?month={month}").status_code == 404


def test_months_reach_from_the_first_journal_to_the_last(order, fee):
    assert [f"{month:%Y-%m}" for month in months_with_entries()] == ["2026-11", "2026-10"]


def test_books_are_for_those_who_may_see_them(client, clerk, order):
    client.force_login(clerk)
    journal = Journal.objects.first()
    addresses = [BOOKS, f"{BOOKS}{journal.pk}/change/", f"{BOOKS}balance/", f"{BOOKS}entries.csv?month=2026-11"]
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    assert BOOKS not in markup(client.get("/admin/"))

    clerk.user_permissions.add(Permission.objects.get(codename="view_journal"))
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    assert BOOKS in markup(client.get("/admin/"))
    assert client.post(f"{BOOKS}{journal.pk}/delete/", {"post": "yes"}).status_code == 403
