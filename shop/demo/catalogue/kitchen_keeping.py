"""Kitchen: coffee and tea, storage."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ASKMOSE, KAWABEI, RODAVIK, TRESVALE, VODOLIN

COFFEE = ("Kitchen", "Coffee and tea")
STORAGE = ("Kitchen", "Storage")

# fmt: off
PRODUCTS = (
    product(
        "Globe teapot", COFFEE, TRESVALE, picture="teapot:1", material="Stoneware",
        price="78.00", grams=980, colours="Glaze: Chalk Ink Moss", stock="18 13 6",
        facts={"Dimensions": "22 × 15 × 15 cm", "Capacity": "1.1 l", "Care": "Dishwasher, without the strainer"},
        tags="handmade dishwasher-safe gift",
        detail="The spout of the globe teapot and its sharp edge",
        text="""
        A sphere stays warm longest, because no other form has so little surface for what it holds. So the body is
        round, the lid continues the curve, and only the spout steps out of line.

        Behind the spout the potter pierces forty small holes; loose leaves stay in the pot. A basket of steel mesh
        comes along for those who like to take them out after three minutes. The lid has a nose that catches under the
        rim when you pour the last cup. Fills four mugs.
        """,
    ),
    product(
        "Iron tea kettle", COFFEE, KAWABEI, picture="kettle:0 charcoal", material="Cast iron",
        price="138.00", grams=2100, stock="7",
        facts={
            "Dimensions": "Ø 17 × 21 cm with handle", "Capacity": "1.2 l", "Hob": "Gas, ceramic, embers; not induction",
            "Care": "Empty and dry while warm",
        },
        tags="handmade gift",
        detail="Handle, lid and spout of the iron tea kettle",
        text="""
        For boiling water, not for brewing tea. Bare iron inside gives the water a softer taste, say those who have
        grown up with it; what is certain is that it holds the heat for half an hour.

        Each mould is sand and clay, stamped by hand with a needle, dot by dot, and destroyed after one kettle.
        Inside, a reddish film will appear within weeks. That film is what you want: it keeps the iron from rusting.
        Never scrub it, and never leave water standing overnight.
        """,
    ),
    product(
        "Enamel hob kettle", COFFEE, RODAVIK, picture="kettle:1", material="Enamel",
        price="69.00", was="84.00", grams=1150, colours="Colour: Cream Pine Rust", stock="27 19 2",
        facts={
            "Dimensions": "Ø 19 × 23 cm with handle", "Capacity": "2 l", "Hob": "All, including induction",
            "Care": "Descale with vinegar",
        },
        tags="induction",
        text="""
        No whistle, but you hear it: the lid begins to tap a minute before the water boils. Those who want quiet lift
        it off.

        The wooden grip on the handle turns with the hand, so the wrist stays straight while a full kettle tips. Its
        spout starts low on the body, where the water is hottest and the stream calm. Enough for a pot of tea and a
        hot-water bottle. On induction choose a ring of at least 14 cm; the base is flat and ground.
        """,
    ),
    product(
        "Hand coffee grinder", COFFEE, ASKMOSE, picture="grinder:1", material="Wood",
        price="96.00", grams=640, colours="Wood: Oak Walnut", extra={"Walnut": "12.00"}, stock="23 16",
        facts={
            "Dimensions": "Ø 7 × 19 cm, crank 14 cm", "Capacity": "30 g of beans",
            "Mechanism": "Conical steel burrs, 38 mm", "Care": "Brush out, no water",
        },
        tags="bestseller gift",
        detail="Crank and hopper of the hand coffee grinder",
        text="""
        Thirty grams of beans, ninety turns, two minutes: that is two large cups, and the kettle has boiled meanwhile.
        The axle runs in two ball bearings and does not wobble, so the grounds are even.

        - Stepless from espresso to French press
        - Burrs from a mill maker in the next village
        - A glass for the grounds, which screws into the base

        The wooden body is slim enough for small hands and slightly waisted. Clamp it between your knees and it is
        easier still.
        """,
    ),
    product(
        "Cold brew carafe", COFFEE, VODOLIN, picture="carafe:1 chalk", material="Glass",
        price="46.00", grams=640, stock="34",
        facts={"Dimensions": "Ø 10 × 26 cm", "Capacity": "1 l", "Care": "Dishwasher, cork by hand"},
        tags="dishwasher-safe new",
        text="""
        Eighty grams of coarse coffee, a litre of cold water, a night in the refrigerator. In the morning you lift out
        the steel filter, put the cork back and have coffee for three days.

        The filter reaches to the bottom and has holes of 0.2 mm, etched, not drilled. Without it this is a carafe for
        water, straight and narrow enough for any door shelf. Borosilicate glass takes hot tea too, even straight
        after ice. A dot in the wall marks the litre.
        """,
    ),
    product(
        "Tea jar", COFFEE, TRESVALE, picture="jar:3", material="Stoneware",
        price="44.00", grams=620, colours="Glaze: Ochre Charcoal", stock="19 0",
        facts={"Dimensions": "Ø 11 × 13 cm", "Capacity": "200 g of tea", "Timber": "Lid of oak", "Care": "Dry cloth"},
        tags="handmade gift",
        text="""
        Tea wants it dark, dry and free of smells. Stoneware sees to the first two; for the third, the lid has a
        second one beneath it, a flat disc of cork that drops in and keeps what is inside to itself.

        Two hundred grams of black tea go in, or one hundred of green, which is more voluminous. Do not wash the jar
        between two kinds. Wipe it, leave it open by a window for a day, and the Assam will not know that there was
        ever jasmine.
        """,
    ),
    product(
        "Tea for two", COFFEE, TRESVALE, picture="teapot+tumbler+tumbler:1 chalk rust rust", material="Stoneware",
        price="114.00", was="126.00", grams=1560, stock="parts", code="HAL-TEATWO",
        facts={"Capacity": "Pot 1.1 l, tumblers 250 ml each", "Care": "Dishwasher, without the strainer"},
        tags="handmade dishwasher-safe gift",
        text="""
        Our most frequent answer to the question of what to bring: one globe teapot in chalk and two ripple tumblers in
        rust, packed in a box of their own. All three come from the same kiln at Tresvale, and the two glazes were mixed
        to stand next to each other.

        A tumbler holds a quarter of what is in the pot, so each of you drinks twice before anybody has to get up.
        Bought as a set, they cost twelve euros less than one by one. We take the pieces from the same shelf as single
        ones; when either is gone, the set waits for the next firing.
        """,
    ),
    product(
        "Store jar with oak lid", STORAGE, VODOLIN, picture="jar:2 chalk", material="Glass",
        sizes=(Size("0.5 l", "18.00", 360), Size("1 l", "24.00", 560), Size("2 l", "32.00", 940)), stock="75 88 43",
        facts={
            "Dimensions": "Ø 9 × 11, Ø 11 × 14 or Ø 13 × 19 cm", "Capacity": "0.5, 1 or 2 l",
            "Care": "Glass in the dishwasher, lid wiped",
        },
        tags="gift", code="HAL-STOJAR",
        detail="The turned oak lid of the store jar",
        text="""
        Clear glass, straight wall, mouth as wide as the jar, so that a measuring cup goes in and the last lentils
        come out. A pound of flour fits the one-litre jar; we have tried.

        Askmose turns the lid, with a knob that a wet hand can hold and a ring of silicone let into its edge. It
        closes well enough for flour, rice and biscuits, less so for ground coffee. Lids are cut to one gauge for each
        size and can be bought again for six euros.
        """,
    ),
    product(
        "Oil bottle", STORAGE, TRESVALE, picture="bottle:0", material="Stoneware",
        price="36.00", grams=520, colours="Glaze: Olive Sand Ink", stock="28 33 0",
        facts={"Dimensions": "Ø 7.5 × 24 cm", "Capacity": "0.5 l", "Care": "By hand, hot water and rice"},
        tags="handmade gift",
        text="""
        Olive oil goes stale in light, and clear bottles stand in the sun more often than people admit. This one lets
        none through.

        A cork closes it in the cupboard. For the table there is a steel pourer in the box, cut at a slant, with a
        second thin tube for air: oil runs in a thread and stops without a drop on the neck. To clean the bottle,
        shake a spoonful of dry rice and hot water in it; no brush reaches the shoulder.
        """,
    ),
    product(
        "Bread crock", STORAGE, TRESVALE, picture="jar:0 clay", material="Terracotta",
        price="118.00", grams=4300, stock="3",
        facts={
            "Dimensions": "Ø 28 × 24 cm with lid", "Capacity": "Loaves up to 1.5 kg", "Timber": "Lid of oak",
            "Care": "Rinse with vinegar, dry in air",
        },
        tags="handmade",
        text="""
        Bread dries out in the open and moulds in plastic. In unglazed clay it does neither: the wall takes up damp by
        day, gives it back by night, and a loaf of rye lasts a week.

        Four holes near the base let the air move. The lid is oak, slightly hollowed, and turned over it serves as the
        board to cut on. The oldest of the potters at Tresvale makes it in batches of twelve and fires it two hundred
        degrees below the tableware, so that the clay stays porous.
        """,
    ),
    product(
        "Fermenting crock", STORAGE, TRESVALE, picture="jar:2 sand", material="Stoneware",
        sizes=(Size("3 l", "55.00", 2900, "68.00"), Size("5 l", "72.00", 4200, "89.00")), stock="9 12",
        facts={
            "Dimensions": "Ø 18 × 23 cm or Ø 21 × 27 cm", "Capacity": "3 or 5 l", "Timber": "Lid of oak",
            "Care": "Dishwasher, stones boiled",
        },
        tags="dishwasher-safe",
        text="""
        Sauerkraut, kimchi, salted gherkins. Two half-moon stones of the same clay hold the vegetables under the
        brine; the lid of oak lies on top by its own weight, lets gas out and keeps fruit flies from getting in.

        The small crock takes two kilograms of cabbage, the big one nearly four. Leave it in the kitchen for a week
        and in the cellar for a month. Reduced because the new lid has a taller knob; the old, as far as we can tell,
        ferments just as well.
        """,
    ),
    product(
        "Bottle with a cork", STORAGE, VODOLIN, picture="bottle:2 chalk", material="Glass",
        price="12.00", grams=540, stock="110",
        facts={
            "Dimensions": "Ø 8 × 31 cm", "Capacity": "0.75 l", "Closure": "Whole cork",
            "Care": "Bottle in the dishwasher",
        },
        tags="dishwasher-safe",
        text="""
        For elderflower cordial, vinegar, stock, tap water. Plain clear glass with a strong neck, and a cork that has
        a wooden head to pull it by.

        It stands next to the stove better than a screw-top, if you ask us, and can be filled while hot: warm it
        first, cork it once the steam has gone. Not for anything that still ferments. Half of the glass comes from the
        works' own breakages, the reason for a faint green in the base. Corks cost a euro.
        """,
    ),
)
