"""`manage.py import_products`: what it prints, what it answers, and the pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from shop.backoffice.progress import ProgressLine
from shop.catalog.models import Media, Product, Variant
from shop.channels.models import Channel
from shop.imports.pictures import store_pictures
from shop.pricing.models import Price
from tests.imports.files import more, row, text_of

FILE = text_of(
    row(Handle="mug", Title="Mug", Image_Src="https://cdn.example/mug.png?v=1", Image_Alt_Text="A mug"),
    more(Handle="mug", Image_Src="https://cdn.example/gone.jpg"),
    row(Handle="cup", Title="Cup", Variant_SKU="CUP", Variant_Price="free", Image_Src="https://cdn.example/cup.jpg"),
    row(Handle="jar", Title="Jar", Variant_SKU="JAR", Image_Src="https://cdn.example/text.jpg"),
)


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    """A file of four products, a folder of pictures, and an empty media root."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "products.csv").write_text(FILE)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Image.new("RGB", (400, 300), "#c65f43").save(pictures / "mug_grande.jpeg")
    (pictures / "text.jpg").write_text("no picture")
    return tmp_path


def run(folder: Path, *arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("import_products", str(folder / "products.csv"), *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def test_imports_and_tells_what_was_refused_and_what_is_missing(folder, channel):
    assert run(folder, "--format", "shopify", "--images", str(folder / "pictures")) == [
        "products.csv: 2 products with 2 variants, prices in EUR.",
        "  products: 2 created, 0 changed, 0 unchanged",
        "  variants: 2 created, 0 changed, 0 unchanged",
        "1 refused, not imported:",
        '  line 4: cup: the price "free" is not an amount',
        "Pictures missing (2):",
        "  line 2: mug: gone.jpg: not in the folder",
        "  line 5: jar: text.jpg: Use a picture in JPEG, PNG, WebP, AVIF, GIF or HEIC format.",
    ]
    media = Media.objects.get()
    assert (media.product.slug, media.alt, media.width, media.height) == ("mug", "A mug", 400, 300)
    assert sorted(path.name for path in (folder / "media" / media.path).iterdir())[:3] == [
        "320.avif",
        "320.jpg",
        "320.webp",
    ]


def test_a_second_run_says_that_nothing_changed(folder, channel):
    run(folder, "--images", str(folder / "pictures"))
    assert run(folder, "--images", str(folder / "pictures"))[1:3] == [
        "  products: 0 created, 0 changed, 2 unchanged",
        "  variants: 0 created, 0 changed, 2 unchanged",
    ]
    (folder / "products.csv").write_text(text_of(row()))
    assert run(folder)[-1] == "Nothing to do: the shop already holds all of it."


def test_a_dry_run_writes_neither_rows_nor_pictures(folder, channel):
    lines = run(folder, "--dry-run", "--images", str(folder / "pictures"))
    assert lines[1:3] == [
        "Dry run: nothing was written. An import would give:",
        "  products: 2 created, 0 changed, 0 unchanged",
    ]
    assert "  line 2: mug: gone.jpg: not in the folder" in lines
    assert not Product.objects.exists()
    assert not (folder / "media").exists()


def test_without_a_folder_the_pictures_are_left_out(folder, channel):
    assert run(folder)[-1] == "Pictures were left out (3); name their folder with --images, or use --fetch-images."
    assert Product.objects.count() == 2


def test_prices_are_in_the_currency_of_the_shop_unless_another_is_named(folder, channel):
    run(folder, "--currency", "usd")
    assert set(Price.objects.values_list("currency", flat=True)) == {"USD"}
    Channel.objects.update(currency="JPY")
    (folder / "products.csv").write_text(text_of(row(Variant_Price="1900", Variant_SKU="JPY", Handle="j")))
    run(folder)
    assert Price.objects.get(currency="JPY").amount_minor == 1900


def test_twenty_notices_are_shown_and_all_on_request(folder, channel):
    rows = [row(Handle=f"p{n}", Variant_SKU=f"S{n}", Variant_Inventory_Qty="-1") for n in range(25)]
    (folder / "products.csv").write_text(text_of(*rows))
    lines = run(folder)
    assert lines[3] == "25 notices:"
    assert lines[4] == "  line 2: p0: the quantity -1 is negative; it was set to 0"
    assert lines[-1] == "  … and 5 more; --verbosity 2 shows all."
    assert len(run(folder, "--verbosity", "2")) == len(lines) - 1 + 5 + 1  # and the line that nothing changed


@pytest.mark.parametrize(
    ("arguments", "content", "message"),
    [
        ((), "", "The file is empty."),
        (
            (),
            "Name,Amount\n",
            "The header line has no column named Handle. It contains: Name,Amount",
        ),
        (("--currency", "XYZ"), FILE, "unknown currency 'XYZ'"),
        (("--images", "/nowhere"), FILE, "The folder /nowhere does not exist."),
        (("--location", "moon"), FILE, 'The location "moon" does not exist.'),
    ],
)
def test_what_cannot_be_imported_at_all_is_an_error(folder, channel, arguments, content, message):
    (folder / "products.csv").write_text(content)
    with pytest.raises(CommandError) as caught:
        run(folder, *arguments)
    assert message in str(caught.value)
    assert not Product.objects.exists()


def test_a_shop_that_was_never_set_up_is_told_so(folder, db):
    with pytest.raises(CommandError, match="no default channel"):
        run(folder)


def test_many_pictures_are_stored_by_several_processes(tmp_path):
    files = {}
    for number in range(9):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (40, 30), (number * 20, 0, 0)).save(path)
        files[f"key-{number}"] = path
    (tmp_path / "bad.png").write_text("text")
    told = []
    result = store_pictures(
        files={**files, "bad": tmp_path / "bad.png", "same": files["key-0"]},
        root=tmp_path / "media",
        progress=lambda done, total: told.append((done, total)),
    )
    assert set(result.stored) == {*files, "same"}
    assert result.stored["same"] == result.stored["key-0"]
    assert len({image.path for image in result.stored.values()}) == 9
    assert list(result.rejected) == ["bad"]
    assert told == [(number, 10) for number in range(1, 11)]


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def write(self, text, ending="\n", **_):
        return super().write(text + ending)


def test_the_progress_is_a_bar_on_a_terminal_and_silent_elsewhere():
    terminal, log = Terminal(), io.StringIO()
    for out in (terminal, log):
        line = ProgressLine(out, "Products")
        line.show(1, 2)
        line.show(2, 2)
        line.close()
    assert terminal.getvalue().split("\r") == [
        "",
        f"Products {'█' * 15}{'░' * 15} 1/2",
        f"Products {'█' * 30} 2/2\n",
    ]
    assert log.getvalue() == ""


REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "shopify-apparel"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real file is not part of the repository")
def test_a_real_export_is_imported_completely(tmp_path, channel):
    (tmp_path / "products.csv").symlink_to(REAL / "apparel.csv")
    lines = run(tmp_path, "--images", str(REAL / "images"), "--dry-run")
    assert lines[4] == "Pictures missing (7):"
    assert run(tmp_path)[:4] == [
        "products.csv: 25 products with 96 variants, prices in EUR.",
        "  products: 25 created, 0 changed, 0 unchanged",
        "  variants: 96 created, 0 changed, 0 unchanged",
        "Pictures were left out (55); name their folder with --images, or use --fetch-images.",
    ]
    bags = Variant.objects.filter(product__slug="hudderton-backpack").order_by("position")
    assert list(bags.values_list("sku", "option_values__value", "stock_levels__on_hand")) == [
        ("4141", "Khaki", 8),
        ("4138", "Moss", 4),
        ("4140", "Nutmeg", 3),
        ("4139", "Navy Blue", 0),
    ]
    coat = Product.objects.get(slug="foraker-canvas-coat")
    assert list(coat.options.values_list("name", flat=True)) == ["Color", "Size"]
    assert set(Price.objects.filter(variant__product=coat).values_list("amount_minor", "compare_at_minor")) == {
        (18800, 21800)
    }
    assert run(tmp_path)[3] == "Nothing to do: the shop already holds all of it."
