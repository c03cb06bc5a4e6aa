"""A key, its lease and its answer (docs/adr/0010-idempotency.md)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from shop.core.idempotency import (
    KEEP,
    LEASE,
    AlreadyAnswered,
    Answer,
    Claim,
    KeyInProgress,
    KeyReused,
    bind_key,
    claim_key,
    end_lease,
    fingerprint_of,
    key_owner,
    purge_idempotency,
    store_answer,
)
from shop.core.models import IdempotencyRecord

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANSWER = Answer(201, {"Content-Type": "application/json", "Location": "/orders/1/"}, b'{"id": "ord_1"}')


def claim(*, owner="user:1", key="k", fingerprint="f", **values):
    return Claim(owner, key, fingerprint, **values)


def take(taken, *, result="ord_1", now=NOW):
    with transaction.atomic():
        return claim_key(claim=taken, result=result, now=now)


def let_the_lease_end():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_idempotencyrecord SET lease_until = now() - interval '1 ms'")


def test_the_first_claim_acts_and_the_next_waits_for_its_answer():
    assert take(claim()) is None
    with pytest.raises(KeyInProgress):
        take(claim())


def test_an_answered_key_answers_the_same_bytes():
    first = claim()
    take(first)
    assert store_answer(claim=first, answer=ANSWER) is ANSWER

    with pytest.raises(AlreadyAnswered) as caught:
        take(claim())

    assert caught.value.answer == ANSWER


@pytest.mark.parametrize("is_answered", [False, True])
def test_another_request_with_the_key_is_refused(is_answered):
    first = claim()
    take(first)
    if is_answered:
        store_answer(claim=first, answer=ANSWER)
    with pytest.raises(KeyReused):
        take(claim(fingerprint="other"))


def test_owners_share_no_keys():
    assert take(claim()) is None
    assert take(claim(owner="user:2")) is None
    assert take(claim(key="other")) is None


def test_whoever_comes_after_the_lease_finds_what_was_made_and_has_the_key_alone():
    take(claim(), result="ord_1")
    let_the_lease_end()

    assert take(claim(), result="ord_2") == "ord_1"
    with pytest.raises(KeyInProgress):
        take(claim(), result="ord_3")


@pytest.mark.parametrize(
    "skew", [timedelta(days=-400), timedelta(minutes=-6), timedelta(minutes=6), timedelta(days=400)]
)
def test_the_clock_of_the_web_server_decides_about_no_lease(skew):
    take(claim(), now=datetime.now(UTC) + skew)

    with pytest.raises(KeyInProgress):
        take(claim(), now=datetime.now(UTC) - skew)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lease_until - clock_timestamp() FROM core_idempotencyrecord")
        assert timedelta(0) < cursor.fetchone()[0] <= LEASE


def test_who_lost_the_lease_stores_nothing_and_says_what_the_other_said():
    slow, quick = claim(), claim()
    take(slow)
    let_the_lease_end()
    take(quick)
    store_answer(claim=quick, answer=ANSWER)

    assert store_answer(claim=slow, answer=Answer(201, {}, b"other")) == ANSWER
    assert bytes(IdempotencyRecord.objects.get().body) == ANSWER.body


def test_who_lost_the_lease_to_one_that_is_still_working_says_what_it_knows():
    slow, other = claim(), claim()
    take(slow)
    let_the_lease_end()
    take(other)
    mine = Answer(201, {}, b"mine")

    assert store_answer(claim=slow, answer=mine) is mine
    assert IdempotencyRecord.objects.get().state == "running"


def test_a_refusal_that_changed_nothing_leaves_the_key_free():
    refused = claim()
    with pytest.raises(ValueError, match="out of stock"), transaction.atomic():
        claim_key(claim=refused, result="ord_1", now=NOW)
        raise ValueError("out of stock")

    assert store_answer(claim=refused, answer=Answer(409, {}, b"")).status == 409
    assert not IdempotencyRecord.objects.exists()
    assert take(claim(fingerprint="corrected")) is None


def test_a_failure_of_ours_lets_the_next_request_resume_at_once():
    failed = claim()
    take(failed)
    end_lease(claim=failed)

    assert take(claim()) == "ord_1"


def test_a_failure_ends_no_lease_of_somebody_else():
    take(claim())
    end_lease(claim=claim())
    with pytest.raises(KeyInProgress):
        take(claim())


def test_what_was_made_may_be_named_later_in_the_transaction():
    named = claim()
    with transaction.atomic():
        claim_key(claim=named, result="", now=NOW)
        bind_key(claim=named, result="17")
    let_the_lease_end()

    assert take(claim()) == "17"


def test_a_page_keeps_no_answer_and_is_given_what_was_made():
    assert take(claim(keeps_answer=False), result="ord_1") is None
    assert take(claim(keeps_answer=False), result="ord_2") == "ord_1"


def test_a_key_of_an_older_release_names_what_it_made():
    """Such a row is written while both releases run; it knows neither state nor lease."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_idempotencyrecord (owner, key, fingerprint, result, created_at)"
            " VALUES ('user:1', 'k', 'f', 'ord_1', now())"
        )
    assert take(claim()) == "ord_1"


def test_without_a_key_nothing_is_kept():
    assert take(None) is None
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_key_is_claimed_only_together_with_its_effect():
    with pytest.raises(AssertionError, match="inside the caller's transaction"):
        claim_key(claim=claim(), result="ord_1", now=NOW)


def test_keys_are_kept_for_a_day_and_then_forgotten():
    take(claim(key="old"), now=NOW)
    take(claim(key="new"), now=NOW + timedelta(hours=2))

    assert purge_idempotency(now=NOW + timedelta(hours=24)) == 0
    assert purge_idempotency(now=NOW + KEEP + timedelta(seconds=1)) == 1
    assert [record.key for record in IdempotencyRecord.objects.all()] == ["new"]


def test_a_guest_is_known_by_address_however_it_is_written_and_never_by_the_address_itself():
    assert key_owner(user_id=None, guest=" Ada@Example.com") == key_owner(user_id=None, guest="ada@example.com")
    assert key_owner(user_id=None, guest="a@example.com") != key_owner(user_id=None, guest="b@example.com")
    assert "example" not in key_owner(user_id=None, guest="a@example.com")
    assert key_owner(user_id=1, guest="a@example.com") == "user:1"
    assert key_owner(user_id=None, guest="\udcff").startswith("guest:")


def test_a_fingerprint_is_of_method_address_and_meaning_not_of_spelling():
    known = {"method": "POST", "path": "/a/", "body": {"a": 1, "b": [1, 2]}}
    assert fingerprint_of(**known) == fingerprint_of(**known | {"body": {"b": [1, 2], "a": 1}})
    for change in ({"method": "PUT"}, {"path": "/b/"}, {"body": {"a": 1, "b": [2, 1]}}, {"body": None}):
        assert fingerprint_of(**known) != fingerprint_of(**known | change)
