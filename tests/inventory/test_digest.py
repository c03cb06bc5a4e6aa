"""The daily mail about what runs low."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission

from shop.accounts.models import User
from shop.inventory.models import StockDigest
from shop.inventory.operations import digest, send_low_stock_digest
from shop.notifications.models import MailMessage
from tests.factories.catalog import make_product
from tests.factories.stock import set_level

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def keeper(channel):
    make_product("Mug", skus=["MUG"], stock=10)
    make_product("Bowl", skus=["BOWL"], stock=10)
    make_product("Cup", skus=["CUP"], stock=0)
    user = User.objects.create_user("keeper", "keeper@example.com", "correct horse battery", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_stocklevel"))
    return user


@pytest.mark.breaks_rules
def test_what_has_reached_its_number_is_told_once_a_day_to_those_who_look_after_stock(keeper, manager, clerk, shopper):
    set_level("MUG", low_stock_at=4, on_hand=9, safety=2, allocated=3, expected_on=date(2026, 12, 9))
    set_level("BOWL", low_stock_at=9)

    assert send_low_stock_digest(now=SIX - timedelta(minutes=1)) == 0
    assert send_low_stock_digest(now=SIX) == 2
    assert send_low_stock_digest(now=SIX + timedelta(hours=9)) == 0

    mails = MailMessage.objects.order_by("recipient")
    assert [mail.recipient for mail in mails] == ["keeper@example.com", "manager@example.com"]
    assert mails[0].subject == "Halden: 1 item is low in stock"
    assert "- Mug · MUG · Main warehouse: 4\n  More expected on 9 December 2026\n" in mails[0].text
    for body in (mails[0].text, mails[0].html):
        assert "Bowl" not in body
        assert "Cup" not in body  # nobody asked to watch it
    assert send_low_stock_digest(now=SIX + timedelta(days=1)) == 2


def test_zero_means_sold_out(keeper):
    set_level("MUG", low_stock_at=0)
    set_level("CUP", low_stock_at=0)
    send_low_stock_digest(now=SIX)
    assert "- Cup · CUP · Main warehouse: 0\n" in MailMessage.objects.get().text
    assert StockDigest.objects.get().levels == 1


def test_who_may_change_stock_but_is_no_staff_any_more_gets_no_mail(keeper):
    set_level("MUG", low_stock_at=50)
    User.objects.update(is_staff=False)
    assert send_low_stock_digest(now=SIX) == 0
    assert not MailMessage.objects.exists()


def test_of_very_many_the_lowest_are_named_and_the_others_counted(keeper, monkeypatch):
    monkeypatch.setattr(digest, "MAX_LINES", 1)
    set_level("MUG", low_stock_at=50, on_hand=8)
    set_level("BOWL", low_stock_at=50, on_hand=9)
    set_level("CUP", low_stock_at=50)
    send_low_stock_digest(now=SIX)
    mail = MailMessage.objects.get()
    assert mail.subject == "Halden: 3 items are low in stock"
    for body in (mail.text, mail.html):
        assert ("Cup" in body, "Mug" in body, "Bowl" in body, "2 more" in body) == (True, False, False, True)


def test_a_day_on_which_nothing_runs_low_sends_nothing_and_is_not_looked_at_again(keeper, django_assert_num_queries):
    assert send_low_stock_digest(now=SIX) == 0
    set_level("MUG", low_stock_at=50)
    with django_assert_num_queries(2):  # the shop's clock, which is cached in production, and the day
        assert send_low_stock_digest(now=SIX) == 0
    assert not MailMessage.objects.exists()
