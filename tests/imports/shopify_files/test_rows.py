"""How rows of Shopify's product files become products."""

from __future__ import annotations

from shop.imports.records import Notice, PictureRecord
from tests.imports.files import more, read, row


def test_reads_every_field_of_a_product(tmp_path):
    file = read(
        tmp_path,
        row(
            **{"Body_(HTML)": "<p>Line one\nLine two, with a comma</p>"},
            Title="  Dock   mug ",
            Vendor="Halden",
            Type="Mugs",
            Tags="blue, Stoneware,, blue ,BLUE",
            Published="true",
            Variant_SKU="DOCK",
            Variant_Grams="350",
            Variant_Inventory_Tracker="shopify",
            Variant_Inventory_Qty="12",
            Variant_Inventory_Policy="continue",
            Variant_Price="19.00",
            Variant_Compare_At_Price="24.00",
            Variant_Barcode="'4006381333931",
            Image_Src="https://cdn.example/mug.jpg?v=1",
            Image_Alt_Text="A blue mug",
            SEO_Title="Dock mug",
            SEO_Description="A mug.",
            Variant_Image="https://cdn.example/mug.jpg?v=2",
        ),
    )
    product = file.products[0]
    assert (product.handle, product.name, product.vendor, product.line) == ("mug", "Dock mug", "Halden", 2)
    assert product.description_html == "<p>Line one\nLine two, with a comma</p>"
    assert product.category_path == ("Mugs",)
    assert product.tags == ("Stoneware", "blue")
    assert product.status == "active"
    assert (product.seo_title, product.seo_description) == ("Dock mug", "A mug.")
    assert product.pictures == (PictureRecord("https://cdn.example/mug.jpg", "A blue mug"),)
    variant = product.variants[0]
    assert (variant.sku, variant.price_minor, variant.compare_at_minor) == ("DOCK", 1900, 2400)
    assert (variant.quantity, variant.tracked, variant.backorder) == (12, True, True)
    assert (variant.weight_grams, variant.barcode) == (350, "4006381333931")
    assert variant.picture_key == "https://cdn.example/mug.jpg"
    assert variant.options == ()
    assert file.refusals == ()
    assert file.notices == ()


def test_rows_of_one_handle_belong_together_wherever_they_stand(tmp_path):
    file = read(
        tmp_path,
        row(Handle="a", Title="A", Variant_SKU="A1", Option1_Name="Size", Option1_Value="S"),
        row(Handle="b", Title="B", Variant_SKU="B1"),
        more(Handle="A ", Variant_SKU="A2", Variant_Price="1", Option1_Value="M"),
    )
    assert [(product.handle, [v.sku for v in product.variants]) for product in file.products] == [
        ("a", ["A1", "A2"]),
        ("b", ["B1"]),
    ]


def test_the_row_with_the_title_is_the_head_even_if_it_comes_later(tmp_path):
    file = read(
        tmp_path,
        more(Variant_SKU="S", Variant_Price="1", Option1_Value="S"),
        row(Variant_SKU="M", Vendor="V", Option1_Name="Size", Option1_Value="M"),
    )
    assert (file.products[0].name, file.products[0].vendor) == ("Mug", "V")
    assert [v.options for v in file.products[0].variants] == [(("Size", "S"),), (("Size", "M"),)]


def test_a_row_without_variant_data_only_adds_a_picture(tmp_path):
    file = read(
        tmp_path, row(Image_Src="1.jpg"), more(Image_Src="2.jpg", Image_Alt_Text="Back"), more(Image_Src="1.jpg")
    )
    assert file.products[0].pictures == (PictureRecord("1.jpg"), PictureRecord("2.jpg", "Back"))
    assert len(file.products[0].variants) == 1


def test_pictures_are_ordered_by_their_positions(tmp_path):
    file = read(
        tmp_path,
        row(Image_Src="second.jpg", Image_Position="2"),
        more(Image_Src="first.jpg", Image_Position="1"),
        more(Image_Src="third.jpg", Image_Position="3"),
    )
    assert [picture.key for picture in file.products[0].pictures] == ["first.jpg", "second.jpg", "third.jpg"]


def test_a_picture_that_only_a_variant_names_is_a_picture_of_the_product(tmp_path):
    product = read(tmp_path, row(Image_Src="a.jpg", Variant_Image="b.jpg")).products[0]
    assert [picture.key for picture in product.pictures] == ["a.jpg", "b.jpg"]
    assert product.variants[0].picture_key == "b.jpg"


def test_a_row_with_nothing_in_it_is_noticed(tmp_path):
    file = read(tmp_path, row(), more())
    assert file.notices == (Notice(3, "mug", "the row holds neither a variant nor a picture"),)
