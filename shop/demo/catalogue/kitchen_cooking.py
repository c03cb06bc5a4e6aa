"""Kitchen: pots and pans, knives and boards, cooking tools."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ASKMOSE, KAWABEI, KESSMARK, RODAVIK, TRESVALE

POTS = ("Kitchen", "Pots and pans")
KNIVES = ("Kitchen", "Knives and boards")
TOOLS = ("Kitchen", "Cooking tools")

# fmt: off
PRODUCTS = (
    product(
        "Carbon steel frying pan", POTS, KESSMARK, picture="pan charcoal", material="Steel",
        sizes=(Size("20 cm", "49.00", 1050), Size("24 cm", "59.00", 1500), Size("28 cm", "72.00", 2050)),
        stock="44 61 36",
        facts={
            "Dimensions": "Ø 20, 24 or 28 cm, base 2.5 mm", "Hob": "All, including induction",
            "Care": "Wipe with salt or hot water, no detergent",
        },
        tags="bestseller induction oven-safe",
        detail="The handle of the carbon steel pan",
        text="""
        One sheet of blue-grey carbon steel, pressed, hammered at the base and fitted with a flat handle on three
        rivets. Nothing is coated, so nothing can peel.

        It has to be seasoned once: heat a spoonful of oil until it smokes, let it cool, repeat. After some weeks of
        eggs and potatoes the surface is black and lets go of everything. Tomato sauce takes the patina off; the next
        steak brings it back. Half as heavy as cast iron and twice as quick to heat.
        """,
    ),
    product(
        "Enamelled iron casserole", POTS, RODAVIK, picture="pot:0", material="Cast iron",
        colours="Colour: Pine Charcoal", sizes=(Size("3 l", "149.00", 4100), Size("5 l", "189.00", 5600)),
        stock="12 9 0 14",
        facts={
            "Dimensions": "Ø 22 × 16 cm or Ø 26 × 18 cm with lid", "Capacity": "3 or 5 l",
            "Hob": "All, including induction; oven to 260 °C", "Care": "By hand or dishwasher",
        },
        tags="induction oven-safe gift",
        detail="Lid and brass knob of the iron casserole",
        text="""
        For stews, beans, bread and everything else that wants four quiet hours. The lid has a ring of nubs inside:
        steam condenses on them and drips back evenly instead of running down the wall.

        Rodavik casts it in sand, one mould for one pot, breaks the mould and grinds the rim by hand until lid and
        body close without a gap. Two coats of enamel outside, three within. The brass knob gets as hot as the rest;
        keep a cloth near.
        """,
    ),
    product(
        "Enamel soup pot", POTS, RODAVIK, picture="pot:1", material="Enamel",
        price="74.00", was="89.00", grams=1900, colours="Colour: Cream Denim", stock="16 20",
        facts={
            "Dimensions": "Ø 24 × 14 cm", "Capacity": "6 l", "Hob": "All, including induction",
            "Care": "Dishwasher",
        },
        tags="dishwasher-safe induction",
        text="""
        Six litres are a soup for eight, a kilogram of spaghetti or a morning's jam. Because the steel is only 1.2 mm
        thick, even this amount of water boils soon, and one person can still carry the pot.

        Marks for every litre are fired into the inside of the wall. The two handles are wide enough for oven gloves,
        and the lid has a small hole near the edge, where steam leaves before it rattles. Not for empty heating: the
        enamel cracks when the pot boils dry.
        """,
    ),
    product(
        "One-egg pan", POTS, KESSMARK, picture="pan:1 steel", material="Steel",
        price="42.00", grams=620, stock="29",
        facts={"Dimensions": "Ø 16 × 3.5 cm", "Hob": "All, including induction", "Care": "Dishwasher"},
        tags="dishwasher-safe induction",
        text="""
        The pan one reaches for most, though nobody puts it on a list: one fried egg, a handful of pine nuts, melted
        butter, cumin seeds that need half a minute.

        Steel, aluminium and steel again are rolled together into one sheet, wall included, so the heat comes from all
        sides and nothing catches at the rim, which is bent outward to pour. The long handle is hollow, stays cool for
        ten minutes and has a hole to hang it by. Stainless, hence good for eggs only with enough butter.
        """,
    ),
    product(
        "Copper sauté pan", POTS, KESSMARK, picture="pan:0 terracotta brass", material="Copper",
        price="420.00", grams=2900, stock="4", code="HAL-COPPAN",
        facts={
            "Dimensions": "Ø 24 × 7 cm", "Capacity": "2.8 l", "Hob": "Gas, electric, oven; not induction",
            "Care": "By hand, lemon and salt for the shine",
        },
        tags="handmade oven-safe new",
        detail="The brass handle of the copper sauté pan",
        text="""
        Copper of 2 mm outside, a lining of steel inside, a cast brass handle. Turn the flame down and the pan follows
        within seconds, which is the whole reason to own one: caramel and butter sauces stop when you say so.

        A single coppersmith at Kessmark makes them, about four a week. She hammers the wall after spinning; the blows
        harden the metal and leave a faint pattern. It will go brown. Cooks disagree on whether to polish, and the pan
        does not mind.
        """,
    ),
    product(
        "Iron skillet", POTS, RODAVIK, picture="pan:0 charcoal oak", material="Cast iron",
        price="64.00", was="78.00", grams=2900, stock="18",
        facts={
            "Dimensions": "Ø 26 × 4.5 cm", "Hob": "All, including induction; embers",
            "Care": "By hand, dry at once and oil",
        },
        tags="induction",
        text="""
        Heavy, slow to heat, and then not to be stopped: put a cold steak in and the iron hardly notices. For crusts,
        in other words, on meat, potatoes and corn bread.

        Delivered with a coat of rapeseed oil burnt in at the foundry, so it is ready for the first evening. The oak
        handle is bolted on and stays cool; unscrew it, with a coin, before the skillet goes in the oven. Over a camp
        fire it needs no handle, just a good glove.
        """,
    ),
    product(
        "Cook's knife", KNIVES, KESSMARK, picture="knife:0 walnut steel", material="Steel",
        sizes=(Size("16 cm", "129.00", 160), Size("20 cm", "149.00", 205)), stock="22 35", size_option="Blade",
        facts={
            "Dimensions": "29 or 34 cm, blade 16 or 20 cm", "Timber": "Walnut handle",
            "Hardness": "60 HRC", "Care": "By hand, dry at once",
        },
        tags="bestseller gift",
        detail="The walnut handle of the cook's knife",
        text="""
        Drop-forged from one bar of chromium steel with 0.6 % carbon, on a hammer that has stood in the same place
        since 1928. The blade tapers from 2.5 mm at the heel to nearly nothing at the tip.

        - Ground thin on wet stone, finished by eye
        - Heel rounded, so the second finger has a place
        - Walnut handle, oiled, three brass pins

        It arrives sharp enough for ripe tomatoes. A ceramic rod once a week keeps it so; once a year it wants a
        stone, and Kessmark sharpens its own knives for the price of the postage.
        """,
    ),
    product(
        "Paring knife", KNIVES, KESSMARK, picture="knife:1 steel", material="Steel",
        price="48.00", grams=62, colours="Handle: Oak Walnut", stock="57 3",
        facts={"Dimensions": "19 cm, blade 8.5 cm", "Hardness": "59 HRC", "Care": "By hand, dry at once"},
        tags="gift",
        text="""
        A short straight blade for work in the hand: apples, garlic, the eyes of potatoes. The edge runs dead flat, so
        that nothing is left hanging when it meets the board.

        Blades begin as offcuts of the cook's knives and get the same heat treatment. The handle is oval, thicker
        towards the end, and has no rivets to open in water; the tang is glued in with resin and pinned once. Plum
        peel leaves a blue stain on the steel. It is harmless and rubs off with a cork.
        """,
    ),
    product(
        "Vegetable knife", KNIVES, KESSMARK, picture="knife:2 oak steel", material="Steel",
        price="112.00", grams=190, stock="15",
        facts={
            "Dimensions": "30 cm, blade 17 cm", "Timber": "Oak handle", "Hardness": "60 HRC",
            "Care": "By hand, dry at once",
        },
        tags="gift",
        text="""
        A square end and an edge that is nearly straight. You push it down instead of rocking it, and a cucumber falls
        into slices that do not hang together by a thread.

        The blade is five centimetres high: knuckles stay clear of the board, and its flat side carries everything
        across to the pan. It was ground thinner than the cook's knife and should therefore be kept from bones, cheese
        rind and frozen bread. No point, so it may lie in a drawer that children open.
        """,
    ),
    product(
        "Chopping board", KNIVES, ASKMOSE, picture="board:0", material="Wood",
        colours="Wood: Oak Walnut", extra={"Walnut": "24.00"},
        sizes=(Size("36 × 22 cm", "59.00", 1300), Size("48 × 30 cm", "89.00", 2500)), stock="26 19 8 4",
        facts={"Dimensions": "36 × 22 × 2.5 cm or 48 × 30 × 2.5 cm", "Care": "By hand, oil monthly"},
        tags="handmade gift",
        detail="The handle of the chopping board and its grain",
        text="""
        One plank, one handle, a hole to hang it by. The wood is quarter-sawn: its rings stand upright in the board,
        and such a board stays flat in steam and under a wet cloth.

        Both faces are planed and oiled and neither is the back. Cut onions on one, fruit on the other. Knives make
        fine lines that close again when the fibres swell; after some years a joiner's scraper takes off half a
        millimetre, and you begin anew. Askmose picks planks without knots, which is most of the price.
        """,
    ),
    product(
        "Breakfast board", KNIVES, ASKMOSE, picture="board:5", material="Wood",
        price="24.00", grams=310, colours="Wood: Oak Walnut", extra={"Walnut": "5.00"}, stock="82 40",
        facts={"Dimensions": "29 × 16 × 1.2 cm", "Care": "By hand, dry upright"},
        tags="gift",
        text="""
        North of the Elbe, breakfast is eaten from a board. It takes two slices side by side, has a corner for the egg
        and needs no plate underneath.

        Planed from one piece, edges broken with a hand plane, with a leather loop in the handle. Because the board is
        thin it might bow a little in a dry room; lay it face down on a damp cloth overnight and it comes back. Four
        of them make a stack as high as a thick paperback.
        """,
    ),
    product(
        "Long cheese board", KNIVES, ASKMOSE, picture="board:1 oat", material="Wood",
        price="42.00", grams=890, stock="0",
        facts={"Dimensions": "45 × 19 × 2 cm", "Timber": "Ash, soaped", "Care": "By hand, soap flakes"},
        tags="handmade",
        text="""
        Pale ash, treated with soap instead of oil. The soap fills the pores, keeps the timber light and leaves no
        flavour, so even a mild goat's cheese tastes of itself.

        Three strips are glued side by side, the middle one reversed, so that none of them can bend the other two.
        Long enough for four cheeses that do not touch. Both faces are usable. When it looks tired, scrub it with hot
        water and a spoonful of soap flakes and let the foam dry in.
        """,
    ),
    product(
        "Kitchen scissors", KNIVES, KAWABEI, picture="scissors charcoal steel", material="Steel",
        price="44.00", grams=150, stock="47",
        facts={"Dimensions": "21 cm, blades 8 cm", "Care": "Take apart, dishwasher"},
        tags="dishwasher-safe gift",
        detail="The open pivot of the kitchen scissors",
        text="""
        Open them to ninety degrees and they come apart. Both halves can then be washed where it matters, at the
        pivot, and put together again without a screwdriver.

        One blade is finely toothed and holds chives, bacon and poultry skin in place while the other cuts. Behind the
        pivot sits a notch for small bones and stubborn stalks. Loops of black steel wire, bent and welded, fit left
        hands as well as right ones, since neither is shaped for a thumb.
        """,
    ),
    product(
        "Three wooden spoons", TOOLS, ASKMOSE, picture="spoon-set oak walnut", material="Wood",
        price="32.00", grams=150, stock="66",
        facts={
            "Dimensions": "30 cm", "Set": "Deep, slotted and pointed", "Timber": "Beech and walnut, oiled",
            "Care": "By hand",
        },
        tags="handmade gift",
        detail="Bowls of the three wooden spoons",
        text="""
        One deep for soup, one slotted for gnocchi, one pointed, which gets into the corner of a pot. Between them
        they reach everywhere.

        Two are beech and one is walnut; both timbers are dense, have no smell and do not splinter. The blanks are
        split, not sawn, so the fibres run the whole length of the handle and no spoon breaks at the neck. First time
        in water the surface turns a bit furry; let it dry, rub it with a piece of brown paper, done.
        """,
    ),
    product(
        "Pepper mill", TOOLS, ASKMOSE, picture="grinder:0", material="Wood",
        colours="Wood: Oak Walnut", sizes=(Size("16 cm", "39.00", 240), Size("24 cm", "49.00", 340)),
        stock="30 25 17 0",
        facts={"Dimensions": "Ø 5.5 × 16 or 24 cm", "Mechanism": "Ceramic, 12 settings", "Care": "Wipe dry"},
        tags="gift",
        text="""
        The mechanism is ceramic, harder than steel, and does not mind coarse salt; it can be set from dust to cracked
        by a ring at the bottom, in twelve clicks you feel.

        Fill it without unscrewing anything: the head is held by a magnet and lifts off. Body and head are turned in
        one go from the same blank, which is why the grain runs on across the joint. The tall mill keeps your hand out
        of the steam.
        """,
    ),
    product(
        "Salt jar", TOOLS, TRESVALE, picture="jar:1", material="Stoneware",
        price="36.00", grams=540, colours="Glaze: Sand Lake", stock="14 21",
        facts={"Dimensions": "Ø 10 × 9 cm", "Capacity": "300 ml", "Timber": "Lid of oak", "Care": "Wipe; lid by hand"},
        tags="handmade gift",
        text="""
        Salt should be taken with the fingers. The mouth is wide enough for three of them, and the lid lies loose, so
        the other hand can go on stirring.

        Oak for the lid, because wood draws damp out of the air before the grains do; they stay dry even beside the
        stove. Inside the clay is unglazed. It takes half a packet of sea salt, coarse or in flakes. Fine table salt
        we would rather see in a shaker, since it runs through fingers faster than anyone means it to.
        """,
    ),
    product(
        "Mixing bowl", TOOLS, TRESVALE, picture="bowl:0 oat", material="Stoneware",
        sizes=(Size("1.5 l", "34.00", 1000), Size("3 l", "46.00", 1650), Size("4.5 l", "58.00", 2200)), stock="20 24 1",
        facts={
            "Dimensions": "Ø 19, 24 or 28 cm", "Capacity": "1.5, 3 or 4.5 l",
            "Care": "Dishwasher, microwave, oven to 180 °C",
        },
        tags="dishwasher-safe microwave-safe",
        text="""
        Heavy enough not to run away from the whisk. The rim is rolled outward into a bead as thick as a pencil, a
        sure grip for wet hands and for the arm that holds the bowl against a hip.

        Inside, the wall meets the base in an even curve that a dough scraper can follow. Sponge mix in the smallest,
        bread for two loaves in the largest; the middle one is for everything in between. They nest. The foot is left
        rough, and does not turn on the table while you beat.
        """,
    ),
)
