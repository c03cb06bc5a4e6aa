"""Migrations hold no texts: what a field or model is called, and its help, may change without one."""

from __future__ import annotations

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ProjectState
from django.db.models import BaseConstraint, Field


class TextlessAutodetector(MigrationAutodetector):
    """Django's comparison of models with migrations, blind to names, help, choices, messages and validators.

    None of them is in the database: constraints keep what values are allowed. Names of permissions stay, because
    Django writes those into a table.
    """

    def __init__(self, from_state: ProjectState, to_state: ProjectState, questioner: Any = None) -> None:
        super().__init__(_without_texts(from_state), _without_texts(to_state), questioner)


def _without_texts(state: ProjectState) -> ProjectState:
    state = state.clone()
    for model in state.models.values():
        model.fields = {name: _bare_field(field) for name, field in model.fields.items()}
        model.options = {name: value for name, value in model.options.items() if not name.startswith("verbose_name")}
        model.options["constraints"] = [_bare_constraint(one) for one in model.options.get("constraints", [])]
    return state


def _bare_field(field: Any) -> Any:
    bare: Field[Any, Any] = field.clone()
    bare._verbose_name, bare.help_text, bare.choices = None, "", None  # type: ignore[attr-defined]
    bare._error_messages, bare._validators = None, []  # type: ignore[attr-defined]
    return bare


def _bare_constraint(constraint: BaseConstraint) -> BaseConstraint:
    bare = constraint.clone()
    bare.violation_error_message = bare.default_violation_error_message
    return bare
