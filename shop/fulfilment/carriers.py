"""Where a parcel can be followed, by its number: the carriers' pages, and the check digits by which numbers are known.

Sources: UPU S10 (letters, nine digits, country), GS1 SSCC (the numbers of DHL in Germany begin with 00340), UPS's own
check digit. Numbers of digits alone look alike between carriers: they lead somewhere only beside a carrier's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from stdnum import ean

_PLAUSIBLE = re.compile(r"[A-Z0-9]{8,35}")
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)([A-Z]{2})")
_UPS = re.compile(r"1Z([A-Z0-9]{15})(\d)")
_SSCC = re.compile(r"00(340\d{14})(\d)")
_USPS = re.compile(r"9[1-5]\d{18,20}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier: words by which staff name it, and its page with `{}` for the number."""

    words: tuple[str, ...]
    page: str


CARRIERS = {
    "austrian_post": Carrier(("österreichische post", "austrian post", "post.at"), "https://www.post.at/sv/sendungsdetails?snr={}"),
    "bpost": Carrier(("bpost",), "https://track.bpost.cloud/btr/web/#/search?itemCode={}"),
    "dhl": Carrier(("dhl", "deutsche post"), "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode={}"),
    "dpd": Carrier(("dpd",), "https://tracking.dpd.de/status/en_US/parcel/{}"),
    "fedex": Carrier(("fedex",), "https://www.fedex.com/fedextrack/?trknbr={}"),
    "gls": Carrier(("gls",), "https://gls-group.com/EU/en/parcel-tracking/?match={}"),
    "hermes": Carrier(("hermes",), "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}"),
    "la_poste": Carrier(("la poste", "colissimo"), "https://www.laposte.fr/outils/suivre-vos-envois?code={}"),
    "postnl": Carrier(("postnl",), "https://postnl.nl/tracktrace/?B={}"),
    "royal_mail": Carrier(("royal mail",), "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
    "swiss_post": Carrier(("swiss post", "die schweizerische post", "post.ch"), "https://service.post.ch/ekp-web/ui/entry/search/{}"),
    "ups": Carrier(("ups",), "https://www.ups.com/track?tracknum={}"),
    "usps": Carrier(("usps",), "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
}  # fmt: skip
_POSTS = {
    "AT": "austrian_post", "BE": "bpost", "CH": "swiss_post", "DE": "dhl", "FR": "la_poste", "GB": "royal_mail",
    "NL": "postnl", "US": "usps",
}  # fmt: skip


def find_tracking_page(*, number: str, carrier: str = "") -> str:
    """Return the carrier's page about a parcel, or nothing where neither its name nor its number tells whose it is."""
    number = re.sub(r"[\s.-]", "", number).upper()
    if not _PLAUSIBLE.fullmatch(number) or not any(char.isdigit() for char in number):
        return ""
    key = _by_name(carrier) if carrier.strip() else _by_number(number)
    return CARRIERS[key].page.format(quote(number)) if key else ""


def _by_name(name: str) -> str:
    """Return whom a name such as "DHL Paket" means; a name that nobody knows is nobody's, whatever the number says."""
    words = name.casefold()
    return next((k for k, c in CARRIERS.items() if any(re.search(rf"\b{re.escape(w)}\b", words) for w in c.words)), "")


def _by_number(number: str) -> str:
    if (post := _S10.fullmatch(number)) and _s10_digit(post[1]) == int(post[2]):
        return _POSTS.get(post[3], "")
    if (ups := _UPS.fullmatch(number)) and _ups_digit(ups[1]) == int(ups[2]):
        return "ups"
    if (sscc := _SSCC.fullmatch(number)) and ean.calc_check_digit(sscc[1]) == sscc[2]:
        return "dhl"
    return "usps" if _USPS.fullmatch(number) and ean.calc_check_digit(number[:-1]) == number[-1] else ""


def _s10_digit(digits: str) -> int:
    left = 11 - sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(left, left)


def _ups_digit(text: str) -> int:
    values = [int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in text]
    return -(sum(values[::2]) + 2 * sum(values[1::2])) % 10
