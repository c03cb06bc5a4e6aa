"""Bath: towels, soap and care, things for the bathroom."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import DUSVILA, HALVLYS, RIBALVA, SORVANE, TRESVALE, WENDELSTROH

TOWELS = ("Bath", "Towels")
CARE = ("Bath", "Soap and care")
ROOM = ("Bath", "Bathroom things")

# fmt: off
PRODUCTS = (
    product(
        "Waffle towel", TOWELS, RIBALVA, picture="towel", material="Cotton",
        colours="Colour: Chalk Sky", sizes=(Size("50 × 90 cm", "22.00", 160), Size("90 × 150 cm", "46.00", 470)),
        stock="70 48 66 39",
        facts={"Dimensions": "50 × 90 or 90 × 150 cm", "Weave": "Waffle, 350 g/m²", "Care": "60 °C, tumble dry"},
        tags="bestseller machine-washable",
        detail="The square waffle weave of the towel",
        text="""
        Thin, quick and thirsty. The waffle has more surface than a flat cloth, so it takes up water at the first
        touch, and it is dry again before the next person has finished in the shower.

        No terry loops, which means nothing to pull and half the room in cupboard and machine. It feels a bit crisp on
        the skin for the first weeks and softens with each wash. Two loops, one on each short side, because nobody
        looks for the right one with wet hands.
        """,
    ),
    product(
        "Heavy terry towel", TOWELS, RIBALVA, picture="towel", material="Cotton",
        price="31.00", was="38.00", grams=560, colours="Colour: Oat Lake Plum", stock="42 35 4",
        facts={"Dimensions": "70 × 140 cm", "Weave": "Terry, 600 g/m²", "Care": "60 °C, without softener"},
        tags="machine-washable",
        text="""
        The opposite of a waffle towel: 600 grams to the square metre, long loops on either side, the sort of thing
        one wraps a child in.

        Combed cotton, two-ply, dyed as yarn. The first three washes bring out some lint, after that none. Line-dried
        it turns rough and rubs the back awake; from the dryer it comes out as soft as a pelt. Borders of plain weave
        keep the ends from curling. Allow a day for drying in winter; that is the price of so much cotton.
        """,
    ),
    product(
        "Hammam towel", TOWELS, DUSVILA, picture="towel linen ink", material="Linen",
        price="52.00", grams=310, stock="0",
        facts={"Dimensions": "100 × 180 cm", "Weave": "Plain, 170 g/m²", "Care": "60 °C"},
        tags="machine-washable outdoor",
        text="""
        A flat linen sheet with a knotted fringe. Dry yourself, sit on it, put it round your shoulders on the way back
        from the lake; rolled up, it is no bigger than a water bottle.

        Sand falls straight off. Its one fault is that it does not feel soft when new, and only linen people will tell
        you why that is good: the crisp fibre massages, and after thirty washes it has become supple for life. Blue
        stripes at both ends.
        """,
    ),
    product(
        "Olive oil soap", CARE, SORVANE, picture="soap:1 olive", material="Plant oils",
        sizes=(Size("Unscented", "8.00", 110), Size("Rosemary", "8.00", 110), Size("Orange", "8.00", 110)),
        size_option="Scent", stock="115 92 78",
        facts={
            "Dimensions": "8 × 5.5 × 2.5 cm", "Contents": "100 g",
            "Ingredients": "72 % olive oil, coconut oil, lye, water",
        },
        tags="gift",
        detail="Two bars of olive oil soap, close up",
        text="""
        Stirred cold and poured into a frame of a hundred kilograms, cut with wire after a day, left on racks for ten
        weeks. That long rest makes a soap hard, mild and slow to melt.

        It is pale green from the oil, as oil of the second pressing is. Rosemary and orange are distilled in the next
        valley; the bar without scent is for babies and for those who itch easily. Lather is small and creamy, not
        foamy. One bar does for a month of two people's hands.
        """,
    ),
    product(
        "Hand wash", CARE, SORVANE, picture="bottle:1 olive", material="Plant oils", surface="glass",
        sizes=(Size("300 ml", "19.00", 520), Size("1 l refill", "38.00", 1080)), stock="54 31",
        facts={"Contents": "300 ml glass bottle or 1 l can", "Scent": "Bay and lemon", "Skin": "pH 9, no sulphates"},
        text="""
        Liquid soap in the old meaning of the word: olive and rapeseed oil, boiled with potash until they are clear,
        then thinned with water. There is no thickener, so it runs; a few drops are plenty.

        Bay from the hedge, lemon from Menton. The bottle is green glass with a cork that pours, and the refill in a
        tin can fills it three times. We take empty cans back with any parcel you return. Lime in hard water dulls the
        lather; rinse the basin and it has gone.
        """,
    ),
    product(
        "Shaving soap on a tray", CARE, SORVANE, picture="soap:0 chalk", material="Plant oils",
        price="24.00", grams=290, stock="29", code="HAL-SHASOA",
        facts={"Dimensions": "Tray 14 × 9 cm", "Contents": "120 g", "Timber": "Oak tray", "Scent": "Sandalwood"},
        tags="gift",
        text="""
        Tallow-free, made with stearic acid from plants, shea butter and clay. The clay lets the blade glide; a badly
        lit bathroom and a dull razor remain your own affair.

        Wet the brush, turn it on the soap for half a minute, build up the lather on the cheek. Enough for about six
        months of daily shaving. The tray is oak, oiled, with slots for the water to leave by. Refills without a tray
        come wrapped in paper.
        """,
    ),
    product(
        "Hand balm", CARE, SORVANE, picture="jar:1 butter", material="Plant oils", surface="stoneware",
        price="26.00", grams=240, stock="72",
        facts={
            "Contents": "50 g in a stoneware jar", "Ingredients": "Beeswax, almond oil, marigold",
            "Care": "Keep below 30 °C",
        },
        tags="gift new",
        text="""
        Three things and nothing else: wax, almond oil in which marigold flowers have stood for six weeks, and time.
        No water, so it needs no preservative.

        It is firm. Warm a bit of it on the back of the hand, then spread it over knuckles and cuticles; after five
        minutes you can hold a glass again without leaving prints. Meant for gardeners, bought mostly by nurses. Also
        helps leather shoes, dry door hinges and lips.
        """,
    ),
    product(
        "Ridged soap dish", ROOM, TRESVALE, picture="soap:2 cream *", material="Stoneware",
        price="18.00", grams=260, colours="Glaze: Chalk Moss", stock="53 47",
        facts={"Dimensions": "13 × 9 × 2.5 cm", "Care": "Dishwasher"},
        tags="handmade dishwasher-safe",
        text="""
        Soap lasts twice as long when it dries between washes. Six ridges lift the bar, and the water runs along them
        to one end, out over a small lip and into the basin.

        Set it with the lip over the edge. Made from a slab rolled on cloth, whose weave you can feel underneath, then
        pressed into a wooden form that one of the potters carved on holiday. Sizes vary a little. Also used, we hear,
        for sponges, rings and a single sardine.
        """,
    ),
    product(
        "Small round mirror", ROOM, HALVLYS, picture="mirror:0", material="Brass",
        price="84.00", grams=1350, colours="Finish: Brass Steel", stock="8 12",
        facts={"Dimensions": "Ø 26 × 2 cm", "Hanging": "One screw, included", "Care": "Soft cloth, no spray"},
        tags="gift",
        text="""
        As large as a face, for the narrow wall beside the basin or the inside of a wardrobe door. The frame is a band
        of brass, rolled, soldered and pushed over the glass while still hot.

        Silvered without copper and sealed at the rim, so steam does not creep behind it. Brass is left bare; the
        steel finish is brushed nickel. At the back a keyhole hides the one screw it hangs on. Eye height is usually
        158 cm; ask whoever shaves.
        """,
    ),
    product(
        "Laundry basket", ROOM, WENDELSTROH, picture="basket:2 oak linen", material="Straw",
        sizes=(Size("45 l", "89.00", 2100), Size("70 l", "119.00", 2900)), stock="13 6",
        facts={"Dimensions": "Ø 40 × 38 cm or Ø 46 × 45 cm", "Capacity": "45 or 70 l", "Care": "Vacuum, damp cloth"},
        tags="handmade",
        text="""
        A coil of rye straw, with a band of undyed cotton sewn in for stripes. It is open at the top, and damp towels
        do not go musty by Thursday.

        One large wash fits the smaller basket, two the taller. The two loops are wrapped in linen and run down the
        outside as far as the base, so that they carry the weight and not the rim. Four small feet of beech keep the
        straw off a wet floor. New ones smell of a stable for a week or so.
        """,
    ),
)
