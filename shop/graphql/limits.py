"""What a query may ask for: depth, aliases, tokens and a cost that multiplies with page sizes."""

from __future__ import annotations

from collections.abc import Callable

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    QueryDepthLimiter,
    SchemaExtension,
)

MAX_DEPTH = 10
MAX_ALIASES = 15
MAX_TOKENS = 1000
MAX_COST = 5000
PAGE_DEFAULT = 20
PAGE_MAX = 100
_PAGED = frozenset({"products", "myOrders"})


class CostRule(ValidationRule):
    """Refuses an operation whose fields, each counted as often as its page is long, exceed MAX_COST."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.fragments = {
            node.name.value: node for node in context.document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def enter_operation_definition(self, node: OperationDefinitionNode, *_args: object) -> None:
        """Count one operation before anything runs."""
        cost = self._cost(node.selection_set, frozenset())
        if cost > MAX_COST:
            self.report_error(GraphQLError(f"This operation costs {cost}; the limit is {MAX_COST}.", node))

    def _cost(self, selection: SelectionSetNode | None, seen: frozenset[str]) -> int:
        total = 0
        for node in selection.selections if selection else ():
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                fragment = self.fragments.get(name)
                if fragment and name not in seen:
                    total += self._cost(fragment.selection_set, seen | {name})
            elif isinstance(node, FieldNode):
                total += 1 + _page(node) * self._cost(node.selection_set, seen)
            elif isinstance(node, InlineFragmentNode):
                total += self._cost(node.selection_set, seen)
            if total > MAX_COST:
                return total
        return total


class OneMutation(ValidationRule):
    """Refuses several mutations in one request: an Idempotency-Key belongs to one, and so does an answer."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_args: object) -> None:
        """Count the mutation's root fields before anything runs."""
        if node.operation == OperationType.MUTATION and self._count(node.selection_set, frozenset()) > 1:
            self.report_error(GraphQLError("Send one mutation a request.", node))

    def _count(self, selection: SelectionSetNode, seen: frozenset[str]) -> int:
        total = 0
        for node in selection.selections:
            if isinstance(node, FieldNode):
                total += not node.name.value.startswith("__")
            elif isinstance(node, InlineFragmentNode):
                total += self._count(node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                fragment = self.context.get_fragment(node.name.value)
                if fragment is not None:
                    total += self._count(fragment.selection_set, seen | {node.name.value})
        return total


def _page(node: FieldNode) -> int:
    if node.name.value not in _PAGED:
        return 1
    for argument in node.arguments or ():
        if argument.name.value == "first":
            return int(argument.value.value) if isinstance(argument.value, IntValueNode) else PAGE_MAX
    return PAGE_DEFAULT


def limiters() -> list[Callable[[], SchemaExtension]]:
    """Return what makes the limits as schema extensions, anew for each request."""
    return [
        lambda: QueryDepthLimiter(max_depth=MAX_DEPTH),
        lambda: MaxAliasesLimiter(max_alias_count=MAX_ALIASES),
        lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        lambda: AddValidationRules([CostRule, OneMutation]),
    ]
