"""Texts as people look for them, inside PostgreSQL: without case and accents, served by an index.

`core_folded` (`migrations/sql/folded.sql`) does to what is stored and to what is asked the same as
`core.folding.fold`, so "muller" finds "Müller", and neither side is ever folded by anything else.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.models import CharField, Func, Lookup, TextField


class Folded(Func):
    """A text without case and accents, for an index or a search."""

    function = "core_folded"
    output_field = TextField()


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup[Any]):
    """`name__holds="muller"`: whether the text has this somewhere, case and accents aside.

    A trigram index over `Folded` serves it from three letters on.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare two folded texts; what LIKE takes for a sign of its own stands for itself."""
        lhs, params = self.process_lhs(compiler, connection)
        # Taken apart first: a wide per cent sign becomes a plain one, which must be escaped, too.
        text = connection.ops.prep_for_like_query(unicodedata.normalize("NFKD", str(self.rhs)))
        return f"core_folded({lhs}) LIKE core_folded(%s)", (*params, f"%{text}%")
