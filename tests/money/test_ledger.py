"""The books: balanced, append-only, each fact once."""

import pytest
from django.db import IntegrityError, connection, transaction

from shop.ledger.models import Entry, Journal
from shop.ledger.queries import balances, ledger_of, trial_balance
from shop.ledger.steps import Posting, post, post_all
from shop.orders.models import Order
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db

Account = Entry.Account


@pytest.fixture
def order(mug):
    return make_order(("MUG", 2)).order


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("table", ["ledger_journal", "ledger_entry", "payments_paymenttransaction"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_booked(order, table, verb):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(verb.format(table))


@pytest.mark.parametrize(
    "entries",
    [
        "",
        "('clearing', 1, 'EUR')",
        "('clearing', 2, 'EUR'), ('receivable', -1, 'EUR')",
        "('clearing', 1, 'EUR'), ('receivable', -1, 'USD')",
    ],
)
def test_the_database_refuses_a_journal_that_does_not_balance(order, entries):
    journal = (
        f"INSERT INTO ledger_journal (kind, source, order_id, memo, actor_label, created_at)"
        f" VALUES ('capture', 'x', {order.pk}, '', '', now()) RETURNING id"
    )
    values = f"SELECT new.id, e.* FROM new, (VALUES {entries}) AS e" if entries else ""
    sql = (
        f"WITH new AS ({journal}) INSERT INTO ledger_entry (journal_id, account, amount_minor, currency) {values}"
        if entries
        else journal
    )
    with pytest.raises(IntegrityError, match="journal"), transaction.atomic():
        execute(sql)
    assert not Journal.objects.filter(source="x").exists()


def test_entries_added_to_a_journal_later_must_balance_too(order):
    journal = Journal.objects.filter(order=order).first()
    with pytest.raises(IntegrityError, match="balance"), transaction.atomic():
        execute(
            f"INSERT INTO ledger_entry (journal_id, account, amount_minor, currency) VALUES ({journal.pk}, 'bank', 1, 'EUR')"
        )


def test_an_operation_that_books_half_is_rolled_back(order):
    with pytest.raises(IntegrityError), transaction.atomic():
        post(kind=Journal.Kind.FEE, source="y", order=order, amounts={Account.FEES: 5}, now=NOW)
        execute("SELECT 1")
    assert not Journal.objects.filter(source="y").exists()


def test_a_fact_is_booked_once_and_zeros_are_left_out(order, django_assert_num_queries):
    postings = [
        Posting(Journal.Kind.FEE, "a", {Account.FEES: 5, Account.CLEARING: -5, Account.BANK: 0}),
        Posting(Journal.Kind.FEE, "b", {Account.FEES: 0, Account.CLEARING: 0}),
        Posting(Journal.Kind.FEE, "c", {Account.FEES: 7, Account.CLEARING: -7}),
    ]
    with transaction.atomic(), django_assert_num_queries(1):
        assert post_all(order=order, postings=postings, now=NOW) == 4
    with transaction.atomic():
        assert post_all(order=order, postings=postings, now=NOW) == 0
        assert post_all(order=order, postings=[], now=NOW) == 0
    assert list(Journal.objects.filter(kind="fee").order_by("pk").values_list("source", flat=True)) == ["a", "c"]
    # The payment does not know of these fees, so the books are put right again.
    with transaction.atomic():
        amounts = {Account.FEES: -12, Account.CLEARING: 12}
        post(kind=Journal.Kind.FEE, source="d", order=order, amounts=amounts, now=NOW)


def test_the_trial_balance_sums_to_zero_by_month_and_account(order):
    rows = trial_balance(since=NOW.date().replace(day=1), until=NOW.date())
    assert {(row.month.isoformat(), row.account): (row.debit_minor, row.credit_minor) for row in rows} == {
        ("2026-11-01", "clearing"): (4290, 0),
        ("2026-11-01", "receivable"): (4290, 4290),
        ("2026-11-01", "sales"): (0, 3193),
        ("2026-11-01", "shipping_income"): (0, 412),
        ("2026-11-01", "tax_payable"): (0, 685),
    }
    assert sum(row.balance_minor for row in rows) == 0
    assert sum(balances(currency="EUR").values()) == 0
    assert balances(currency="USD") == {}


def test_the_lines_of_an_order_in_their_order(order, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = ledger_of(order_id=order.pk)
    assert [(row.kind, row.account, row.amount.amount_minor) for row in rows] == [
        ("sale", "receivable", 4290),
        ("sale", "sales", -3193),
        ("sale", "shipping_income", -412),
        ("sale", "tax_payable", -685),
        ("capture", "clearing", 4290),
        ("capture", "receivable", -4290),
    ]
    assert Order.objects.count() == 1
