"""What a document may ask for. Refused before it is validated, by two walks that see each node once.

A fragment weighs the same wherever it is spread, so it is weighed once. Where pages are long, the fields below count
as often. What is skipped counts as if it were not: whether it is skipped may depend on a variable. Fields are only
estimated here; what an answer really costs is bounded while it is made (`budget`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TokenKind,
)

MAX_CHARACTERS = 20_000
MAX_TOKENS = 1000
MAX_COMMENTS = 200
MAX_DIGITS = 40
MAX_FIELDS = 400
MAX_PAIRS = 6000  # of fields with one name: the rule that merges fields compares each with each
MAX_SPREADS = 100
MAX_DIRECTIVES = 50
MAX_LEVELS = 40  # of selections, through fragments
MAX_DEPTH = 10  # of fields, without those about the schema itself
MAX_ALIASES = 15
MAX_COST = 5000
PAGE_DEFAULT = 20
PAGE_MAX = 100
COSTLY = 300  # from here on, one at a time in each process
SEARCH = 50  # what looking for products costs in statements, whatever is asked of them
LIST = 10
TYPE = 50  # a type's fields with theirs, of which no page is asked for
_PAGED = frozenset({"products", "myOrders"})
_ABOUT_THE_SCHEMA = {"__schema": COSTLY, "__type": TYPE}
_WHOLE = frozenset({"categories"})  # lists without pages
_CODE = {"code": "query_too_complex"}


class TooComplex(GraphQLError):
    """The document asks for more than one request may."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions=_CODE)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a selection asks for."""

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    roots: int = 0  # fields of the selection itself, as a request holds one mutation

    def __add__(self, other: Weight) -> Weight:
        return Weight(
            self.cost + other.cost,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.roots + other.roots,
        )


def weigh(document: DocumentNode, *, is_named: bool = True) -> Weight:
    """Return the weight of the heaviest operation. Of several, the request must name the one that is meant.

    Raises: GraphQLError for what is over a limit.
    """
    _read_numbers(document)
    _count_tokens(document)
    scale = Scale(document)
    if len(scale.operations) > 1 and not is_named:
        raise GraphQLError(_("The document has several operations. Choose one with `operationName`."))
    return scale.heaviest()


class Scale:
    """Weighs the operations of a document; `visited` is how many nodes it has looked at."""

    def __init__(self, document: DocumentNode) -> None:
        self.visited = 0
        self.operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, Weight | None] = {}

    def heaviest(self) -> Weight:
        """Return the largest numbers of all operations. Raises: GraphQLError."""
        found = Weight()
        for operation in self.operations:
            weight = self._selection(operation.selection_set, 1)
            _check_weight(weight, is_mutation=operation.operation == OperationType.MUTATION)
            if weight.cost > found.cost:
                found = weight
        return found

    def _selection(self, selection: SelectionSetNode | None, level: int) -> Weight:
        if level > MAX_LEVELS:
            raise TooComplex(_("The document has more than %(max_levels)s levels.") % {"max_levels": MAX_LEVELS})
        total = Weight()
        for node in selection.selections if selection else ():
            self.visited += 1
            if isinstance(node, FieldNode):
                total += self._field(node, level)
            elif isinstance(node, InlineFragmentNode):
                total += self._selection(node.selection_set, level + 1)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value, level + 1)
        return total

    def _field(self, node: FieldNode, level: int) -> Weight:
        inside = self._selection(node.selection_set, level + 1)
        name = node.name.value
        depth = 0 if name.startswith("__") or not node.selection_set else 1 + inside.depth
        cost = _own_cost(node) + _page_size(node) * inside.cost
        return Weight(cost, depth, bool(node.alias) + inside.aliases, not name.startswith("__"))

    def _fragment(self, name: str, level: int) -> Weight:
        if name not in self.fragments:
            return Weight()  # validation says that it is missing
        if name not in self._known:
            self._known[name] = None
            self._known[name] = self._selection(self.fragments[name].selection_set, level)
        weight = self._known[name]
        if weight is None:
            raise GraphQLError(
                _("Fragment '%(name)s' spreads itself.") % {"name": name}, extensions={"code": "invalid_query"}
            )
        return weight


def _check_weight(weight: Weight, *, is_mutation: bool) -> None:
    if is_mutation and weight.roots > 1:
        raise TooComplex(_("Send one mutation per request."))
    if weight.depth > MAX_DEPTH:
        raise TooComplex(
            _("This operation is %(depth)s levels deep. The limit is %(max_depth)s.")
            % {"depth": weight.depth, "max_depth": MAX_DEPTH}
        )
    if weight.aliases > MAX_ALIASES:
        raise TooComplex(
            _("This operation has %(aliases)s aliases. The limit is %(max_aliases)s.")
            % {"aliases": _shown_limit(weight.aliases), "max_aliases": MAX_ALIASES}
        )
    if weight.cost > MAX_COST:
        raise TooComplex(
            _("This operation costs %(cost)s. The limit is %(max_cost)s.")
            % {"cost": _shown_limit(weight.cost), "max_cost": MAX_COST}
        )


def _count_tokens(document: DocumentNode) -> None:
    """Count what the document holds, each node once and no fragment opened. Raises: TooComplex."""
    kinds: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for node in _nodes(document):
        kinds[node.kind] += 1
        if isinstance(node, FieldNode):
            names[(node.alias or node.name).value] += 1
    for kind, text, limit in (
        (FieldNode.kind, _("The document has %(count)s fields. The limit is %(limit)s."), MAX_FIELDS),
        (
            FragmentSpreadNode.kind,
            _("The document has %(count)s fragment spreads. The limit is %(limit)s."),
            MAX_SPREADS,
        ),
        (DirectiveNode.kind, _("The document has %(count)s directives. The limit is %(limit)s."), MAX_DIRECTIVES),
    ):
        if kinds[kind] > limit:
            raise TooComplex(text % {"count": kinds[kind], "limit": limit})
    if sum(times * times for times in names.values()) > MAX_PAIRS:
        name, times = names.most_common(1)[0]
        raise TooComplex(
            _("The document repeats field names too often: '%(name)s' %(times)s times.")
            % {"name": name, "times": times}
        )


def _read_numbers(document: DocumentNode) -> None:
    """Refuse numbers that nobody means, before anything turns them into one. Raises: GraphQLError."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in (TokenKind.INT, TokenKind.FLOAT) and len(token.value or "") > MAX_DIGITS:
            message = _("A number has more than %(max_digits)s digits.") % {"max_digits": MAX_DIGITS}
            raise GraphQLError(message, extensions={"code": "invalid_query"})
        token = token.next


def _nodes(document: DocumentNode) -> Iterator[FieldNode | FragmentSpreadNode | InlineFragmentNode | DirectiveNode]:
    pending: list[SelectionSetNode] = []
    for definition in document.definitions:
        yield from getattr(definition, "directives", None) or ()
        if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode)):
            pending.append(definition.selection_set)
    while pending:
        for node in pending.pop().selections:
            yield node  # type: ignore[misc]  # the three kinds of selection
            yield from node.directives or ()
            inside = getattr(node, "selection_set", None)
            if inside:
                pending.append(inside)


def _own_cost(node: FieldNode) -> int:
    """Return what a field costs before anything below it."""
    name = node.name.value
    if name in _ABOUT_THE_SCHEMA:
        return _ABOUT_THE_SCHEMA[name]
    if name not in _PAGED:
        return 1
    return SEARCH if any(argument.name.value == "filter" for argument in node.arguments or ()) else LIST


def _page_size(node: FieldNode) -> int:
    """Return how often the fields below may be answered; what is no page size counts as the largest."""
    if node.name.value in _WHOLE:
        return PAGE_MAX
    if node.name.value not in _PAGED:
        return 1
    given = [argument.value for argument in node.arguments or () if argument.name.value == "first"]
    if not given:
        return PAGE_DEFAULT
    sizes = [int(value.value) if isinstance(value, IntValueNode) and len(value.value) <= 3 else 0 for value in given]
    return max(size if 1 <= size <= PAGE_MAX else PAGE_MAX for size in sizes)


def _shown_limit(value: int) -> str:
    return str(value) if value < 1_000_000 else _("over a million")
