"""Finds texts that people read and that do not go through gettext: in templates, in Python and in scripts.

Each of the three files has `bare_texts(source)`, which returns (line, what is bare there). What they cannot see is
shown by the pseudo-locale (`.ci/pseudo_locale.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from . import python, scripts, templates

ROOT = Path(__file__).resolve().parents[2]
SECURITY_TXT = (
    "Contact: mailto:{email}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {site}/.well-known/security.txt\n"
)
# The demo's goods, people and orders are data; configuration and commands speak to who runs the shop; the API's
# documentation is English.
NOT_FOR_READERS = (
    "shop/demo/", "shop/config/", "shop/backoffice/management/", "shop/api/common/document.py",
    "shop/api/common/idempotency.py", "shop/api/v1/api.py",
)  # fmt: skip
# What looks like a text and is none. Each is still found, or it may not stand here.
NO_TEXTS: dict[str, set[str]] = {
    "shop/accounts/queries.py": {"nobody {}", "user {}"},
    "shop/catalog/html.py": {"nofollow noopener"},
    "shop/search/rules.py": {"Made in"},  # a name that staff give to an attribute
    "shop/search/shapes.py": {  # parts of SQL
        "CASE WHEN {} = {} THEN {} ELSE {} || {} END",
        "rank DESC, is_bestseller DESC, product_id DESC",
        "rank DESC, product_id DESC",
        "{} DESC",
    },
    "shop/search/sql.py": {  # parts of SQL
        "LIMIT %(size)s OFFSET %(start)s",
        "LIMIT {}",
        "product_id, facets",
    },
    "shop/storefront/structured.py": {"customer service"},  # schema.org
    "shop/storefront/markup.py": {"icon {}"},
    "shop/storefront/views/content.py": {SECURITY_TXT},
    "shop/api/common/auth.py": {"The `access` token that `POST /api/v1/users/login/` answers."},
    "shop/graphql/mutations/returns.py": {
        " `orderToken`, the text in the order's status address, stands for the buyer where there is no access token.",
        "`version` is the order's; one that was changed since is refused (`stale_version`).",
    },
    "shop/graphql/views.py": {
        '# GraphQL of this shop. Send queries by POST as JSON: {"query": "…", "variables": {…}}\n# With a token of the JSON API (POST /api/v1/users/login/): Authorization: Bearer <access>\n# Mutations take the header Idempotency-Key, one mutation a request: repeat it with the same key when the answer was\n# lost. It has one effect and, for 24 hours, the same answer byte for byte, marked "Idempotency-Replayed: true".\n# Errors carry extensions.code and extensions.request_id; /api/v1/errors/ lists the codes.\n# Limits: depth %(depth)s, %(aliases)s aliases, %(tokens)s tokens, cost %(cost)s; pages of at most %(page)s.\n\n',
        "GET, HEAD, OPTIONS, POST",
    },
    "shop/checkout/apps.py": {"payment events"},
    "shop/checkout/operations/import_statement.py": {"statement line {}"},
    "shop/checkout/operations/provider_events.py": {"No payment of ours goes by this name yet", "payment events"},
    "shop/core/actor.py": {"Guest"},
    "shop/core/apps.py": {"Core"},
    "shop/core/collation.py": {"c>cs|d>dz dzs|g>gy|l>ly|n>ny|o>ö|s>sz|t>ty|u>ü|z>zs"},
    "shop/core/idempotency.py": {"answered before"},
    "shop/core/models.py": {"seen {}", "{} since {}"},
    "shop/core/money.py": {"{} and {}"},
    "shop/core/owner.py": {
        "DATABASE_URL names the owner of the tables: whoever breaks into the web server could rewrite the ledger.",
        "Give web and worker a user of their own, and DATABASE_OWNER_URL to `migrate` alone (docs/operating.md).",
    },
    "shop/fulfilment/carriers.py": {
        "austrian post",
        "deutsche post",
        "die schweizerische post",
        "la poste",
        "royal mail",
        "swiss post",
    },
    "shop/imports/nexus_cells.py": {"Material: Oak", "https://…: A mug"},
    "shop/imports/nexus_file.py": {"Expected {}", "Released on"},
    "shop/imports/operations.py": {"Main warehouse"},
    "shop/imports/shopify.py": {
        "Option {}",
        "default title",
        "inventory available ",
        "inventory quantity ",
        "title",
        "variant inventory qty ",
    },
    "shop/imports/shopify_variants.py": {"not stocked"},
    "shop/imports/starter.py": {"Home delivery", "Main warehouse"},
    "shop/imports/steps/variants.py": {"former price", "stock tracking"},
    "shop/inventory/models.py": {"{} for {}"},
    "shop/inventory/operations/waiting.py": {"back in stock"},
    "shop/orders/models/lines.py": {"{} of {} for {}"},
    "shop/payments/models/comparison.py": {"{} since {}"},
    "shop/worker/tasks.py": {"sweep at providers"},
}
_FINDERS: tuple[tuple[str, str, Callable[[str], list[tuple[int, str]]]], ...] = (
    ("templates", "*.html", templates.bare_texts),
    ("templates", "*.txt", templates.bare_texts_of_mail),
    ("shop", "*.py", python.bare_texts),
    ("static/js", "*.js", scripts.bare_texts),
    ("shop/demo/static", "*.js", scripts.bare_texts),
)


def find_bare_texts() -> Iterator[tuple[str, int, str]]:
    """Yield file, line and text of all that is bare."""
    for folder, pattern, bare_texts in _FINDERS:
        for name, source in sources(folder, pattern):
            for line, text in bare_texts(source):
                yield name, line, text


def sources(folder: str, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield name and content of each file that may hold texts."""
    for path in sorted((ROOT / folder).rglob(pattern)):
        name = str(path.relative_to(ROOT))
        if pattern != "*.py" or not (name.startswith(NOT_FOR_READERS) or "/migrations/" in name):
            yield name, path.read_text()
