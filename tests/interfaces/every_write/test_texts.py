"""What no database can keep is refused in every text of every mutation."""

from uuid import uuid4

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from tests.interfaces.every_write.walk import INPUTS, MUTATIONS, mutations

pytestmark = pytest.mark.django_db

SETTLES_FIRST = {"version", "expectedTotal", "expectedAmount", "idempotencyKey"}  # anything made up there is refused


def filled(kind, given):
    """Return an input with every member of it, as deep as it goes: what is `given`, else something of its kind."""
    if isinstance(kind, GraphQLNonNull):
        return filled(kind.of_type, given)
    if isinstance(kind, GraphQLList):
        return [filled(kind.of_type, given[0] if given else None)]
    if isinstance(kind, GraphQLInputObjectType):
        wanted = [name for name in kind.fields if name not in SETTLES_FIRST]
        return {name: filled(kind.fields[name].type, (given or {}).get(name)) for name in wanted}
    if isinstance(kind, GraphQLEnumType):
        return given or next(iter(kind.values))
    return given or {"Int": 1, "Boolean": True}.get(kind.name, "abc")


def with_nul(values, place=""):
    """Yield an input with a NUL in each of its texts in turn, and where it is."""
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    for name, value in pairs:
        whole = dict(values) if isinstance(values, dict) else list(values)
        changed = with_nul(value, f"{place}.{name}") if isinstance(value, (dict, list)) else ()
        for where, part in [(f"{place}.{name}", f"{value}\x00")] if isinstance(value, str) else changed:
            whole[name] = part
            yield where, whole.copy()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_nul_in_any_text_of_a_mutation_is_no_fault_of_ours(scene, name, caplog):
    for where, values in with_nul(filled(mutations()[name].args["input"].type, INPUTS[name])):
        answer = scene.mutate(name, str(uuid4()), **values)
        codes = [error["extensions"]["code"] for error in answer.json().get("errors", ())]
        assert "internal_error" not in codes, where
    assert "Traceback" not in caplog.text
