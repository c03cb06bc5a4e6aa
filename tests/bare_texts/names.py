"""Names of things, formats and units, which are the same in every language that the shop may speak."""

NAMES = {
    "API", "BIC", "CSV", "GraphQL", "HTML", "IBAN", "ID", "JSON", "Markdown", "Nexus", "PayPal", "PostgreSQL", "SKU",
    "Valkey", "g", "kg",
}  # fmt: skip
