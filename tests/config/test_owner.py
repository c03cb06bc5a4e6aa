"""In production web and worker own no table: whoever breaks into them can switch off none of the database's rules."""

import psycopg
import pytest
from django.db import connection

from shop.core.owner import check_owner
from shop.core.sql import grant_tables
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web_user():
    """A user that `migrate` has let use the tables."""
    name = f"web_of_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}" LOGIN')
        grant_tables(role=name)
        yield name
        cursor.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


@pytest.fixture
def as_web(web_user):
    values = connection.settings_dict
    options = {"host": values["HOST"], "port": values["PORT"] or None, "password": values["PASSWORD"] or None}
    with psycopg.connect(dbname=values["NAME"], user=web_user, autocommit=True, **options) as opened:
        yield opened


def test_the_shops_user_reads_and_writes_rows(channel, as_web):
    make_product(skus=["MUG"], stock=9)
    make_order(("MUG", 1))
    assert as_web.execute("SELECT count(*) FROM ledger_journal").fetchone() == (2,)
    as_web.execute("UPDATE orders_order SET updated_at = now()")
    assert as_web.execute("SELECT nextval(pg_get_serial_sequence('ledger_journal', 'id'))").fetchone() is not None


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE ledger_journal DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_append_only ON ledger_entry",
        "DROP FUNCTION ledger_refuse_change() CASCADE",
        "TRUNCATE ledger_entry CASCADE",
        "TRUNCATE history_historyentry",
        "ALTER TABLE orders_orderevent DISABLE TRIGGER orders_event_append_only",
        "SET session_replication_role = replica",
        "DROP TABLE ledger_entry CASCADE",
        "UPDATE ledger_entry SET amount_minor = 1",
        "DELETE FROM orders_orderevent",
    ],
)
def test_and_can_switch_off_no_rule(channel, as_web, sql):
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityError)):
        as_web.execute(sql)


def test_the_check_warns_of_the_owner_and_not_of_the_other(channel, web_user):
    assert [problem.id for problem in check_owner()] == ["shop.W001"]
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{web_user}"')
        assert check_owner() == []
        cursor.execute("RESET ROLE")
