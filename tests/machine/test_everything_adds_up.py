"""250 random steps in the normal suite; MACHINE_STEPS=20000 for the nightly run, which also draws new examples."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.shop import ShopMachine

LENGTH = 50
IS_LONG = "MACHINE_STEPS" in os.environ
STEPS = int(os.environ.get("MACHINE_STEPS", "250"))


@pytest.mark.long
@pytest.mark.django_db
def test_whatever_people_do_everything_adds_up(settings_of_the_machine):
    run_state_machine_as_test(
        ShopMachine,
        settings=settings(
            max_examples=STEPS // LENGTH,
            stateful_step_count=LENGTH,
            deadline=None,
            derandomize=not IS_LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if IS_LONG else (Phase.generate,),
        ),
    )


@pytest.fixture
def settings_of_the_machine(settings):
    settings.PAYMENT_PROVIDERS = ["test", "bank_transfer", "invoice"]
