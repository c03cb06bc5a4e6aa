"""Table: cups, mugs and glasses."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ELLERSTEDT, RODAVIK, TRESVALE, VODOLIN

CUPS = ("Table", "Cups and mugs")
GLASSES = ("Table", "Glasses")

# fmt: off
PRODUCTS = (
    product(
        "Ripple tumbler", CUPS, TRESVALE, picture="tumbler:0", material="Stoneware",
        price="24.00", grams=290, colours="Glaze: Rust Sand Lake Ink", stock="40 28 16 3",
        facts={"Dimensions": "Ø 8.2 × 9.5 cm", "Capacity": "250 ml", "Care": "Dishwasher and microwave"},
        tags="bestseller handmade dishwasher-safe microwave-safe gift",
        detail="Rim and wall of the ripple tumbler, close up",
        group="Ripple tumblers in rust, sand and lake glaze",
        text="""
        A tumbler without a handle, thrown on the wheel in one pull. The ripples are the marks of the potter's
        fingers; they stay under the glaze and give the hand something to hold.

        Nine people work at Tresvale, a pottery near the coast in northern Portugal. They fire the clay to 1,240 °C,
        which makes it dense enough for coffee, water, wine and the dishwasher. The foot is left bare and sanded, so
        that it neither slips nor scratches. No two are quite alike: height and width differ by a few millimetres.
        """,
    ),
    product(
        "Ledge mug", CUPS, TRESVALE, picture="mug:2", material="Stoneware",
        price="26.00", grams=340, colours="Glaze: Oat Moss Charcoal", stock="52 34 18",
        facts={"Dimensions": "Ø 8.5 × 9 cm", "Capacity": "300 ml", "Care": "Dishwasher and microwave"},
        tags="handmade dishwasher-safe microwave-safe",
        detail="The handle of the ledge mug",
        group="Ledge mugs in oat, moss and charcoal glaze",
        text="""
        The handle ends in a small flat ledge for the thumb. It takes the weight of a full mug off the fingers, which
        you notice most with the second cup of the morning.

        - Straight wall, 4 mm at the rim
        - Handle wide enough for three fingers
        - Matt outside, glossy inside, so tea leaves no stain

        The body is turned by hand on a plaster mould, the handle is pulled from a strip of wet clay and joined on the
        same day. Stacks two high, but no higher: the ledge is in the way.
        """,
    ),
    product(
        "Half-pint enamel mug", CUPS, RODAVIK, picture="mug:0", material="Enamel",
        price="16.00", grams=165, colours="Colour: Cream Denim Pine", stock="80 64 0",
        facts={"Dimensions": "Ø 8 × 8 cm", "Capacity": "280 ml", "Care": "Dishwasher, not the microwave"},
        tags="dishwasher-safe outdoor",
        text="""
        Sheet steel, dipped twice in enamel and fired at 820 °C by the Rodavik foundry in Småland. The rim is rolled
        and ground, then closed with a dark band, because a bare edge would rust.

        It weighs half as much as a stoneware mug and survives a fall from the table, though the enamel may chip; dry
        such a spot after washing, and it will not rust. Goes on the hob, on a camp stove and into the freezer. Hot
        coffee makes the wall hot too, so hold it by the handle.
        """,
    ),
    product(
        "Morning cup and saucer", CUPS, ELLERSTEDT, picture="cup-saucer", material="Porcelain",
        price="32.00", was="38.00", grams=310, colours="Glaze: Chalk Sky Rose", stock="26 22 11",
        facts={"Dimensions": "Cup Ø 9.5 × 6.5 cm, saucer Ø 16 cm", "Capacity": "220 ml", "Care": "Dishwasher"},
        tags="dishwasher-safe gift",
        detail="The morning cup, filled with coffee",
        text="""
        A wide, low cup for milky coffee. The wall is 2.4 mm thin and lets light through when it is held to a window.

        Ellerstedt casts it in Thuringia, from a porcelain of kaolin, feldspar and quartz that is fired twice, the
        second time at 1,380 °C. The tint is in the glaze, not painted on, and does not wear off. The saucer has no
        ring in the middle: turned round, it is a lid that keeps the coffee warm, or a plate for two biscuits.
        """,
    ),
    product(
        "Short espresso cup", CUPS, TRESVALE, picture="cup-saucer", material="Stoneware",
        price="19.00", grams=210, colours="Glaze: Terracotta Charcoal", stock="4 37",
        facts={"Dimensions": "Cup Ø 6 × 5.5 cm, saucer Ø 11 cm", "Capacity": "80 ml", "Care": "Dishwasher"},
        tags="handmade dishwasher-safe",
        text="""
        Espresso cools within minutes, so this cup has a thick wall and a narrow mouth. Rinse it with hot water first
        and it keeps 80 ml warm for as long as anybody takes to drink it.

        Cup and saucer are thrown from the same ball of clay and fired side by side; their glazes match for that
        reason. The handle fits one finger and the thumb. It clears most home machines: 5.5 cm high, two cups beside
        each other under a double spout.
        """,
    ),
    product(
        "Plain tea bowl", CUPS, ELLERSTEDT, picture="bowl:0 chalk", material="Porcelain",
        price="18.00", grams=150, stock="44",
        facts={"Dimensions": "Ø 8.8 × 6 cm", "Capacity": "180 ml", "Care": "Dishwasher and microwave"},
        tags="dishwasher-safe microwave-safe",
        text="""
        White, round, no handle: a bowl for green tea that does as well for boiled eggs, olives or a helping of
        custard. A foot ring of 6 mm lifts it, and this is where you hold it when the tea is fresh.

        The form was drawn in 1934 for a hotel in Weimar and has been cast ever since, with one change: the rim is now
        slightly thicker, because hotels wash their cups less gently than homes do. Nests eight to a stack.
        """,
    ),
    product(
        "Cocoa mug", CUPS, TRESVALE, picture="mug:1", material="Stoneware",
        price="23.00", was="29.00", grams=430, colours="Glaze: Clay Plum", stock="33 9",
        facts={"Dimensions": "Ø 9.5 × 10.5 cm", "Capacity": "450 ml", "Care": "Dishwasher and microwave"},
        tags="handmade dishwasher-safe microwave-safe",
        text="""
        Nearly half a litre, for the people who would otherwise fill a smaller mug twice. The belly is wider than the
        mouth, so the milk stays warm and the whisk stays inside.

        Its glaze is mixed from wood ash and iron. In the kiln it runs a little and gathers in a darker line above the
        foot; where that line sits is up to the fire. The lower two centimetres are unglazed and feel like fine
        sandpaper. The handle takes four fingers, or three in a mitten.
        """,
    ),
    product(
        "Three nesting beakers", CUPS, RODAVIK, picture="tumbler:0 sky", material="Enamel",
        price="46.00", grams=400, stock="17", code="HAL-NESBEA",
        facts={
            "Dimensions": "Ø 8.5 × 11, Ø 8 × 10 and Ø 7 × 8.5 cm", "Capacity": "400, 300 and 200 ml",
            "Set": "3 beakers",
            "Care": "Dishwasher",
        },
        tags="dishwasher-safe outdoor gift new",
        group="The three nesting beakers, in pale blue, white and dark blue enamel",
        text="""
        Three beakers, large, middling and small, that slide into one another and take the room of one. A ring of air
        stays between them, so they never jam.

        Pressed from sheet steel, dipped twice and fired: pale blue for the largest, white for the next, dark blue for
        the one that usually goes to a child. Lemonade from them tastes of lemonade, they do not mind a stone terrace,
        and in a picnic basket they hold the cutlery on the way out. Made for balconies, boats and small kitchens.
        """,
    ),
    product(
        "Brook water glass", GLASSES, VODOLIN, picture="glass:1", material="Glass",
        price="16.00", grams=170, colours="Colour: Sky Olive Rose", stock="96 71 48",
        facts={"Dimensions": "Ø 7.5 × 9 cm", "Capacity": "240 ml", "Care": "Dishwasher up to 55 °C"},
        tags="handmade dishwasher-safe",
        detail="The rim of the brook water glass",
        group="Brook water glasses in sky, olive and rose",
        text="""
        Blown into a wet beech mould that chars a little with every glass. The wood leaves faint waves in the wall,
        and the light on the table moves like water.

        One mould lasts for about 600 glasses before its form is lost. Fourteen glassblowers work round one furnace at
        Vodolin in northern Bohemia; each needs some forty seconds for a glass, then it cools overnight. The colour is
        melted into the glass. Rims are cut and fire-polished, which makes them round and hard to chip.
        """,
    ),
    product(
        "Round wine glass", GLASSES, VODOLIN, picture="wine-glass:0 chalk", material="Glass",
        sizes=(Size("350 ml", "24.00", 140), Size("500 ml", "29.00", 175)), stock="60 42",
        facts={
            "Dimensions": "Ø 8.5 × 20 cm or Ø 9.5 × 22 cm", "Capacity": "350 or 500 ml",
            "Care": "Dishwasher, short",
        },
        tags="handmade gift",
        detail="Where the stem grows out of the round wine glass",
        text="""
        Bowl and stem are drawn from one piece of glass; only the foot is added. You can see it where the two meet: no
        seam, no knot, a line that simply grows narrower.

        White wine and water go in the smaller size, red in the larger. Filled to the widest point they hold 130 and
        190 ml, a proper measure with room left for the nose. Lead-free crystal, clear, without rings or engraving, at
        a weight that makes it pleasant to hold and possible to drop once.
        """,
    ),
    product(
        "Six café glasses", GLASSES, VODOLIN, picture="glass:0 steel", material="Glass",
        price="36.00", grams=1260, stock="25",
        facts={
            "Dimensions": "Ø 7 × 9.5 cm", "Capacity": "200 ml each", "Set": "6 glasses",
            "Care": "Dishwasher and microwave",
        },
        tags="dishwasher-safe microwave-safe",
        text="""
        Pressed, not blown, and meant to be knocked about. Ten facets run up the wall, the base is a centimetre thick,
        and the glass has been tempered: it takes boiling water and a cold rinse straight after.

        This is the one thing that Vodolin makes by machine, on a press from the 1950s which the works bought when the
        neighbouring factory closed. Small bubbles are part of it. Latte, lemonade, a posy of snowdrops; when one does
        break, it crumbles into blunt pieces.
        """,
    ),
    product(
        "Long glass", GLASSES, VODOLIN, picture="glass:2", material="Glass",
        price="18.00", grams=210, colours="Colour: Butter Lake", stock="0 38",
        facts={"Dimensions": "Ø 6.5 × 14 cm", "Capacity": "350 ml", "Care": "Dishwasher up to 55 °C"},
        tags="handmade dishwasher-safe",
        text="""
        Tall, narrow and heavy at the bottom, so that ice, a straw and a slice of lemon do not tip it over. The base
        is a solid lens two centimetres deep; it carries the strongest colour and grows paler towards the rim.

        Blown freely to its length and then measured against a wooden stick, which is why heights differ by up to 4
        mm. Put it in the dishwasher leaning, with its mouth down, and keep the programme below 55 °C: great heat
        turns any soft glass cloudy in time.
        """,
    ),
    product(
        "Tasting glass on a foot", GLASSES, VODOLIN, picture="wine-glass:1 sky", material="Glass",
        price="28.00", grams=120, stock="0", code="HAL-TASGLA",
        facts={"Dimensions": "Ø 6 × 15 cm", "Capacity": "120 ml", "Care": "By hand, warm water"},
        tags="handmade gift",
        text="""
        For sherry, grappa, cordial or whatever stands at the back of the cupboard. The bowl closes towards the top
        and holds the scent; the stem is long enough to keep warm fingers away.

        Only two of the Vodolin glassblowers make it, since the stem is pulled from the bowl while both are still
        soft, and a second too long spoils it. They manage about sixty a week. Hold the bowl, not the foot, while you
        wash and dry it.
        """,
    ),
)
