"""Names that the catalogue may use: colours of glaze, cloth and paint, and shapes that can be drawn."""

PALETTE: dict[str, str] = {
    "rust": "#b5543a",
    "terracotta": "#c47452",
    "clay": "#b08968",
    "sand": "#d3bb96",
    "oat": "#e0d3bd",
    "linen": "#d8cab2",
    "cream": "#f0e6d2",
    "chalk": "#eeeae1",
    "butter": "#eccf82",
    "ochre": "#cf9a3a",
    "olive": "#80803f",
    "moss": "#66774e",
    "pine": "#2f5845",
    "lake": "#3f727a",
    "sky": "#9fbccb",
    "denim": "#4a6285",
    "ink": "#2b3648",
    "charcoal": "#3d3b3a",
    "plum": "#6d4257",
    "rose": "#d3a096",
    "brass": "#c09a4e",
    "steel": "#b9bcbc",
    "oak": "#c39a68",
    "walnut": "#76503a",
}
"""Colour of the thing itself (sRGB)."""

WALLS: dict[str, tuple[str, str]] = {
    "rust": ("#efdcd0", "#dfe0d3"),
    "terracotta": ("#eadfd6", "#d5dcd2"),
    "clay": ("#e3e0d4", "#d3dbd8"),
    "sand": ("#dfe3dd", "#cfd9d8"),
    "oat": ("#d9cfc0", "#c3cdc2"),
    "linen": ("#d3d8d6", "#d9c5b4"),
    "cream": ("#d8c7b2", "#bccac2"),
    "chalk": ("#ccd2cf", "#dcc2b0"),
    "butter": ("#e6e2d3", "#cbd8d8"),
    "ochre": ("#efe4cb", "#d5dcd8"),
    "olive": ("#e6e2cd", "#e9ddcf"),
    "moss": ("#e3e5d6", "#ecdfcf"),
    "pine": ("#dbe3da", "#ecdccb"),
    "lake": ("#d5e1e0", "#efe0cd"),
    "sky": ("#e8e3d9", "#efdfd4"),
    "denim": ("#dde2e8", "#ebe2d4"),
    "ink": ("#d9dde0", "#ecdfcf"),
    "charcoal": ("#e3ddd4", "#d6dcd8"),
    "plum": ("#e9dde0", "#e6dfcf"),
    "rose": ("#efe1da", "#d7dfd5"),
    "brass": ("#e2dccb", "#cdd8d3"),
    "steel": ("#d7dde0", "#e8dccf"),
    "oak": ("#ebe1d1", "#d5ddd6"),
    "walnut": ("#e8ddd0", "#d3dcd6"),
}
"""Tints of the wall behind a thing of that colour: its own, and a contrast."""

SHAPES: tuple[str, ...] = (
    "tumbler", "mug", "cup-saucer", "bowl", "plate", "carafe", "teapot", "jug", "vase", "bottle", "jar",
    "glass", "wine-glass", "pan", "pot", "knife", "board", "spoon-set", "cutlery", "kettle", "grinder",
    "apron", "tea-towel", "napkin", "tablecloth", "table-lamp", "pendant-lamp", "candle", "candle-holder",
    "lantern", "notebook", "pencil-cup", "pen", "desk-tray", "scissors", "clock", "cushion", "blanket",
    "towel", "soap", "brush", "basket", "stool", "planter", "watering-can", "hook-rail", "mirror", "bag",
    "umbrella", "broom",
)  # fmt: skip
"""Every shape that `draw` knows."""

MATERIALS: tuple[str, ...] = (
    "stoneware", "porcelain", "terracotta", "glass", "enamel", "iron", "steel", "brass", "copper", "wood",
    "linen", "cotton", "wool", "leather", "paper", "wax", "rattan", "felt", "canvas", "stone",
)  # fmt: skip
"""Surfaces that a scene may ask for; a shape that cannot be made of one keeps its usual surface."""
