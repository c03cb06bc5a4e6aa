"""Fills an empty shop with Halden: the catalogue, its texts, and a fortnight of orders.

Everything goes through the operations that a real shop uses; only the drawings are the demo's own. They are named here
and drawn later (see `drawing`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from shop.catalog.models import Category
from shop.channels.models import Channel, ContentPage
from shop.core.actor import SYSTEM, By
from shop.demo import catalogue
from shop.demo.catalogue.content import PAGES
from shop.demo.catalogue.home import ANNOUNCEMENT, HERO
from shop.demo.drawing import wanted_pictures
from shop.demo.orders import place_past_orders
from shop.demo.pictures.plan import Plan, make_plan, write_plan
from shop.demo.pictures.sets import category_scene, hero_scene
from shop.demo.specialities import stock_specialities
from shop.demo.work import leave_work_for_staff
from shop.imports.operations import import_products
from shop.imports.starter import set_up_shop
from shop.notifications.models import MailMessage
from shop.pricing.eu_rates import STANDARD_PERCENT
from shop.search.operations import rebuild
from shop.shipping.models import ShippingMethod, Zone


def fill(*, products: int, now: datetime) -> None:
    """Set up the shop, bring in this many products, and plan their pictures."""
    channel = set_up_shop(
        name="Halden",
        currency="EUR",
        country="DE",
        countries=list(STANDARD_PERCENT),
        locale="en_IE",
        shipping_minor=490,
        by=By(SYSTEM, timezone.now()),
        opened_at=now,
    )
    records = catalogue.products(products)
    tiles: dict[tuple[str, ...], str] = {
        shelf.path: category_scene(shelf.path).key for shelf in catalogue.categories() if len(shelf.path) == 1
    }
    pictures = make_plan(wanted_pictures(products))
    write_plan(settings.DEMO_DIR, pictures)
    _write_frame(channel, pictures, tiles)
    import_products(records=records, currency="EUR", by=By(SYSTEM, now), pictures=pictures)
    stock_specialities(now=now)
    rebuild()
    place_past_orders(now=now)
    leave_work_for_staff(now=now)
    with transaction.atomic(durable=True):  # in the inbox, whoever tries the demo should find only their own mail
        MailMessage.objects.filter(sent_at=None).update(sent_at=F("created_at"))


def _write_frame(channel: Channel, pictures: Plan, tiles: dict[tuple[str, ...], str]) -> None:
    """Write what stands around the catalogue: the home page, delivery, pages of text, the categories' order."""
    with transaction.atomic(durable=True):
        Channel.objects.filter(pk=channel.pk).update(
            tagline=HERO.headline,
            hero_text=HERO.text,
            hero_link=HERO.link,
            hero_picture=asdict(pictures[hero_scene().key]) | {"alt": HERO.alt},
            announcement=ANNOUNCEMENT,
            support_email="hello@halden.example",
            return_address="Returns\nHafenstraße 5\n20457 Hamburg\nGermany",
        )
        ShippingMethod.objects.update(free_from_minor=6000)
        ShippingMethod.objects.create(
            zone=Zone.objects.get(),
            code="express",
            name="Express",
            price_minor=1290,
            min_days=1,
            max_days=1,
            position=1,
        )
        ContentPage.objects.bulk_create(
            ContentPage(slug=page.slug, title=page.title, body=page.body, kind=page.kind, position=page.position)
            for page in PAGES
        )
        made: dict[tuple[str, ...], Category] = {}
        for shelf in catalogue.categories():
            made[shelf.path] = Category.objects.create(
                parent=made.get(shelf.path[:-1]),
                name=shelf.path[-1],
                slug=slugify(shelf.path[-1]),
                description=shelf.description,
                position=shelf.position,
                picture=asdict(pictures[tiles[shelf.path]]) if shelf.path in tiles else None,
            )
