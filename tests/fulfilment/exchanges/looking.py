"""What tests of exchanges look at."""

from shop.inventory.models import StockLevel
from shop.ledger.models import Entry


def stock(sku):
    level = StockLevel.objects.get(variant__sku=sku)
    return level.on_hand, level.allocated, level.reserved


def assert_nobody_owes_anything():
    balance = {}
    for account, amount in Entry.objects.values_list("account", "amount_minor"):
        balance[account] = balance.get(account, 0) + amount
    assert balance.get(Entry.Account.RECEIVABLE, 0) == 0
    assert sum(balance.values()) == 0
