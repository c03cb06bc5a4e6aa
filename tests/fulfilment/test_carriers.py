"""Parcel numbers lead to the page of their carrier."""

from __future__ import annotations

import pytest

from shop.fulfilment.carriers import find_tracking_page


@pytest.mark.parametrize(
    ("number", "carrier", "page"),
    [
        ("1Z 999 AA1 0123456784", "", "https://www.ups.com/track?tracknum=1Z999AA10123456784"),
        ("RA473124829DE", "", "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode=RA473124829DE"),
        ("RB473124829GB", "", "https://www.royalmail.com/track-your-item#/tracking-results/RB473124829GB"),
        ("9400 1000 0000 0000 0000 00", "USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400100000000000000000"),
        ("00340434161094015902", "", "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094015902"),
        ("01234567890123", "DPD Classic", "https://tracking.dpd.de/status/en_US/parcel/01234567890123"),
        ("123456789012", "GLS", "https://gls-group.com/EU/en/parcel-tracking/?match=123456789012"),
        ("jjd0100", "dhl", ""),  # too short to be one
        ("01234567890123", "", ""),  # several carriers have such numbers
        ("1Z999AA10123456785", "", ""),  # its check digit is wrong
        ("RA473124820DE", "", ""),
        ("1Z999AA10123456784", "Anna's cargo bike", ""),  # a name that we do not know is believed
        ("00340434161094015902?x=<script>", "DHL", ""),
        ("upside down", "Upside", ""),
        ("", "DHL", ""),
    ],
)  # fmt: skip
def test_leads_to_the_carrier(number, carrier, page):
    assert find_tracking_page(number=number, carrier=carrier) == page
