"""The help pages of the demo shop, in Markdown, and the list of all pages of text. Everything here is invented."""

from __future__ import annotations

from typing import Literal, NamedTuple

from shop.demo.catalogue.legal import (
    ACCESSIBILITY,
    COOKIES,
    IMPRINT,
    PRIVACY,
    TERMS,
    WITHDRAWAL,
)


class Page(NamedTuple):
    """A page of text as the shop's staff edit it."""

    slug: str
    title: str
    body: str
    kind: Literal["legal", "help"]
    position: int


ABOUT = """\
Halden sells about a hundred and forty things for the house. Each is made by one of sixteen small workshops, most of
them family businesses, all of them known to us by name.

## How we choose

We use a thing at home for half a year before we sell it. Three questions decide:

1. Does it do its work better than what we had before?
2. Can it be mended, sharpened, refilled or bought singly again?
3. Will we still want to look at it in ten years?

What fails one of them stays out, however pretty. That is why there is one bread knife in the shop and not twelve.

## Who makes it

Every product page names the maker and the country. We pay within two weeks, order twice a year and take the seconds
too, which is how small workshops stay in business. When a potter is ill, the shelf is empty for a while; we would
rather say so than look for a copy.

## What it costs

Prices contain VAT and are the same for everyone. Reduced prices show what the thing cost before.

*Halden is the sample shop of this software. Company, makers and products are invented; nothing ordered here is sent.*
"""

DELIVERY = """\
We pack on working days. What is ordered before 2 pm leaves the house the same day.

We deliver to all countries of the European Union.

| Service | Price | Free from | On the way |
| --- | --- | --- | --- |
| Standard | €4.90 | €60 | 2 to 4 working days |
| Express | €12.90 | – | 1 working day |

The checkout shows the price for your address and the days on which the parcel is expected. Those figures count, should
they ever differ from this table.

## How we pack

Ceramics and glass travel in shredded card and a double box. Boxes come back to us from earlier deliveries, so yours may
carry somebody else's dent on the outside.

## Where is my parcel?

The mail that announces the parcel has the tracking number and a link to your order. The link works without an account.

## Something is broken

That happens to about one parcel in two hundred. Write to [hello@halden.example](mailto:hello@halden.example) with
your order number and a picture. We send the thing again or pay it back, as you wish; the shards need not be returned.

*Sample text of a demo shop. No parcels are sent from here.*
"""

RETURNS = """\
You may send back anything within **30 days** of its arrival, without giving a reason. The law gives you 14; we add the
rest because a pan should be cooked with twice before one decides.

## How it works

1. Write to [hello@halden.example](mailto:hello@halden.example) with the order number and what comes back.
2. We answer with a prepaid label, usually on the same day.
3. Pack it well. Any box will do, and it need not be ours.
4. As soon as it has arrived, we refund you by the way you paid. That takes up to five working days, and never longer
   than 14 days from the day on which you told us.

## What it may look like

Try things as you would in a shop: hold the mug, lay out the blanket, sharpen nothing. If something has clearly been
used, we may deduct what it has lost in value, and we tell you beforehand how much.

## What we cannot take back

- Opened soap, candles and balm, for hygiene
- Knives and boards with an engraving, and anything else made for you alone

## Faulty things

For two years, faults are our business and not yours: we repair, replace or refund. See the
[terms](/legal/terms/) and your [right of withdrawal](/legal/withdrawal/).

*Sample text of a demo shop.*
"""

CONTACT = """\
The easiest way is a mail to [hello@halden.example](mailto:hello@halden.example). Somebody who has held the thing in
question answers within one working day.

Please mention your order number if you have one. It stands in the subject of every mail from us.

## For what

- **Orders and parcels**: the link in your order mail shows where things stand, day and night.
- **Returns**: see [Returns](/help/returns/), or simply write.
- **Repairs**: tell us what broke and send a picture. Most makers mend their own work.
- **Larger quantities**: from 20 pieces we ask the workshop for a price.
- **Press and makers**: same address; please allow us a week.

*Halden is a sample shop. The address above does not exist, and mail to it reaches nobody.*
"""

FAQ = """\
## Do I need an account to order?

No. Every order has its own page with a private link, which is in the mail we send you. With an account you see all your
orders in one place and do not have to type the address again.

## Which ways to pay are there?

A test card that accepts, declines or asks for a confirmation, whichever you choose; a transfer to an account that is
only an example; and an invoice. No money moves in this sample shop. As long as nothing is paid, you may choose another
way.

## Will sold-out things come back?

Nearly always. Small workshops fire, cast or weave in batches, and the description often says when the next one is due.

## Why does my mug look different from the picture?

Glaze runs, straw has seasons, glass is blown by a person. Size, colour and weight vary by a few per cent. If you do
not like what you got, [send it back](/help/returns/).

## Can I order spare parts?

Corks, jar lids, lamp shades, broom heads and pepper-mill mechanisms: yes. Write to us and we post them at cost.

## Do you wrap gifts?

Every box contains a sheet of plain paper and a length of cotton tape. Prices are never printed on the delivery note.

## Is there a shop to visit?

No, only a storeroom with a kitchen. Halden is an invented company for showing this software.
"""

SIZE_GUIDE = """\
All measurements are in centimetres and taken by hand. Ceramics may differ by 3 %, baskets by 5 %.

## Cups and glasses

| For | Holds |
| --- | --- |
| Espresso | 60–90 ml |
| Tea, green | 150–200 ml |
| Coffee, water | 200–300 ml |
| Cocoa, café au lait | 400–500 ml |
| White wine, red wine | 350 ml, 500 ml |

We state what fits up to one finger below the rim.

## Plates

A dinner plate of 27 cm needs 60 cm of table for each person. Most wall cupboards are 30 cm deep on the inside, most
dishwashers take plates of up to 28 cm.

## Pans

| Across the rim | For | Ring on the hob |
| --- | --- | --- |
| 16 cm | one egg | 12–14 cm |
| 20 cm | one person | 14–16 cm |
| 24 cm | two, fish for one | 18 cm |
| 28 cm | four, pancakes | 21 cm |

## Tablecloths

Measure the table and add 20 cm on each side. A round cloth of 140 cm suits a table of 100 cm, one of 180 cm a table of
140.

## Blankets and towels

130 × 180 and 140 × 190 cm cover one person on a sofa; 220 × 240 cm covers a double bed. A towel of 50 × 90 cm is for
hands and hair, one of 90 × 150 cm for the whole of you.

## Pendant lamps

Hang the lower edge 60 cm above the table top. In a hall, leave 210 cm beneath it.
"""

PAGES: tuple[Page, ...] = (
    Page("delivery", "Delivery", DELIVERY, "help", 0),
    Page("returns", "Returns within 30 days", RETURNS, "help", 1),
    Page("contact", "Contact", CONTACT, "help", 2),
    Page("faq", "Questions and answers", FAQ, "help", 3),
    Page("size-guide", "Size guide", SIZE_GUIDE, "help", 4),
    Page("about", "About Halden", ABOUT, "help", 5),
    Page("terms", "Terms of sale", TERMS, "legal", 0),
    Page("withdrawal", "Right of withdrawal", WITHDRAWAL, "legal", 1),
    Page("privacy", "Privacy", PRIVACY, "legal", 2),
    Page("cookies", "Cookies", COOKIES, "legal", 3),
    Page("accessibility", "Accessibility", ACCESSIBILITY, "legal", 4),
    Page("imprint", "Imprint", IMPRINT, "legal", 5),
)
