"""Returns and withdrawals. Which rows somebody sees is decided by the queries, never by these types."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import strawberry
from django.conf import settings

from shop.core.money import Money
from shop.fulfilment import models
from shop.fulfilment.queries import return_path, withdrawal_path

strawberry.enum(models.Return.Kind, name="ReturnKind")
strawberry.enum(models.Return.Status, name="ReturnStatus")
strawberry.enum(models.Withdrawal.Status, name="WithdrawalStatus")


@strawberry.type(description="Units that go back.")
class ReturnLine:
    quantity: int
    quantity_received: int
    reason: str
    wanted_sku: str

    @strawberry.field
    def sku(self, root: strawberry.Parent[models.ReturnLine]) -> str:
        return root.order_line.sku

    @strawberry.field
    def name(self, root: strawberry.Parent[models.ReturnLine]) -> str:
        return root.order_line.name


@strawberry.type(description="A return or exchange. Goods are sent once it is approved.")
class Return:
    kind: models.Return.Kind
    status: models.Return.Status
    comment: str
    instructions: str
    refusal: str
    created_at: datetime
    version: int = strawberry.field(description="Raised with every change of the return.")

    @strawberry.field
    def id(self, root: strawberry.Parent[models.Return]) -> strawberry.ID:
        return strawberry.ID(root.public_id)

    @strawberry.field
    def number(self, root: strawberry.Parent[models.Return]) -> str:
        return str(root)

    @strawberry.field
    def lines(self, root: strawberry.Parent[models.Return]) -> list[ReturnLine]:
        return list(root.lines.all())  # type: ignore[arg-type]  # rows stand for their types

    @strawberry.field(description="What the buyer was credited, in the order's currency.")
    def refund(self, root: strawberry.Parent[models.Return]) -> Decimal:
        return root.refund.decimal

    @strawberry.field(description="The id of the order that an exchange brings.")
    def replacement_id(self, root: strawberry.Parent[models.Return]) -> strawberry.ID | None:
        return strawberry.ID(root.replacement.public_id) if root.replacement else None

    @strawberry.field(description="Signed address of its page, with the slip to print.")
    def url(self, root: strawberry.Parent[models.Return]) -> str:
        return settings.SITE_URL + return_path(root)


@strawberry.type(description="Units that were withdrawn from.")
class WithdrawalLine:
    quantity: int
    quantity_received: int

    @strawberry.field(description="Of those, never sent.")
    def quantity_cancelled(self, root: strawberry.Parent[models.WithdrawalLine]) -> int:
        return root.quantity_cancelled

    @strawberry.field
    def sku(self, root: strawberry.Parent[models.WithdrawalLine]) -> str:
        return root.order_line.sku

    @strawberry.field
    def name(self, root: strawberry.Parent[models.WithdrawalLine]) -> str:
        return root.order_line.name

    @strawberry.field(description="Where there is no right of withdrawal: the article of Directive 2011/83/EU.")
    def exemption(self, root: strawberry.Parent[models.WithdrawalLine]) -> str | None:
        return root.exemption or None


@strawberry.type(description="A statutory withdrawal. It counts from when it was declared.")
class Withdrawal:
    status: models.Withdrawal.Status
    statement: str
    declared_at: datetime

    @strawberry.field
    def id(self, root: strawberry.Parent[models.Withdrawal]) -> strawberry.ID:
        return strawberry.ID(root.public_id)

    @strawberry.field
    def number(self, root: strawberry.Parent[models.Withdrawal]) -> str:
        return str(root)

    @strawberry.field(description="The last day of the refund.")
    def refund_due_on(self, root: strawberry.Parent[models.Withdrawal]) -> date:
        return root.refund_due_on

    @strawberry.field
    def lines(self, root: strawberry.Parent[models.Withdrawal]) -> list[WithdrawalLine]:
        return list(root.lines.all())  # type: ignore[arg-type]  # likewise

    @strawberry.field(description="What the buyer was credited so far, in the order's currency.")
    def refund(self, root: strawberry.Parent[models.Withdrawal]) -> Decimal:
        assert root.order is not None, "a withdrawal is read below its order"
        return Money(root.refund_minor, root.order.currency).decimal

    @strawberry.field(description="Signed address of its page, with the slip to print.")
    def url(self, root: strawberry.Parent[models.Withdrawal]) -> str:
        return settings.SITE_URL + withdrawal_path(root)
