"""Texts change without a migration, columns do not."""

from __future__ import annotations

import pytest
from django.core.validators import MinValueValidator
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from shop.core.textless import TextlessAutodetector


def _state(field, *, verbose_name="mug", message="Too few.", **options):
    rule = models.CheckConstraint(condition=models.Q(size__gte=1), name="size_gte_1", violation_error_message=message)
    options = {"verbose_name": verbose_name, "constraints": [rule], **options}
    state = ProjectState()
    state.add_model(
        ModelState("shop", "Mug", [("id", models.BigAutoField(primary_key=True)), ("size", field)], options)
    )
    return state


def _changes(before, after):
    changes = TextlessAutodetector(before, after)._detect_changes()
    return [operation.describe() for migration in changes.get("shop", []) for operation in migration.operations]


@pytest.mark.parametrize(
    "after",
    [
        _state(models.IntegerField("capacity")),
        _state(models.IntegerField(help_text="In litres.")),
        _state(models.IntegerField(choices=[(1, "One litre")])),
        _state(models.IntegerField(validators=[MinValueValidator(1, "Too small.")])),
        _state(models.IntegerField(error_messages={"null": "How large?"})),
        _state(models.IntegerField(), verbose_name="cup", verbose_name_plural="cups"),
        _state(models.IntegerField(), message="At least one."),
    ],
)
def test_a_text_needs_no_migration(after):
    assert _changes(_state(models.IntegerField()), after) == []


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (_state(models.BigIntegerField()), "Alter field size on mug"),
        (_state(models.IntegerField(), ordering=["size"]), "Change Meta options on mug"),
        (_state(models.IntegerField(), permissions=[("fill_mug", "Fill mugs")]), "Change Meta options on mug"),
    ],
)
def test_whatever_else_changes_needs_one(after, change):
    assert _changes(_state(models.IntegerField()), after) == [change]


def test_the_commands_compare_without_texts():
    from shop.backoffice.management.commands import makemigrations, migrate

    assert makemigrations.Command.autodetector is TextlessAutodetector
    assert migrate.Command.autodetector is TextlessAutodetector
