"""`manage.py export_products FILE [--currency EUR]`: the products of the shop as a file that import_products reads."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.channels.models import Channel
from shop.channels.queries import get_default_channel
from shop.core.actor import SYSTEM, By
from shop.core.money import exponent
from shop.imports.nexus_export import export_products


class Command(BaseCommand):
    help = "Write products with variants, prices and stock to a CSV file that import_products --format nexus reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file to write; one that is there is replaced.")
        parser.add_argument("--currency", help="Currency of the prices; by default the shop's.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write beside the file and put it in its place when it is whole."""
        path: Path = options["file"]
        partial = path.with_name(f".{path.name}.part")
        rows = -1  # the header
        try:
            with partial.open("w", encoding="utf-8-sig", newline="") as file:
                for line in export_products(
                    currency=self._export_currency(options["currency"]), by=By(SYSTEM, timezone.now())
                ):
                    file.write(line)
                    rows += 1
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        finally:
            partial.unlink(missing_ok=True)
        self.stdout.write(f"{path.name}: {rows} {'row' if rows == 1 else 'rows'}.")

    def _export_currency(self, asked: str | None) -> str:
        try:
            currency = (asked or get_default_channel().currency).upper()
            exponent(currency)
        except Channel.DoesNotExist:
            raise CommandError("This shop has no default channel yet; run setup_shop first.") from None
        except ValueError as error:
            raise CommandError(f"--currency: {error}") from error
        return currency
