"""A shop in which every example can be done."""

import pytest

from tests.interfaces.every_write.walk import Scene


@pytest.fixture
def scene(channel, shopper, staff_actor):
    return Scene(shopper, staff_actor)
