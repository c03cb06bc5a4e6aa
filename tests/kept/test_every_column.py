"""Whatever changes in the database: every page that now looks different is no longer kept, and few others are."""

from __future__ import annotations

import orjson
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, InternalError, connection, models, transaction

from shop.catalog.models import Media, OldCategoryName, OptionValue, Product, Redirect
from shop.channels.models import Channel, ContentPage
from shop.config.front import TOLD
from shop.search.models import StaleProduct, Synonym
from shop.search.steps import refresh_documents
from tests.drawn import drawn
from tests.factories.catalog import make_category, make_product
from tests.factories.stock import make_bundle
from tests.kept.front import Fronted

pytestmark = pytest.mark.breaks_rules  # columns are changed by raw SQL, each by itself

# No page that is kept shows a row of these. What reads another table is not kept at all (`config.front.TOLD`).
NOT_SHOWN = {
    "account_emailaddress", "account_emailconfirmation", "accounts_address", "accounts_user",
    "accounts_user_groups", "accounts_user_user_permissions", "auth_group", "auth_group_permissions",
    "auth_permission", "cart_cart", "cart_cartline", "core_attemptcount", "core_change", "core_idempotencyrecord",
    "core_knownclient", "django_admin_log", "django_content_type", "django_session", "fulfilment_fulfilment",
    "fulfilment_fulfilmentline", "fulfilment_return", "fulfilment_returnline", "fulfilment_withdrawal",
    "fulfilment_return_notes", "fulfilment_withdrawal_notes", "fulfilment_withdrawalline", "orders_orderaddress", "history_historyentry", "inventory_backinstockrequest", "inventory_location",
    "inventory_stockdigest", "inventory_stockmovement", "inventory_transfer", "inventory_transferline",
    "ledger_entry", "ledger_journal", "notifications_mailmessage", "orders_allocation", "orders_order",
    "orders_orderchange", "orders_orderevent", "orders_orderline", "orders_ordernote", "orders_reservation",
    "payments_creditnote", "payments_creditnoteline", "payments_payment", "payments_paymenttransaction",
    "payments_providerevent", "payments_reconcilerun", "payments_reconciliationitem", "payments_refund",
    "payments_statementline", "payments_testcharge", "payments_testrefund", "pricing_taxrate",
    "reports_scheduledcheck", "search_looseword", "usersessions_usersession",
}  # fmt: skip
PAGES = [
    "/", "/c/", "/c/mugs/", "/c/mugs/big/", "/c/bowls/", "/c/?sort=name", "/c/mugs/?sort=price", "/c/?max=20",
    "/c/?stock=1", "/c/?sale=1", "/c/?f.brand=Halden", "/c/mugs/?f.glaze=Red", "/p/dock-mug/", "/p/dock-mug/?v=MUG-B",
    "/p/bowl/", "/p/tea-set/", "/search/?q=mug", "/search/?q=cup", "/search/?q=muug", "/search/?q=NEW-1",
    "/help/returns/", "/legal/terms/", "/robots.txt", "/.well-known/security.txt", "/sitemap.xml",
    "/sitemap-products.xml", "/sitemap-categories.xml", "/sitemap-pages.xml",
    "/api/v1/products/", "/api/v1/products/?category=mugs", "/api/v1/products/?sort=price", "/api/v1/products/?q=mug",
    "/api/v1/products/{dock}/", "/api/v1/products/{set}/", "/api/v1/categories/",
]  # fmt: skip


@pytest.fixture
def pages(channel):
    """A small shop in which every table that pages show has rows; returns addresses of all kinds of pages."""
    mugs = make_category("Mugs")
    mugs.description = "For coffee"
    mugs.save()
    big, bowls = make_category("Big", parent=mugs), make_category("Bowls")
    dock = make_product("Dock mug", skus=["MUG-A", "MUG-B"], category=mugs, vendor="Halden", compare_at_minor=2500)
    OptionValue.objects.filter(value="Mug-A").update(value="Red", swatch="#c00000")
    OptionValue.objects.filter(value="Mug-B").update(value="Blue", swatch="#0000c0")
    make_product("Bowl", skus=["BOWL"], category=bowls, stock=3, vendor="Skagen", tags=["bestseller"])
    make_product("Pot", skus=["POT"], category=big, vendor="Halden", attributes={"Material": "Clay"})
    tea = make_product("Tea set", skus=["SET"], category=bowls, tags=["new"])
    make_bundle("SET", **{"MUG-A": 2, "BOWL": 1})
    for product in Product.objects.all():
        Media.objects.create(product=product, path=f"p/{product.slug}", width=800, height=1000, widths=[320, 800])
    for kind, slug in (("help", "returns"), ("legal", "terms")):
        ContentPage.objects.create(kind=kind, slug=slug, title=slug.title(), body=f"About {slug}")
    Synonym.objects.create(words=["mug", "cup"])
    Redirect.objects.create(path="/old.html", target="/c/mugs/")
    OldCategoryName.objects.create(slug="cups", category=mugs)
    StaleProduct.objects.all().delete()
    refresh_documents(product_ids=Product.objects.values_list("pk", flat=True))
    StaleProduct.objects.create(product_id=dock.pk)  # one that waits for the worker
    return [page.format(dock=dock.pk, set=tea.pk) for page in PAGES]


# Pages of these that a change drops for nothing, on average: in so small a shop most show the same few products, the
# shop's settings are on all of them, and categories in their headers.
USELESS = {"channels_channel": 2 * len(PAGES), "catalog_category": 30}


def test_every_table_has_an_answer():
    tables = set(connection.introspection.django_table_names())
    assert tables - NOT_SHOWN - {"django_migrations"} == TOLD
    assert not NOT_SHOWN & TOLD


def test_every_page_is_kept(pages, monkeypatch):
    shop = Fronted(monkeypatch)
    first = {page: shop.get(page) for page in pages}
    assert {page: reply.status for page, reply in first.items() if reply.status != 200} == {}
    second = {page: shop.get(page) for page in pages}
    assert [page for page, reply in second.items() if not reply.is_hit] == []
    assert {page: reply.body for page, reply in second.items()} == {page: reply.body for page, reply in first.items()}
    assert {page: shop.get(page, front=False).body for page in pages} == {p: reply.body for p, reply in first.items()}


# Lists of products are written by the triggers of their documents, in the same statement.
@pytest.mark.parametrize("table", sorted(TOLD - {"search_staleproduct", "search_listedproduct"}))
def test_what_looks_different_is_dropped(pages, table, monkeypatch):
    shop = Fronted(monkeypatch)
    now = {page: shop.get(page).body for page in pages}
    done = dropped_for_nothing = 0
    changes = list(_changes(table))
    tried = drawn(changes, 4)
    for change in tried:
        with transaction.atomic():
            if not _can(change):
                transaction.set_rollback(True)
                continue
            done += 1
            dropped, after, useless = _compare(shop, now, change[0])
            notes = set(StaleProduct.objects.values_list("product_id", flat=True))
            if notes and Channel.objects.filter(is_default=True).exists():
                StaleProduct.objects.all().delete()
                refresh_documents(product_ids=notes)
                later, _, more = _compare(shop, after, f"{change[0]} and the documents made anew")
                dropped |= later
                useless = [*useless, *more]
            dropped_for_nothing += len(useless)
            transaction.set_rollback(True)
        for page in dropped:
            shop.forget(page)
            assert shop.get(page).body == now[page]
    assert done, "nothing of this table could be changed"
    if len(tried) == len(changes):  # an average of a few says nothing
        assert dropped_for_nothing <= USELESS.get(table, 20) * done


def _can(change):
    """Make a change, unless the database refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(*change)
            changed = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (IntegrityError, InternalError, DataError):
        return False
    return changed > 0


def _compare(shop, before, change):
    """Hear of a change, and look at every page: what looks different must be gone. Returns (dropped, now, useless)."""
    shop.hear()
    kept = {page for page in before if shop.keeps(page)}
    now = {page: _fresh(shop, page) if page in kept else shop.get(page).body for page in before}
    different = {page for page in before if _seen(now[page]) != _seen(before[page])}
    assert different & kept == set(), f"still kept after {change}"
    return before.keys() - kept, now, before.keys() - kept - different


def _seen(body):
    """Return what a reader sees: JSON without the order of its keys."""
    return orjson.loads(body) if body.startswith(b"{") else body


def _fresh(shop, page):
    return shop.get(page, front=False).body


def _changes(table):
    """Yield statements that change one column of a row each, take the row away, and bring it back."""
    model = next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT ctid::text FROM "{table}" ORDER BY 1 LIMIT 2')
        rows = cursor.fetchall()
    for (place,) in rows:
        for field in fields:
            for value in _values(field):
                yield f'UPDATE "{table}" SET "{field.column}" = {value} WHERE ctid = %s', [place]
        yield f'DELETE FROM "{table}" WHERE ctid = %s', [place]


def _values(field):
    """Return other values for a column, as SQL."""
    if field.column in _NAMES:
        return [_NAMES[field.column]]
    column = f'"{field.column}"'
    nothing = ["NULL"] if field.null else []
    if field.choices:
        return [f"'{key}'" for key, _ in field.flatchoices if key]
    if isinstance(field, models.ForeignKey):
        key, table = field.target_field.column, field.related_model._meta.db_table
        return [f'(SELECT {which}("{key}") FROM "{table}")' for which in ("min", "max")] + nothing
    if isinstance(field, (models.CharField, models.TextField)):
        return [f"{column} || 'x'", {2: "'AT'", 3: "'USD'"}.get(field.max_length, "'NEW-1'"), *nothing]
    return next(values for kind, values in _OTHERS.items() if isinstance(field, kind))(column) + nothing


_NAMES = {"language": "'german'", "time_zone": "'Asia/Tokyo'", "locale": "'pt_PT'"}  # that the database must know
_OTHERS = {
    ArrayField: lambda column: [f"{column}[2:]", f"{column} || {column}"],
    models.BooleanField: lambda column: [f"NOT {column}"],
    models.DateTimeField: lambda column: [f"{column} + interval '1 day'"],
    models.DateField: lambda _: ["current_date + 9"],
    models.IntegerField: lambda column: [f"{column} + 1", "3000", "1"],
    models.JSONField: lambda _: [f"'{orjson.dumps(_PICTURE).decode()}'"],
}
_PICTURE = {"path": "x/y", "width": 8, "height": 10, "widths": [320], "tint": 0, "alt": "x", "Material": "Wood"}


_BOWL = "WHERE variant_id = (SELECT id FROM catalog_variant WHERE sku = 'BOWL')"


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (f"pricing_price SET amount_minor = 1500 {_BOWL}", {"/p/bowl/", "/p/tea-set/"}),
        (f"inventory_stocklevel SET on_hand = 2 {_BOWL}", {"/p/bowl/", "/p/tea-set/", "/api/v1/products/{set}/"}),
        (
            "channels_contentpage SET body = 'New' WHERE slug = 'terms'",
            {
                "/legal/terms/",
                *(page for page in PAGES if page.startswith("/search/")),
                "/sitemap-pages.xml",
                "/sitemap.xml",
            },
        ),
        (
            "catalog_category SET description = 'New' WHERE slug = 'mugs'",
            {"/", "/c/mugs/", "/c/mugs/big/", "/c/mugs/?sort=price", "/c/mugs/?f.glaze=Red", "/api/v1/categories/"}
            | {"/p/dock-mug/", "/p/dock-mug/?v=MUG-B"},
        ),
        ("shipping_zone SET name = 'New'", {"/", "/p/dock-mug/", "/p/dock-mug/?v=MUG-B", "/p/bowl/", "/p/tea-set/"}),
    ],
)
def test_other_pages_stay(pages, change, gone, monkeypatch):
    shop = Fronted(monkeypatch)
    for page in pages:
        shop.get(page)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")
    shop.hear()
    set_id = Product.objects.get(slug="tea-set").pk
    assert {page for page in pages if not shop.keeps(page)} == {page.format(set=set_id) for page in gone}
