"""The triggers: every change of a tracked row leaves an entry, whoever makes it, and nothing else does."""

import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, IntegrityError, connection, transaction

from shop.accounts.models import User
from shop.catalog.models import Product, Variant
from shop.channels.models import Channel
from shop.history.models import HistoryEntry
from shop.history.tables import TRACKED
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db


def entries(table, **match):
    return list(HistoryEntry.objects.filter(table_name=table, **match).order_by("pk"))


def run(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_the_list_of_tables_is_what_the_triggers_in_the_database_do():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, trim(E'\\\\000' FROM encode(tgargs, 'escape')) FROM pg_trigger"
            " WHERE tgfoid = 'history_record'::regproc"
        )
        found = cursor.fetchall()
    arguments = {(table, name): tuple(text.split("\\000")) for table, name, text in found}
    wanted = {
        (table, name): tuple(filter(None, (tracked.parent, *tracked.excluded))) or ("",)
        for table, tracked in TRACKED.items()
        for name in ("history_record", "history_record_update")
    }
    assert arguments == wanted


def test_every_parent_and_every_excluded_column_exists():
    with connection.cursor() as cursor:
        for table, tracked in TRACKED.items():
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            assert {tracked.parent, *tracked.excluded} - {""} <= columns | {"id"}, table
            assert not tracked.parent_table or tracked.parent_table in TRACKED


def test_raw_sql_is_recorded_with_the_old_and_the_new_value(channel):
    product = make_product("Dock mug")
    run("UPDATE catalog_product SET name = 'Pier mug', vendor = 'Nord' WHERE id = %s", [product.pk])

    entry = entries("catalog_product", row_id=product.pk)[-1]
    assert entry.operation == "update"
    assert entry.changes == {"name": ["Dock mug", "Pier mug"], "vendor": ["", "Nord"]}
    assert (entry.parent_id, entry.transaction_id > 0, entry.at.tzinfo is not None) == (None, True, True)


def test_creating_and_deleting_keep_the_whole_row(channel):
    product = make_product("Dock mug", skus=["RUST", "LAKE"], stock=0)
    variant = product.variants.first()
    key = variant.pk
    variant.delete()

    made, gone = entries("catalog_variant", row_id=key)
    assert (made.operation, gone.operation) == ("insert", "delete")
    assert made.changes["sku"] == gone.changes["sku"] == "RUST"
    assert set(made.changes) == {column.column for column in Variant._meta.concrete_fields}
    assert made.parent_id == gone.parent_id == product.pk


def test_bulk_writes_and_queryset_updates_are_recorded_row_by_row(channel):
    make_product("Dock mug", skus=["RUST", "LAKE", "MOSS"])
    assert Price.objects.update(amount_minor=2100) == 3
    changes = [entry.changes for entry in entries("pricing_price", operation="update")]
    assert changes == [{"amount_minor": [1900, 2100]}] * 3


def test_an_update_that_changes_nothing_writes_nothing(channel):
    product = make_product("Dock mug")
    before = HistoryEntry.objects.count()
    Product.objects.filter(pk=product.pk).update(name="Dock mug")
    product.save()
    run("UPDATE channels_channel SET name = name")
    assert HistoryEntry.objects.count() == before


def test_what_is_counted_elsewhere_leaves_no_entry_but_a_setting_beside_it_does(channel):
    level = make_product("Dock mug").variants.get().stock_levels.get()
    before = HistoryEntry.objects.count()
    make_order(("MUG", 2))
    assert StockLevel.objects.get().allocated == 2
    assert not entries("inventory_stocklevel", operation="update")
    StockLevel.objects.filter(pk=level.pk).update(backorder_limit=5)
    assert entries("inventory_stocklevel")[-1].changes == {"backorder_limit": [0, 5]}
    assert HistoryEntry.objects.count() > before
    for entry in entries("inventory_stocklevel"):
        assert not {"on_hand", "allocated", "reserved", "version"} & set(entry.changes)


def test_passwords_are_never_stored(shopper):
    shopper.set_password("another horse battery")
    shopper.last_login = shopper.created_at
    shopper.save()
    assert [entry.operation for entry in entries("accounts_user", row_id=shopper.pk)] == ["insert"]

    shopper.set_password("a third horse battery")
    shopper.is_staff = True
    shopper.save()
    shopper.delete()
    made, changed, gone = entries("accounts_user", actor_kind="guest")
    assert changed.changes == {"is_staff": [False, True]}
    for entry in (made, gone):
        assert not {"password", "last_login"} & set(entry.changes)
        assert "md5" not in str(entry.changes)


def test_rights_that_are_given_and_taken_are_recorded(shopper):
    role = Group.objects.create(name="Packers")
    right = Permission.objects.get(codename="view_order")
    role.permissions.add(right)
    shopper.groups.add(role)
    shopper.user_permissions.add(right)
    shopper.groups.remove(role)

    (given,) = entries("auth_group_permissions")
    assert (given.parent_id, given.changes["permission_id"]) == (role.pk, right.pk)
    joined, left = entries("accounts_user_groups")
    assert (joined.operation, left.operation, joined.parent_id) == ("insert", "delete", shopper.pk)
    assert left.changes["group_id"] == role.pk
    assert entries("accounts_user_user_permissions")[0].parent_id == shopper.pk


def test_what_is_rolled_back_leaves_no_entry(channel):
    before = HistoryEntry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Channel.objects.update(name="Elsewhere")
        assert HistoryEntry.objects.count() == before + 1
        raise ZeroDivisionError
    assert HistoryEntry.objects.count() == before


def test_an_order_is_recorded_from_its_placing_on_with_its_states(channel):
    make_product("Dock mug")
    order = make_order(("MUG", 2)).order
    made, *later = entries("orders_order", row_id=order.pk)
    assert made.changes["total_minor"] == order.total_minor
    statuses = [entry.changes["status"] for entry in later if "status" in entry.changes]
    assert [made.changes["status"], *(new for _, new in statuses)][-1] == Order.objects.get().status
    assert not any("updated_at" in entry.changes or "version" in entry.changes for entry in later)
    (line,) = entries("orders_orderline")
    assert (line.parent_id, line.changes["quantity"]) == (order.pk, 2)


def test_a_column_that_is_added_later_is_recorded_without_any_change(channel):
    product = make_product("Dock mug")
    run("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that still wait cannot be altered
    run("ALTER TABLE catalog_product ADD COLUMN season text NOT NULL DEFAULT ''")
    run("UPDATE catalog_product SET season = 'winter' WHERE id = %s", [product.pk])
    assert entries("catalog_product")[-1].changes == {"season": ["", "winter"]}
    run("ALTER TABLE catalog_product DROP COLUMN season")
    run("UPDATE catalog_product SET vendor = 'Nord' WHERE id = %s", [product.pk])
    assert entries("catalog_product")[-1].changes == {"vendor": ["", "Nord"]}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history_historyentry SET reason = 'nothing to see'",
        "UPDATE history_historyentry SET reason = 'x' WHERE false",
        "DELETE FROM history_historyentry",
    ],
)
def test_entries_cannot_be_changed_or_taken_away(channel, sql):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(sql)


def test_the_history_cannot_be_truncated(channel):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("TRUNCATE history_historyentry")


def test_a_table_is_tracked_by_one_line_and_let_go_by_another(channel):
    run("CREATE TABLE shelf (id bigint PRIMARY KEY, room_id bigint, name text, secret text)")
    run("SELECT history_track('shelf', 'room_id', ARRAY['secret'])")
    run("INSERT INTO shelf VALUES (1, 7, 'top', 'x')")
    run("UPDATE shelf SET secret = 'y'")
    run("UPDATE shelf SET secret = 'z', name = 'low'")
    run("SELECT history_untrack('shelf')")
    run("DELETE FROM shelf")
    assert [(entry.operation, entry.parent_id, entry.changes) for entry in entries("shelf")] == [
        ("insert", 7, {"id": 1, "name": "top", "room_id": 7}),
        ("update", 7, {"name": ["top", "low"]}),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_program_beside_the_shop_is_recorded_without_an_actor():
    user = User.objects.create_user("ops", "ops@example.com")
    with psycopg.connect(
        **{**connection.get_connection_params(), "options": "", "pool": None}, autocommit=True
    ) as psql:
        psql.execute("UPDATE accounts_user SET is_superuser = true WHERE id = %s", [user.pk])

    made, raised = entries("accounts_user", row_id=user.pk)
    assert made.actor_kind == "guest"
    assert raised.changes == {"is_superuser": [False, True]}
    assert (raised.actor_kind, raised.actor_label, raised.actor_user_id, raised.reason) == (None, None, None, None)
