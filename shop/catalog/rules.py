"""Pure decisions about the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _
from stdnum import ean

SKU_LENGTH = VALUE_LENGTH = 255  # as long as other shop systems allow SKUs and values of options

MAX_VARIANTS = 2000  # of a product, however they come: made from options, typed, or imported


@dataclass(frozen=True, slots=True)
class ValueInput:
    """A value of an option, such as Rust, with its colour ("#c65f43") or nothing."""

    value: str
    swatch: str = ""


def options_key(value_ids: Iterable[int]) -> str:
    """Return `Variant.options_key` for these option values: their ids in order, so a combination has one key."""
    return ",".join(str(pk) for pk in sorted(value_ids))


def renamed_values(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Return {old: new} for values overwritten in their place: same position, neither name on the other side."""
    pairs = zip(old, new, strict=False)
    return {before: after for before, after in pairs if before not in new and after not in old}


def gtin_of(barcode: str) -> str:
    """Return a barcode that is a GTIN as anybody may be told it (GTIN-8, -12, -13, -14), else nothing.

    Numbers that GS1 leaves to each company for itself, and those of coupons, name no product elsewhere.
    Source: GS1 General Specifications, 1.4 (prefixes) and 7.9 (check digit).
    """
    code = barcode.strip()
    if not _looks_like_gtin(code) or missed_check_digit(code) or not code.strip("0"):
        return ""
    if len(code) == 8:
        return "" if code[0] in "02" else code
    prefix = int(code.zfill(14)[1:4])
    is_own = 20 <= prefix < 60 and prefix // 10 != 3  # 030-039 are drugs of the United States
    return "" if is_own or 200 <= prefix < 300 or prefix >= 980 else code


def missed_check_digit(barcode: str) -> str:
    """Return the digit with which a barcode of a GTIN's length should end, where it ends with another, else nothing."""
    code = barcode.strip()
    if not _looks_like_gtin(code):
        return ""
    digit = ean.calc_check_digit(code[:-1])
    return "" if code[-1] == digit else digit


def _looks_like_gtin(code: str) -> bool:
    return len(code) in (8, 12, 13, 14) and code.isascii() and code.isdigit()


def product_path(slug: str) -> str:
    """Return the address of a product on this shop, percent-encoded (RFC 3986)."""
    return f"/p/{quote(slug)}/"


def old_address(text: str) -> str:
    """Return the path of an address that was given up, as requests name it; whole addresses may be pasted.

    Raises: ValueError with a sentence for the person who typed it.
    """
    path = unquote(urlsplit(text.strip()).path)
    if not path.startswith("/") or path == "/" or len(path) > MAX_ADDRESS or not path.isprintable():
        raise ValueError(_("Enter an address of this shop, such as /old-mugs.html."))
    if path.startswith(_KEPT):
        raise ValueError(_("This address is used by the shop itself."))
    return path


def new_address(text: str) -> str:
    """Return an address of this shop that may be redirected to. Raises: ValueError with a sentence."""
    target = text.strip()
    parts = urlsplit(target)
    is_local = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    if not is_local or len(target) > MAX_ADDRESS or not target.isprintable() or "\\" in target or " " in target:
        raise ValueError(_("Enter an address of this shop that begins with /, such as /c/table/."))
    return target


MAX_ADDRESS = 400
_KEPT = (
    "/admin/",
    "/api/",
    "/graphql",
    "/callbacks/",
    "/static/",
    "/media/",
    "/-/",
    "/checkout/",
    "/cart/",
    "/account/",
)


def storable(skus: Iterable[str]) -> list[str]:
    """Return the texts that may be somebody's SKU, to look them up: the database knows no text with a NUL."""
    return [sku for sku in skus if "\x00" not in sku]
