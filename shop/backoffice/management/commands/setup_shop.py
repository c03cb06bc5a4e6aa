"""`manage.py setup_shop`: the first rows of a new, empty shop."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.core.actor import SYSTEM, By
from shop.core.errors import DomainError
from shop.core.money import Money
from shop.imports.starter import set_up_shop
from shop.pricing.eu_rates import STANDARD_PERCENT


class Command(BaseCommand):
    help = "Sets up an empty shop: channel, stock location, one flat shipping rate, EU standard tax rates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="the shop's name")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 code, default EUR")
        parser.add_argument("--country", default="DE", help="the shop's own country, default DE")
        parser.add_argument("--deliver-to", default=",".join(STANDARD_PERCENT), help="countries, default the EU")
        parser.add_argument("--locale", default="en_IE", help="how amounts are written, default en_IE")
        parser.add_argument("--open", action="store_true", help="open to the public at once; staff can do it later")
        parser.add_argument("--shipping", default="4.90", help="flat rate with tax, default 4.90")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            channel = set_up_shop(
                name=options["name"],
                currency=options["currency"],
                country=options["country"],
                countries=[code.strip().upper() for code in options["deliver_to"].split(",") if code.strip()],
                locale=options["locale"],
                shipping_minor=Money.parse(options["shipping"], options["currency"]).amount_minor,
                by=By(SYSTEM, timezone.now()),
                opened_at=timezone.now() if options["open"] else None,
            )
        except (DomainError, ValueError) as error:
            raise CommandError(str(error)) from error
        state = "open" if channel.opened_at else "closed to the public until you open it on the staff's start page"
        self.stdout.write(
            f"{channel.name} is set up, and {state}. Next: manage.py createsuperuser, manage.py import_products FILE"
        )
