"""`manage.py import_products FILE [--format shopify|woocommerce|nexus]`: a file of products into the shop.

Answers 0 when the file was read, also if rows were refused (the summary lists each with line and reason), and 1
when it could not be read at all; then nothing was imported.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.backoffice.progress import ProgressLine
from shop.channels.models import Channel
from shop.channels.queries import get_default_channel, shop_zone
from shop.core.actor import SYSTEM, By
from shop.core.errors import DomainError
from shop.core.money import exponent
from shop.imports.fetching import fetch_pictures
from shop.imports.images import PictureFolder
from shop.imports.nexus_file import read_nexus
from shop.imports.operations import ImportReport, Tally, import_products
from shop.imports.pictures import StoredPictures, find_here, store_pictures
from shop.imports.queries import handles_by_sku, known_handles
from shop.imports.records import ProductFile, ProductRecord
from shop.imports.shopify import read_shopify
from shop.imports.table import UnreadableFile
from shop.imports.woocommerce import read_woocommerce
from shop.inventory.queries import location_names

_NOTICES_SHOWN = 20
_FORMATS = ("shopify", "woocommerce", "nexus")


class Command(BaseCommand):
    help = "Import products with variants, prices, stock and pictures from a file. Importing again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file of products.")
        parser.add_argument(
            "--format", choices=_FORMATS, default="shopify", help="Who wrote it; nexus: export_products."
        )
        parser.add_argument("--encoding", default="", help="The file's encoding, as cp1252; by default found out.")
        parser.add_argument("--images", type=Path, metavar="DIR", help="A folder with the pictures of the file.")
        parser.add_argument("--fetch-images", action="store_true", help="Fetch pictures from their addresses.")
        parser.add_argument(
            "--retry-images", action="store_true", help="Fetch also those that could not be had at an earlier import."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")
        parser.add_argument("--currency", help="Currency of the file's prices; by default the shop's.")
        parser.add_argument("--location", default="", help="Code of the stock location; by default the first one.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, find the pictures, import, report."""
        currency = self._currency_or_channels(options["currency"])
        try:
            source = self._read_file(options["format"], options["file"], currency, options["encoding"])
        except UnreadableFile as error:
            raise CommandError(f"{options['file']}: {error}") from error
        variant_count = sum(len(product.variants) for product in source.products)
        found = f"{len(source.products)} products with {variant_count} variants"
        self.stdout.write(f"{options['file'].name}: {found}, prices in {currency}.")
        missing, pictures = self._find_pictures(source.products, options["images"], dry_run=options["dry_run"])
        fetches = options["fetch_images"] or options["retry_images"]
        if fetches and not options["dry_run"]:
            pictures = self._fetch_pictures(missing, pictures, again=options["retry_images"])
            missing = {}
        progress = ProgressLine(self.stderr, "Products")
        try:
            report = import_products(
                records=source.products,
                currency=currency,
                by=By(SYSTEM, timezone.now()),
                location_code=options["location"],
                pictures=pictures.stored,
                dry_run=options["dry_run"],
                progress=progress.show,
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        finally:
            progress.close()
        self._write_summary(source, report, dry_run=options["dry_run"])
        asked = options["images"] is not None or fetches
        self._write_missing(source.products, {**missing, **pictures.rejected}, asked=asked)
        self._write_notices(source, report, all_of_them=options["verbosity"] > 1)

    def _read_file(self, kind: str, path: Path, currency: str, encoding: str) -> ProductFile:
        decimals = exponent(currency)
        if kind == "woocommerce":
            return read_woocommerce(
                path=path,
                currency=currency,
                decimals=decimals,
                today=timezone.now().astimezone(shop_zone()).date(),
                owners=handles_by_sku,
                taken=known_handles,
                encoding=encoding,
            )
        read = read_nexus if kind == "nexus" else read_shopify
        return read(path=path, currency=currency, decimals=decimals, locations=location_names(), encoding=encoding)

    def _currency_or_channels(self, asked: str | None) -> str:
        try:
            channel = get_default_channel()
        except Channel.DoesNotExist:
            raise CommandError("This shop has no default channel yet; run setup_shop first.") from None
        currency = (asked or channel.currency).upper()
        try:
            exponent(currency)
        except ValueError as error:
            raise CommandError(f"--currency: {error}") from error
        if currency != channel.currency:
            self.stderr.write(f"The shop sells in {channel.currency}: what is only priced in {currency} is hidden.")
        return currency

    def _find_pictures(
        self, products: Iterable[ProductRecord], folder: Path | None, *, dry_run: bool
    ) -> tuple[Mapping[str, str], StoredPictures]:
        """What is missing (with the reason), and what is stored: what the shop has already needs no folder."""
        keys = dict.fromkeys(picture.key for product in products for picture in product.pictures)
        here = find_here(keys=keys, root=Path(settings.MEDIA_ROOT))
        missing, found = self._pictures([key for key in keys if key not in here], folder, dry_run=dry_run)
        return missing, StoredPictures(stored={**here, **found.stored}, rejected=found.rejected)

    def _pictures(
        self, keys: Sequence[str], folder: Path | None, *, dry_run: bool
    ) -> tuple[Mapping[str, str], StoredPictures]:
        """What is missing (with the reason), and what was stored; nothing is stored in a dry run."""
        nothing = StoredPictures(stored={}, rejected={})
        if folder is None:
            return dict.fromkeys(keys, ""), nothing
        try:
            index = PictureFolder.index(folder=folder)
        except NotADirectoryError as error:
            raise CommandError(f"--images: {error}") from error
        files = {key: path for key in keys if (path := index.find(key=key))}
        missing = {key: "not in the folder" for key in keys if key not in files}
        if dry_run:
            return missing, nothing
        progress = ProgressLine(self.stderr, "Pictures")
        try:
            return missing, store_pictures(files=files, root=Path(settings.MEDIA_ROOT), progress=progress.show)
        finally:
            progress.close()

    def _fetch_pictures(self, urls: Iterable[str], found: StoredPictures, *, again: bool) -> StoredPictures:
        """Fetch what no folder has; returns it with what was found."""
        progress = ProgressLine(self.stderr, "Fetched")
        try:
            root = Path(settings.MEDIA_ROOT)
            fetched = fetch_pictures(urls=list(urls), root=root, again=again, progress=progress.show)
        finally:
            progress.close()
        return StoredPictures(
            stored={**found.stored, **fetched.stored}, rejected={**found.rejected, **fetched.rejected}
        )

    def _write_summary(self, source: ProductFile, report: ImportReport, *, dry_run: bool) -> None:
        refusals = sorted([*source.refusals, *report.refusals], key=lambda refusal: refusal.line)
        if dry_run:
            self.stdout.write("Dry run: nothing was written. An import would give:")
        for name, tally in (("products", report.products), ("variants", report.variants)):
            self.stdout.write(f"  {name}: {_tally_text(tally)}")
        if not (report.products.created or report.products.changed or refusals):
            self.stdout.write("Nothing to do: the shop already holds all of it.")
        if report.emptied:
            cells = "; ".join(f"{name} ({_lines(lines)})" for name, lines in sorted(report.emptied.items()))
            self.stdout.write(f"Emptied by blank cells: {cells}.")
        if refusals:
            self.stdout.write(f"{len(refusals)} refused, not imported:")
        for refusal in refusals:
            self.stdout.write(f"  line {refusal.line}: {refusal.handle or '-'}: {refusal.reason}")

    def _write_missing(self, products: Iterable[ProductRecord], missing: Mapping[str, str], *, asked: bool) -> None:
        if not missing:
            return
        if not asked:
            self.stdout.write(
                f"Pictures were left out ({len(missing)}); name their folder with --images, or use --fetch-images."
            )
            return
        self.stdout.write(f"Pictures missing ({len(missing)}):")
        for product in products:
            for picture in product.pictures:
                if picture.key in missing:
                    name = picture.key.rpartition("/")[2]
                    self.stdout.write(f"  line {product.line}: {product.handle}: {name}: {missing[picture.key]}")

    def _write_notices(self, source: ProductFile, report: ImportReport, *, all_of_them: bool) -> None:
        notices = sorted([*source.notices, *report.notices], key=lambda notice: notice.line)
        if notices:
            self.stdout.write(f"{len(notices)} {'notice' if len(notices) == 1 else 'notices'}:")
        for notice in notices if all_of_them else notices[:_NOTICES_SHOWN]:
            self.stdout.write(f"  line {notice.line}: {notice.handle + ': ' if notice.handle else ''}{notice.message}")
        if not all_of_them and len(notices) > _NOTICES_SHOWN:
            self.stdout.write(f"  … and {len(notices) - _NOTICES_SHOWN} more; --verbosity 2 shows all.")


def _tally_text(tally: Tally) -> str:
    return f"{tally.created} created, {tally.changed} changed, {tally.unchanged} unchanged"


def _lines(lines: list[int]) -> str:
    """Return the first few lines, and how many more there are."""
    shown = ", ".join(map(str, sorted(lines)[:5]))
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return f"{'line' if len(lines) == 1 else 'lines'} {shown}{more}"
