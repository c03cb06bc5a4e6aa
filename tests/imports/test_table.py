"""Files as sellers really have them: encodings, delimiters, ragged rows, broken quotes."""

from __future__ import annotations

import pytest

from shop.imports.records import Notice, RejectedRecord
from shop.imports.table import UnreadableFile
from tests.imports.files import more, read, read_text, row, text_of

PLAIN = "Handle,Title,Variant Price\n"


def test_counts_lines_as_an_editor_does(tmp_path):
    file = read_text(tmp_path, PLAIN + 'a,A,"1\n"\n\nb,"two\nlines",x\nc,C,3\n')
    assert [product.line for product in file.products] == [2, 7]
    assert file.refusals == (RejectedRecord(5, "b", 'the price "x" is not an amount'),)


def test_counts_lines_with_windows_line_ends(tmp_path):
    file = read_text(tmp_path, PLAIN.replace("\n", "\r\n") + 'a,"A\r\nA",1\r\nb,B,x\r\n')
    assert file.products[0].line == 2
    assert file.refusals == (RejectedRecord(4, "b", 'the price "x" is not an amount'),)


def test_a_last_line_without_a_line_end_is_read(tmp_path):
    assert [product.handle for product in read_text(tmp_path, PLAIN + "a,A,1").products] == ["a"]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):
    assert read_text(tmp_path, "\ufeff" + PLAIN + "a,Ä,1\n").products[0].name == "Ä"


def test_reads_windows_1252_and_says_so(tmp_path):
    file = read_text(tmp_path, (PLAIN + "a,Café – Größe,1\n").encode("cp1252"))
    assert file.products[0].name == "Café – Größe"
    assert "Windows-1252" in file.notices[0].message


LETTERS = {
    "cp1250": "Zażółć gęślą jaźń; kubek na kawę ze świerka",
    "cp1251": "Синяя кружка для чая и кофе, глазурь блестящая",
    "cp1253": "Μπλε κούπα για καφέ και τσάι, χειροποίητη",
    "cp1254": "Mavi kahve fincanı, büyük boy, ışık geçiren şeker kasesi",
    "cp932": "青いマグカップ、コーヒー用の大きいサイズ",
    "cp949": "파란색 커피 머그잔 큰 사이즈",
}


@pytest.mark.parametrize("encoding", LETTERS)
def test_other_encodings_are_found_out_and_told(tmp_path, encoding):
    text = PLAIN + f'a,"{LETTERS[encoding]}",1\n'
    file = read_text(tmp_path, text.encode(encoding))
    assert file.products[0].name == LETTERS[encoding]
    assert file.notices[0].message.startswith("The file is not UTF-8. It was read as ")
    assert encoding.replace("cp125", "Windows-125") in file.notices[0].message


def test_german_prices_do_not_make_chinese_of_a_file(tmp_path):
    file = read_text(tmp_path, (PLAIN + 'a,"Tasse für Kaffee und Tee. Übergröße",12\n').encode("cp1252"))
    assert file.products[0].name == "Tasse für Kaffee und Tee. Übergröße"


@pytest.mark.parametrize("encoding", ["cp1255", "big5", "koi8_r", "utf-8", "utf-16", "utf-16-le"])
def test_an_encoding_can_be_named(tmp_path, encoding):
    text = {"cp1255": "חולצה כחולה", "big5": "藍色咖啡杯", "koi8_r": "кружка"}.get(encoding, "Größe")
    file = read_text(
        tmp_path, ("\ufeff" * ("utf-" in encoding) + PLAIN + f"a,{text},1\n").encode(encoding), encoding=encoding
    )
    assert file.products[0].name == text
    assert file.notices == ()


@pytest.mark.parametrize("encoding", ["klingon", "base64"])
def test_an_encoding_that_is_none_is_refused(tmp_path, encoding):
    with pytest.raises(UnreadableFile, match=f'Unknown encoding "{encoding}"'):
        read_text(tmp_path, PLAIN + "a,A,1\n", encoding=encoding)


def test_a_file_that_is_not_in_the_named_encoding_is_refused_with_the_line(tmp_path):
    with pytest.raises(UnreadableFile, match="The file is not utf-8: line 3 cannot be read in it"):
        read_text(tmp_path, (PLAIN + "a,A,1\nb,Ä,2\n").encode("cp1252"), encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_characters_are_read_without_a_name(tmp_path, encoding):
    assert read_text(tmp_path, (PLAIN + "a,Größe,1\n").encode(encoding)).products[0].name == "Größe"


@pytest.mark.parametrize(
    ("line", "delimiter"), [("sep=;", ";"), ('"sep=|"', "|"), ("\ufeffSEP=,\r", ","), ("sep=\t", "\t")]
)
def test_the_line_by_which_spreadsheets_are_told_the_delimiter_is_understood(tmp_path, line, delimiter):
    rows = "Handle,Title,Variant Price\na,A,x\nb,B,2\n".replace(",", delimiter)
    file = read_text(tmp_path, f"{line}\n{rows}")
    assert [product.handle for product in file.products] == ["b"]
    assert file.refusals == (RejectedRecord(3, "a", 'the price "x" is not an amount'),)


def test_one_broken_character_does_not_turn_a_utf_8_file_into_another_encoding(tmp_path):
    file = read_text(tmp_path, (PLAIN + "a,Café Größe,1\nb,").encode() + b"\xff,2\n")
    assert [product.name for product in file.products] == ["Café Größe", "\ufffd"]
    assert file.notices[0].message.startswith("1 characters are not valid UTF-8")


def test_reads_utf_16_with_tabs_as_spreadsheets_save_it(tmp_path):
    text = (PLAIN + "a,Größe,1\n").replace(",", "\t")
    assert read_text(tmp_path, text.encode("utf-16")).products[0].name == "Größe"


def test_reads_semicolons_with_decimal_commas(tmp_path):
    file = read_text(tmp_path, (PLAIN + "a,A,@\n").replace(",", ";").replace("@", "36,50"))
    assert file.products[0].variants[0].price_minor == 3650


@pytest.mark.parametrize(
    "header", ["HANDLE,TITLE,VARIANT PRICE", " handle , Title,variant_price ", "URL handle,Title,Price"]
)
def test_header_names_may_vary_in_case_spaces_and_age(tmp_path, header):
    assert read_text(tmp_path, header + "\na,A,1\n").products[0].variants[0].price_minor == 100


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        read_text(tmp_path, "Name,Amount\nA,1\n")
    assert str(caught.value) == ("The header line has no column named Handle. It contains: Name,Amount")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\n\n  \n", "The file is empty."),
        (b"PK\x03\x04rest", "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no column named Handle"),
        (b"\x7fELF\x02\x01\x01", "not a text file"),
        (b"<!doctype html>", "no column named Handle"),
        (b'"Handle,Title,Variant Price\n', "header line cannot be read: a quotation mark that this row opens"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path, content, message):
    with pytest.raises(UnreadableFile, match=message):
        read_text(tmp_path, content)


def test_a_file_that_is_not_there_is_refused_with_a_reason(tmp_path):
    from shop.imports.shopify import read_shopify

    with pytest.raises(UnreadableFile, match="No such file"):
        read_shopify(path=tmp_path / "none.csv", currency="EUR", decimals=2)
    with pytest.raises(UnreadableFile, match="Is a directory"):
        read_shopify(path=tmp_path, currency="EUR", decimals=2)


def test_a_header_alone_is_an_empty_catalogue(tmp_path):
    assert read_text(tmp_path, PLAIN).products == ()


def test_short_rows_are_filled_and_long_rows_refused(tmp_path):
    file = read_text(tmp_path, "Handle,Title,Variant Price,Vendor\na,A,1\nb,B,2,V,,\nc,C,3,V,extra\nd,D,4,V\n")
    assert [product.handle for product in file.products] == ["a", "b", "d"]
    assert file.refusals == (RejectedRecord(4, "c", "the row has 5 cells, the header 4; is a quotation mark missing?"),)


def test_a_quote_that_is_never_closed_costs_its_own_row_only(tmp_path):
    file = read_text(tmp_path, PLAIN + 'a,A,1\nb,"B,2\nc,C,3\n')
    assert [product.handle for product in file.products] == ["a", "c"]
    assert file.refusals == (RejectedRecord(3, "b", "a quotation mark that this row opens is never closed"),)


def test_an_unclosed_quote_at_the_very_end_is_refused(tmp_path):
    file = read_text(tmp_path, PLAIN + 'a,A,1\nb,B,"2')
    assert [product.handle for product in file.products] == ["a"]
    assert [(refusal.line, refusal.handle) for refusal in file.refusals] == [(3, "b")]


def test_a_stray_quote_is_refused_with_the_lines_it_swallowed_instead_of_joining_two_rows(tmp_path):
    file = read_text(tmp_path, PLAIN + 'a,A,1\nb,"B,2\nc,"C",3\nd,D,4\n')
    assert [product.handle for product in file.products] == ["a", "d"]
    assert file.refusals == (
        RejectedRecord(3, "b", "a quotation mark inside quoted text is not doubled (lines 3 to 4)"),
    )


def test_nul_bytes_are_removed_with_a_notice(tmp_path):
    file = read(tmp_path, row(Title="M\x00ug"), more(Variant_Price="1\x000", Variant_SKU="B", Option1_Value="x"))
    assert file.products[0].name == "Mug"
    assert Notice(2, "mug", "the row holds NUL bytes; they were removed") in file.notices


def test_a_description_may_be_very_long(tmp_path):
    body = "<p>" + "long " * 100_000 + "</p>"
    assert read(tmp_path, row(**{"Body_(HTML)": body})).products[0].description_html == body


def test_columns_without_a_place_are_named_once_if_they_hold_something(tmp_path):
    file = read_text(tmp_path, "Handle,Title,Variant Price,Cost per item,Google\na,A,1,5,\nb,B,2,6,\n")
    expected = "Columns that the shop has no place for, not imported: Cost per item."
    assert file.notices == (Notice(1, "", expected),)


def test_a_column_that_comes_twice_is_read_once(tmp_path):
    file = read_text(tmp_path, "Handle,Title,Variant Price,Title\na,A,1,Z\n")
    assert file.products[0].name == "A"
    assert file.notices[0] == Notice(1, "", 'The column "Title" comes twice; the first one was read.')


def test_blank_rows_are_skipped_silently(tmp_path):
    file = read_text(tmp_path, text_of(row()) + ",,,,,\n   \n\n")
    assert len(file.products) == 1
    assert file.refusals == ()
    assert file.notices == ()
