"""Periodic jobs over many things."""

from shop.core.rounds import for_each


def test_one_that_fails_is_logged_and_keeps_no_other_from_being_done(caplog):
    done = []

    def work(key):
        if key == 2:
            raise ValueError("a broken row")
        done.append(key)

    assert for_each([1, 2, 3], work) == 3

    assert done == [1, 3]
    assert "work, 2: failed" in caplog.text
