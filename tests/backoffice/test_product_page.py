"""The product page: one form over catalogue, prices, stock and pictures."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse
from PIL import Image

from shop.catalog.models import Media, OptionType, OptionValue, Product, Variant
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.pricing.models import Price
from shop.search.models import ProductDocument
from tests.factories.catalog import make_product
from tests.factories.forms import form_data
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

ADD = "/admin/catalog/product/add/"


@pytest.fixture
def staff(channel, manager, client):
    client.force_login(manager)
    return client


@pytest.fixture
def mug(channel) -> Product:
    """A mug in two glazes, €19.00, 10 of each."""
    product = make_product("Dock mug", skus=["RUST", "LAKE"])
    for variant in product.variants.all():
        variant.options_key = str(variant.option_values.get().pk)
        variant.save()
    return product


def url_of(product):
    return reverse("admin:catalog_product_change", args=[product.pk])


def save(client, product, *, button="_continue", **changes):
    data = form_data(client.get(url_of(product))) | {button: "1"} | changes
    return client.post(url_of(product), {k: v for k, v in data.items() if v is not None})


def picture(colour="red", form="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (400, 500), colour).save(file, form)
    return SimpleUploadedFile(f"{colour}.png", file.getvalue(), "image/png")


def errors_of(answer):
    assert answer.status_code in (200, 422), answer.status_code
    return " ".join(str(error) for error in answer.context["errors"])


def test_saving_without_a_change_changes_nothing(staff, mug):
    before = list(Variant.objects.values()), list(Price.objects.values()), list(StockLevel.objects.values())

    answer = save(staff, mug)

    assert answer.status_code == 302
    assert before == (list(Variant.objects.values()), list(Price.objects.values()), list(StockLevel.objects.values()))


def test_price_and_stock_are_edited_on_the_page_exactly(staff, mug, django_capture_on_commit_callbacks):
    changes = {"variants-0-price": "19,99", "variants-0-compare_at": "25", "variants-0-on_hand": "12"}

    with django_capture_on_commit_callbacks(execute=True):
        save(staff, mug, **changes)

    price = Price.objects.get(variant__sku="RUST")
    assert (price.amount_minor, price.compare_at_minor) == (1999, 2500)
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 12
    assert StockLevel.objects.get(variant__sku="LAKE").on_hand == 10
    document = ProductDocument.objects.get(product=mug)
    assert (document.price_minor, document.on_sale) == (1900, True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"variants-0-price": "19.999"}, "at most 2 decimal places"),
        ({"variants-0-price": "-1"}, "Enter an amount"),
        ({"variants-0-compare_at": "19.00"}, "must be above the price"),
        ({"variants-0-sku": "LAKE"}, "SKU"),
        ({"attributes": "Oak"}, "a name, a colon and a value"),
        ({"options-0-values": "Rust\nRust"}, "listed twice"),
    ],
)
def test_a_wrong_value_is_told_and_nothing_is_saved(staff, mug, changes, told):
    answer = save(staff, mug, name="Other", **changes)

    assert answer.status_code in (200, 422)
    assert told in markup(answer)
    assert Product.objects.get().name == "Dock mug"


def test_a_barcode_with_a_wrong_check_digit_is_kept_and_told(staff, mug):
    save(staff, mug, **{"variants-0-barcode": "4006381333930", "variants-1-barcode": "SHELF-7"})
    html = markup(staff.get(url_of(mug)))
    told = "The barcode 4006381333930 is not a valid GTIN, which would end with 1. It is saved, but not shared"
    assert (told in html, html.count("is not a valid GTIN")) == (True, 1)
    assert list(mug.variants.order_by("position").values_list("barcode", flat=True)) == ["4006381333930", "SHELF-7"]
    save(staff, mug, **{"variants-0-weight_grams": "5"})
    assert "is not a valid GTIN" not in markup(staff.get(url_of(mug)))


def test_what_was_sold_while_the_page_was_open_stays_sold(staff, mug):
    data = form_data(staff.get(url_of(mug)))
    StockLevel.objects.filter(variant__sku="RUST").update(on_hand=F("on_hand") - 3)

    staff.post(url_of(mug), data | {"name": "New name"})
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 7

    data["_shown"] = form_data(staff.get(url_of(mug)))["_shown"]
    staff.post(url_of(mug), data | {"variants-0-on_hand": "15"})  # five more arrived
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 12


def test_less_than_orders_hold_is_refused(staff, mug):
    make_order(("RUST", 4))

    answer = save(staff, mug, **{"variants-0-on_hand": "3"})

    assert "4 of them are allocated to orders." in markup(answer)
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 10


def test_two_variants_may_swap_their_options(staff, mug):
    rust, lake = OptionValue.objects.order_by("pk")
    name = f"option_{rust.option_id}"

    answer = save(staff, mug, **{f"variants-0-{name}": lake.pk, f"variants-1-{name}": rust.pk})

    assert answer.status_code == 302
    assert Variant.objects.get(sku="RUST").option_values.get() == lake
    assert Variant.objects.get(sku="RUST").options_key == str(lake.pk)
    assert Variant.objects.get(sku="LAKE").options_key == str(rust.pk)


def test_the_same_options_twice_are_an_error_in_the_form(staff, mug):
    rust = OptionValue.objects.order_by("pk")[0]

    answer = save(staff, mug, **{f"variants-1-option_{rust.option_id}": rust.pk})

    assert "Another variant has these options." in markup(answer)
    assert Variant.objects.get(sku="LAKE").option_values.get() != rust


def test_a_second_variant_needs_an_option_first(staff, channel):
    product = make_product("Bowl", skus=["BOWL"])

    answer = save(staff, product, **{"variants-TOTAL_FORMS": "2", "variants-1-sku": "BOWL-2", "variants-1-price": "5"})

    assert "Add an option first" in markup(answer)
    assert Variant.objects.count() == 1


def test_renaming_a_value_in_place_keeps_its_variants(staff, mug):
    rust = OptionValue.objects.order_by("pk")[0]

    save(staff, mug, **{"options-0-values": "Terracotta #C65F43\nLake"})

    rust.refresh_from_db()
    assert (rust.value, rust.swatch) == ("Terracotta", "#c65f43")
    assert Variant.objects.get(sku="RUST").option_values.get() == rust


def test_a_value_that_a_variant_has_cannot_be_left_out(staff, mug):
    answer = save(staff, mug, **{"options-0-values": "Rust", "name": "Other"})

    assert answer.status_code == 422
    assert "Variants use Glaze Lake." in markup(answer)
    assert Product.objects.get().name == "Dock mug"
    assert OptionValue.objects.count() == 2


def test_a_new_option_gives_its_first_value_to_all_and_makes_the_other_combinations_on_request(staff, mug):
    added = {
        "options-TOTAL_FORMS": "2", "options-1-name": "Size", "options-1-values": "Small\nLarge", "options-1-position": "1",
    }  # fmt: skip

    answer = save(staff, mug, button="_add_variants", **added)

    assert answer.status_code == 302
    small, large = OptionValue.objects.filter(option__name="Size")
    assert set(small.variants.values_list("sku", flat=True)) == {"RUST", "LAKE"}
    made = Variant.objects.filter(option_values=large)
    assert sorted(made.values_list("sku", flat=True)) == ["RUST-LAKE-LARGE", "RUST-RUST-LARGE"]
    assert set(Price.objects.values_list("amount_minor", flat=True)) == {1900}
    assert Price.objects.count() == 4
    assert Variant.objects.values("options_key").distinct().count() == 4


def test_pictures_are_uploaded_several_at_once_and_shown_as_renditions(staff, mug):
    save(staff, mug, new_pictures=[picture("red"), picture("blue"), picture("red")])

    media = list(Media.objects.all())
    assert [m.position for m in media] == [0, 1]
    assert (media[0].width, media[0].height) == (400, 500)
    assert f"{media[0].path}/320.webp" in markup(staff.get(url_of(mug)))


@pytest.mark.parametrize("content", [b"not a picture", b"<svg onload=alert(1)>", b""])
def test_a_file_that_is_no_picture_is_a_clear_error(staff, mug, content):
    file = SimpleUploadedFile("evil.png", content, "image/png")

    answer = save(staff, mug, name="Other", new_pictures=file)

    assert answer.status_code in (200, 422)
    assert "JPEG, PNG, WebP, AVIF, GIF or HEIC format" in markup(answer)
    assert Product.objects.get().name == "Dock mug"
    assert not Media.objects.exists()


def test_descriptions_are_cleaned_on_saving(staff, mug):
    text = '<p onclick="x()">Good <script>alert(1)</script><b hx-get="/x">mug</b></p><a href="javascript:1">x</a>'

    save(staff, mug, description=text)

    assert Product.objects.get().description.startswith("<p>Good <b>mug</b></p><a")
    assert "javascript" not in Product.objects.get().description


def test_a_product_is_made_in_one_go(staff, channel):
    data = form_data(staff.get(ADD)) | {
        "name": "Tide plate", "status": "active", "attributes": "Material: Oak\nCare: By hand",
        "variants-0-sku": "TIDE", "variants-0-price": "24", "variants-0-on_hand": "7",
        "new_pictures": picture("green"),
    }  # fmt: skip

    answer = staff.post(ADD, data)

    product = Product.objects.get()
    assert answer.status_code == 302
    assert (product.slug, product.attributes) == ("tide-plate", {"Material": "Oak", "Care": "By hand"})
    variant = product.variants.get()
    assert (variant.sku, variant.options_key, variant.track_stock) == ("TIDE", "", True)
    assert variant.prices.get().amount_minor == 2400
    assert variant.stock_levels.get().on_hand == 7
    assert product.media.count() == 1

    staff.post(ADD, data | {"variants-0-sku": "TIDE-2", "new_pictures": ""})
    assert Product.objects.filter(slug="tide-plate-2").exists()


def remove_url(product, sku):
    return reverse("admin:catalog_variant_remove", args=[product.pk, product.variants.get(sku=sku).pk])


def test_a_tick_in_the_form_removes_no_stored_variant(staff, mug):
    save(staff, mug, **{"variants-0-DELETE": "on"})

    assert list(Variant.objects.values_list("sku", "status")) == [("RUST", "active"), ("LAKE", "active")]
    assert StockMovement.objects.count() == 2


def test_a_variant_with_a_past_is_archived_after_asking_and_comes_back(staff, mug):
    make_order(("RUST", 1))

    page = markup(staff.get(remove_url(mug, "RUST")))
    assert "1 order line" in page
    assert "3 stock movements" in page
    assert 'name="delete"' not in page
    refused = staff.post(remove_url(mug, "RUST"), {"delete": "1"})
    assert (refused.status_code, Variant.objects.count()) == (409, 2)
    assert staff.post(remove_url(mug, "RUST"), {"archive": "1"}).status_code == 302

    assert Variant.objects.get(sku="RUST").status == "archived"
    assert StockMovement.objects.filter(level__variant__sku="RUST").count() == 3
    page = staff.get(url_of(mug))
    assert [form.instance.sku for form in variant_forms(page)] == ["LAKE"]
    archived = staff.get(url_of(mug) + "?archived=1")
    assert [form.instance.sku for form in variant_forms(archived)] == ["RUST"]
    data = form_data(archived) | {"variants-0-status": "active", "_save": "1"}
    assert staff.post(url_of(mug) + "?archived=1", data).status_code == 302
    assert Variant.objects.get(sku="RUST").status == "active"


def variant_forms(page):
    inline = next(each for each in page.context["inline_admin_formsets"] if each.formset.prefix == "variants")
    return inline.formset.initial_forms


def test_a_variant_without_a_past_is_deleted_after_saying_what_goes(staff, channel):
    product = make_product("Lamp", skus=["LAMP-A", "LAMP-B"], stock=0)

    page = markup(staff.get(remove_url(product, "LAMP-A")))
    assert "1 price" in page
    assert Variant.objects.count() == 2
    staff.post(remove_url(product, "LAMP-A"), {"delete": "1"})

    assert list(Variant.objects.values_list("sku", flat=True)) == ["LAMP-B"]


def test_a_single_variant_is_taken_off_sale_on_the_page(staff, mug, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save(staff, mug, **{"variants-0-status": "hidden"})

    assert Variant.objects.get(sku="RUST").status == "hidden"
    assert [entry["sku"] for entry in ProductDocument.objects.get().data["variants"]] == ["LAKE"]
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 10


def test_an_archived_variant_does_not_come_back_beside_its_twin(staff, mug):
    staff.post(remove_url(mug, "RUST"), {"archive": "1"})
    value = OptionValue.objects.get(value="Rust")
    twin = Variant.objects.create(product=mug, sku="RUST-2", options_key=str(value.pk))
    twin.option_values.add(value)

    data = form_data(staff.get(url_of(mug) + "?archived=1")) | {"variants-0-status": "active", "_save": "1"}
    answer = staff.post(url_of(mug) + "?archived=1", data)

    assert "Two variants have the same options" in errors_of(answer)
    assert Variant.objects.get(sku="RUST").status == "archived"


def test_a_product_with_a_past_is_archived_by_its_button_and_others_are_deleted(staff, mug):
    page = markup(staff.get(url_of(mug)))
    delete = reverse("admin:catalog_product_delete", args=[mug.pk])
    assert ">Archive</a>" in page
    assert ">Delete</a>" not in page
    assert "2 stock movements" in markup(staff.get(delete))
    assert staff.post(delete, {"post": "yes"}).status_code == 200
    assert staff.post(delete, {"delete": "1"}).status_code == 409
    assert staff.post(delete, {"archive": "1"}).status_code == 302
    mug.refresh_from_db()
    assert mug.status == "archived"
    assert not ProductDocument.objects.exists()

    lamp = make_product("Lamp", skus=["LAMP-A", "LAMP-B"], stock=0)
    assert ">Delete</a>" in markup(staff.get(url_of(lamp)))
    delete = reverse("admin:catalog_product_delete", args=[lamp.pk])
    asked = markup(staff.get(delete))
    assert ("2 variants" in asked, "2 prices" in asked, "your account may not" in asked.lower()) == (True, True, False)
    assert staff.post(delete, {"delete": "1"}).url == reverse("admin:catalog_product_changelist")
    assert list(Product.objects.values_list("slug", flat=True)) == ["dock-mug"]


def test_who_may_change_products_but_not_delete_them_can_archive(mug, clerk, client):
    give(clerk, "view_product", "change_product")
    client.force_login(clerk)
    lamp = make_product("Lamp", skus=["LAMP-A"], stock=0)
    delete = reverse("admin:catalog_product_delete", args=[lamp.pk])

    assert 'name="delete"' not in markup(client.get(delete))
    assert client.post(delete, {"delete": "1"}).status_code == 403
    assert client.post(remove_url(lamp, "LAMP-A"), {"delete": "1"}).status_code == 403
    assert client.post(delete, {"archive": "1"}).status_code == 302
    assert Product.objects.get(pk=lamp.pk).status == "archived"


def give(user, *codenames):
    from django.contrib.auth.models import Permission

    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))


def test_who_may_not_change_stock_changes_none_on_the_product_page(mug, clerk, client):
    give(clerk, "view_product", "change_product", "add_product")
    client.force_login(clerk)

    page = client.get(url_of(mug))
    answer = save(client, mug, **{"variants-0-on_hand": "99", "variants-0-price": "21"})

    assert "You do not have permission to change stock" in markup(page)
    assert answer.status_code == 302
    assert Price.objects.get(variant__sku="RUST").amount_minor == 2100
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 10
    new = form_data(client.get(ADD)) | {"name": "Bowl", "variants-0-sku": "BOWL", "variants-0-on_hand": "5"}
    assert client.post(ADD, new).status_code == 302
    assert StockLevel.objects.get(variant__sku="BOWL").on_hand == 0
    give(clerk, "change_stocklevel")
    save(client, mug, **{"variants-0-on_hand": "99"})
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 99


def test_new_rows_may_be_withdrawn_and_come_last(staff, mug):
    rows = {"variants-TOTAL_FORMS": "3", "variants-2-sku": "X", "variants-2-DELETE": "on"}

    assert save(staff, mug, **rows).status_code == 302
    assert list(Variant.objects.values_list("sku", flat=True)) == ["RUST", "LAKE"]


def big_product(count):
    product = Product.objects.create(name="Poster", slug="poster", status="active")
    axis = OptionType.objects.create(product=product, name="Motif")
    values = OptionValue.objects.bulk_create(
        OptionValue(option=axis, value=f"Motif {n}", position=n) for n in range(count)
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"POSTER-{n:04}", options_key=str(value.pk), position=n)
        for n, value in enumerate(values)
    )
    link = Variant.option_values.through
    link.objects.bulk_create(
        link(variant_id=variant.pk, optionvalue_id=value.pk) for variant, value in zip(variants, values, strict=True)
    )
    Price.objects.bulk_create(Price(variant=variant, currency="EUR", amount_minor=1000) for variant in variants)
    return product


def test_a_product_of_2000_variants_opens_a_page_at_a_time_and_saves(staff, channel, django_assert_max_num_queries):
    product = big_product(2000)

    with django_assert_max_num_queries(60):
        page = staff.get(url_of(product) + "?variants=50")
    assert [form.instance.sku for form in variant_forms(page)] == [f"POSTER-{n:04}" for n in range(1960, 2000)]
    data = form_data(page) | {"name": "Poster"}
    with django_assert_max_num_queries(70):  # for forty rows
        answer = staff.post(url_of(product) + "?variants=50", data | {"variants-39-price": "12.50", "_variants": "49"})

    assert answer.status_code == 302
    assert answer.url == url_of(product) + "?variants=49#variants"
    assert Price.objects.get(variant__sku="POSTER-1999").amount_minor == 1250
    assert Price.objects.filter(amount_minor=1000).count() == 1999
    found = staff.get(url_of(product) + "?find=motif+1234")
    assert [form.instance.sku for form in variant_forms(found)] == ["POSTER-1234"]
    too_many = form_data(staff.get(url_of(product))) | {"variants-TOTAL_FORMS": "41", "variants-40-sku": "NEW"}
    assert "at most 2,000 variants" in markup(staff.post(url_of(product), too_many))


def test_the_fullest_page_stays_below_the_limit_of_fields(staff, channel, settings):
    product = big_product(100)
    for name in ("Size", "Paper"):
        axis = OptionType.objects.create(product=product, name=name)
        OptionValue.objects.create(option=axis, value="A")
    Media.objects.bulk_create(
        Media(product=product, path=f"p/{n}", width=1, height=1, widths=[320], position=n) for n in range(500)
    )

    sent = form_data(staff.get(url_of(product)))

    of_a_new_row = len([name for name in sent if name.startswith("variants-0-")])
    assert len(sent) + 20 * of_a_new_row < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_a_count_is_signed_by_who_typed_it(staff, mug, manager):
    save(staff, mug, **{"variants-0-on_hand": "12"})
    movement = StockMovement.objects.last()
    assert (movement.kind, movement.on_hand, movement.actor_user_key) == ("adjust", 2, manager.pk)
    assert (movement.actor_label, movement.note) == (manager.email, "Product page")


def test_people_who_may_only_look_can_save_nothing(channel, mug, clerk, client):
    from django.contrib.auth.models import Permission

    clerk.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(clerk)

    page = client.get(url_of(mug))
    answer = client.post(url_of(mug), {"name": "Other", "variants-0-price": "1"})

    assert page.status_code == 200
    assert 'name="_save"' not in markup(page)
    assert answer.status_code == 403
    assert Product.objects.get().name == "Dock mug"


def test_the_shipping_price_is_typed_in_major_units(staff):
    from shop.shipping.models import ShippingMethod, Zone

    url = reverse("admin:shipping_zone_change", args=[Zone.objects.get().pk])
    data = form_data(staff.get(url)) | {"methods-0-price_minor": "5.50", "methods-0-free_from_minor": ""}
    data["countries"] = "DE,AT"

    assert staff.post(url, data).status_code == 302
    method = ShippingMethod.objects.get(code="standard")
    assert (method.price_minor, method.free_from_minor) == (550, None)


def test_tax_rates_are_typed_in_per_cent(staff):
    from shop.pricing.models import TaxRate

    rate = TaxRate.objects.get(country="DE", tax_class="standard")
    url = reverse("admin:pricing_taxrate_change", args=[rate.pk])

    staff.post(url, form_data(staff.get(url)) | {"percent": "18.5"})

    rate.refresh_from_db()
    assert rate.rate == Decimal("0.185")


def test_the_stock_list_books_differences(staff, mug):
    listing = reverse("admin:inventory_stocklevel_changelist")
    page = staff.get(listing)
    formset = page.context["cl"].formset
    data = {"_save": "1"}
    for form in [formset.management_form, *formset.forms]:
        for field in form:
            data[field.html_name] = field.value()
            if field.field.show_hidden_initial:
                data[field.html_initial_name] = field.value()
    row = next(form for form in formset.forms if form.instance.variant.sku == "RUST")
    StockLevel.objects.filter(variant__sku="RUST").update(on_hand=7)

    answer = staff.post(listing, data | {row["on_hand"].html_name: "15"})

    assert answer.status_code == 302
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 12
    assert StockLevel.objects.get(variant__sku="LAKE").on_hand == 10


def test_variants_get_stock_at_the_first_location_only(staff, mug):
    second = Location.objects.create(code="b", name="Second", priority=1)
    StockLevel.objects.create(variant=mug.variants.get(sku="RUST"), location=second, on_hand=99)

    save(staff, mug, **{"variants-0-on_hand": "11"})

    assert StockLevel.objects.get(variant__sku="RUST", location=second).on_hand == 99
    assert StockLevel.objects.get(variant__sku="RUST", location__code="main").on_hand == 11


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"locale": "xx_nowhere"}, "such as en_IE"),
        ({"time_zone": "Europe/Nowhere"}, "such as Europe/Berlin"),
        ({"countries": "AT,FR"}, "Choose one of the countries"),
        ({"hero_link": "//evil.example"}, "starting with a single slash"),
        ({"hero_link": "javascript:alert(1)"}, "starting with a single slash"),
    ],
)
def test_settings_that_would_break_the_shop_are_refused(staff, channel, change, told):
    url = reverse("admin:channels_channel_change", args=[channel.pk])
    good = {
        "name": "Halden", "locale": "en_IE", "countries": "DE,AT,FR", "default_country": "DE",
        "time_zone": "Europe/Berlin",
    }  # fmt: skip
    assert staff.post(url, form_data(staff.get(url)) | good).status_code == 302

    answer = staff.post(url, form_data(staff.get(url)) | good | change)

    assert answer.status_code == 422
    assert told in markup(answer)


def test_a_count_is_not_lost_where_the_shop_has_no_location(staff, channel):
    Location.objects.all().delete()
    new = {
        "name": "Bowl",
        "slug": "bowl",
        "status": "active",
        "variants-0-sku": "BOWL",
        "variants-0-price": "5",
        "variants-0-on_hand": "5",
    }
    answer = staff.post(ADD, form_data(staff.get(ADD)) | new)
    assert "There is no location yet" in errors_of(answer)
    assert not Product.objects.exists()
    answer = staff.post(ADD, form_data(staff.get(ADD)) | new | {"variants-0-on_hand": "0"})
    assert answer.status_code == 302
