"""The short way to an answer: a query that was executed once is turned into a plan of plain calls, and asked by it.

graphql-core collects the fields of each object of an answer anew and asks at each value what kind it is, which takes
most of a request's time. A plan knows that from the document. It holds what reads plain values (the catalogue); what
needs more is no plan. A plan gives the whole answer or none: whatever fails is executed again by graphql-core, whose
errors, and what it can tell beside them, are the only ones. So only queries have plans: they may be asked twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import InterfaceError, OperationalError
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_argument_values,
    get_operation_ast,
    get_variable_values,
    is_leaf_type,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from shop.core.door import Refusal

from .budget import Budget

MAX_PLANS = 200
MAX_CHARACTERS = 2000  # of a document: a plan holds parts of it

type Answer = dict[str, Any]


class NoAnswer(Exception):
    """A plan cannot answer: graphql-core must."""


class _Unplannable(Exception):
    """Something in a document needs more than a plan knows."""


@dataclass(slots=True)
class _Run:
    variables: VariableValues
    budget: Budget = field(default_factory=Budget)


type _Read = Callable[[Any, _Run], Any]  # from an object, or a value of it, to what is answered


@dataclass(frozen=True, slots=True)
class Plan:
    """How an operation is answered. `cost` is what its document weighs."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    read: _Read
    cost: int

    def answer(self, variables: dict[str, Any]) -> Answer:
        """Return the data of an answer without errors.

        Raises: NoAnswer, Spent, and what refuses the whole answer: Refusal, OperationalError, InterfaceError.
        """
        coerced = get_variable_values(self.schema, self.operation.variable_definitions or (), variables)
        if isinstance(coerced, list):
            raise NoAnswer
        try:
            found: Answer = self.read(None, _Run(coerced))
        except (Refusal, OperationalError, InterfaceError):
            raise
        except Exception as error:
            raise NoAnswer from error
        return found


class Plans:
    """The plans of a process, by document and name of the operation; the oldest goes for a new one."""

    def __init__(self) -> None:
        self._plans: dict[tuple[str, str | None], Plan] = {}
        self._lock = Lock()

    def find(self, text: str, name: str | None) -> Plan | None:
        """Return the plan of a document that was executed before."""
        return self._plans.get((text, name))

    def learn(self, schema: GraphQLSchema, text: str, name: str | None, document: DocumentNode, cost: int) -> None:
        """Keep the plan of a valid document, where it can have one."""
        operation = get_operation_ast(document, name)
        if len(text) > MAX_CHARACTERS or operation is None or operation.operation != OperationType.QUERY:
            return
        try:
            read = _Planner(schema, document).operation(operation)
        except _Unplannable:
            return
        with self._lock:
            while len(self._plans) >= MAX_PLANS:
                del self._plans[next(iter(self._plans))]
            self._plans[text, name] = Plan(schema, operation, read, cost)


class _Planner:
    """Turns the selections of one document into calls."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def operation(self, operation: OperationDefinitionNode) -> _Read:
        assert self.schema.query_type is not None
        return self._object(self.schema.query_type, [operation.selection_set])

    def _object(self, kind: GraphQLObjectType, selections: list[SelectionSetNode]) -> _Read:
        if kind.is_type_of is not None:
            raise _Unplannable
        found: dict[str, list[FieldNode]] = {}
        for selection in selections:
            self._collect(kind, selection, found)
        steps = [(key, *self._field(kind, nodes)) for key, nodes in found.items()]
        count = len(steps)

        def read(source: Any, run: _Run) -> Answer:
            run.budget.spend(fields=count)
            return {key: complete(resolve(source, run), run) for key, resolve, complete in steps}

        return read

    def _collect(self, kind: GraphQLObjectType, selection: SelectionSetNode, found: dict[str, list[FieldNode]]) -> None:
        for node in selection.selections:
            if node.directives:
                raise _Unplannable
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
                continue
            inside: Any = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = inside.type_condition
            if inside.directives or (condition and condition.name.value != kind.name):
                raise _Unplannable
            self._collect(kind, inside.selection_set, found)

    def _field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> tuple[_Read, _Read]:
        """Return how a field's value is read from its object, and what is answered for that."""
        name = nodes[0].name.value
        if name == "__typename":
            return (lambda _source, _run: kind.name), (lambda value, _run: value)
        if (definition := kind.fields.get(name)) is None:
            raise _Unplannable  # about the schema itself
        selections = [node.selection_set for node in nodes if node.selection_set]
        return _resolver(definition, nodes[0]), self._completed(definition.type, selections)

    def _completed(self, kind: Any, selections: list[SelectionSetNode]) -> _Read:
        if isinstance(kind, GraphQLNonNull):
            return _required(self._some(kind.of_type, selections))
        some = self._some(kind, selections)
        return lambda value, run: None if value is None else some(value, run)

    def _some(self, kind: Any, selections: list[SelectionSetNode]) -> _Read:
        """Return how a value that is not None is answered."""
        if isinstance(kind, GraphQLList):
            each = self._completed(kind.of_type, selections)
            return lambda values, run: [each(value, run) for value in values]
        if is_leaf_type(kind):
            return _leaf(kind)
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, selections)
        raise _Unplannable


def _required(some: _Read) -> _Read:
    def read(value: Any, run: _Run) -> Any:
        if value is None:
            raise NoAnswer
        return some(value, run)

    return read


def _leaf(kind: GraphQLLeafType) -> _Read:
    coerce = kind.coerce_output_value

    def read(value: Any, run: _Run) -> Any:
        answered = coerce(value)
        if answered is None:
            raise NoAnswer
        run.budget.characters += len(answered) if isinstance(answered, str) else 1
        return answered

    return read


def _resolver(definition: GraphQLField, node: FieldNode) -> _Read:
    """Return how a field of one of our own types is read; those that ask who asks are left to graphql-core."""
    ours = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if type(ours) is not StrawberryField or ours.extensions:
        raise _Unplannable
    base = ours.base_resolver
    if base is None:
        name = ours.python_name
        return lambda source, _run: getattr(source, name)
    if base.info_parameter or base.root_parameter or base.parent_parameter or not base.self_parameter or base.is_async:
        raise _Unplannable
    if not definition.args:
        method = base._unbound_wrapped_func
        return lambda source, _run: method(source)
    resolve: Any = definition.resolve
    return lambda source, run: resolve(source, None, **get_argument_values(definition, node, run.variables))
