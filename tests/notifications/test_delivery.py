"""Mail from the outbox, over a real SMTP conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPConnectError, SMTPSenderRefused

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from shop.channels.models import Channel
from shop.notifications import delivery
from shop.notifications.models import MailMessage
from shop.notifications.steps import queue_message
from tests.concurrency.threads import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HALDEN = Channel(name="Halden")


def queue(recipient: str = "ada@example.com", key: str = "one") -> MailMessage:
    with transaction.atomic():
        queue_message(
            dedupe_key=key,
            recipient=recipient,
            template="account/password_reset_key",
            context={"channel": HALDEN, "email": recipient, "password_reset_url": "http://testserver/key/"},
            now=NOW,
        )
    return MailMessage.objects.get(dedupe_key=key)


def test_a_queued_mail_is_sent_once_with_its_own_message_id_and_both_parts(mailbox):
    message = queue()

    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0

    [received] = mailbox.mails
    assert received["Message-ID"] == message.message_id
    assert received["To"] == "ada@example.com"
    assert received["Subject"] == "Choose a new password"
    assert [part.get_content_type() for part in received.iter_parts()] == ["text/plain", "text/html"]
    message.refresh_from_db()
    assert (message.tries, message.leased_until, message.parked_at) == (1, None, None)
    assert message.sent_at is not None


def test_the_same_key_is_queued_once(mailbox):
    queue(key="one")
    queue(key="one")

    assert MailMessage.objects.count() == 1


def test_a_mail_of_a_transaction_that_rolled_back_is_never_sent(mailbox):
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert delivery.deliver_due() == 0
    assert mailbox.mails == []


def test_a_refused_recipient_is_parked_and_never_tried_again(mailbox):
    mailbox.refuses["gone@example.com"] = "550 No such user"
    message = queue("gone@example.com")

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert message.parked_at is not None
    assert (message.sent_at, message.tries) == (None, 1)
    assert message.last_error.startswith("SMTPRecipientsRefused")
    MailMessage.objects.update(next_try_at=NOW)
    assert delivery.deliver_due() == 0
    message.refresh_from_db()
    assert message.tries == 1


def test_a_server_that_is_busy_is_tried_again_later_with_the_same_message_id(mailbox):
    mailbox.refuses["ada@example.com"] = "451 Try again later"
    message = queue()

    assert delivery.deliver_due() == 0
    message.refresh_from_db()
    assert (message.parked_at, message.sent_at, message.leased_until) == (None, None, None)
    wait = message.next_try_at - timezone.now()
    assert timedelta(seconds=25) < wait <= timedelta(seconds=30)
    assert delivery.deliver_due() == 0, "not due yet"

    mailbox.refuses.clear()
    MailMessage.objects.update(next_try_at=NOW)
    assert delivery.deliver_due() == 1
    assert [received["Message-ID"] for received in mailbox.mails] == [message.message_id]


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of the delivery."""

    def to(moment):
        monkeypatch.setattr(delivery.timezone, "now", lambda: moment)

    to(NOW)
    return to


def test_a_mail_that_nobody_takes_is_tried_for_three_days_and_then_given_up(mailbox, clock):
    mailbox.refuses["ada@example.com"] = "451 Try again later"
    message, moment = queue(), NOW
    while MailMessage.objects.get().parked_at is None:
        clock(moment)
        assert delivery.deliver_due() == 0
        message.refresh_from_db()
        moment = message.next_try_at
    assert message.parked_at - NOW >= timedelta(days=3)
    assert message.parked_at - NOW <= timedelta(days=3, minutes=30)


def test_a_wrong_sender_or_login_is_no_fault_of_the_mail(mailbox, clock, monkeypatch):
    queue()
    for error in (SMTPSenderRefused(553, b"Not you", "shop@x"), SMTPAuthenticationError(535, b"Who?"),
                  SMTPConnectError(554, b"No service"), OSError(101, "Network is unreachable")):  # fmt: skip
        monkeypatch.setattr(mail.EmailMultiAlternatives, "send", _raising(error))
        delivery.deliver_due()
        assert MailMessage.objects.get().parked_at is None
        MailMessage.objects.update(next_try_at=NOW)


def _raising(error):
    def send(self, *_args, **_values):
        raise error

    return send


def test_an_hour_after_a_long_outage_everything_has_left_the_oldest_first(mailbox, clock):
    with pytest.MonkeyPatch.context() as away:
        away.setattr(mail.EmailMultiAlternatives, "send", _raising(ConnectionRefusedError(111, "Connection refused")))
        queued = []
        for minutes in range(0, 60 * 30, 3):  # thirty hours of rounds, a mail every half hour
            clock(NOW + timedelta(minutes=minutes))
            if minutes % 30 == 0:
                queued.append(queue(f"shopper{minutes}@example.com", key=str(minutes)).message_id)
            assert delivery.deliver_due() == 0
    clock(NOW + timedelta(hours=31))

    assert delivery.deliver_due(limit=100) == 60
    assert [received["Message-ID"] for received in mailbox.mails] == queued


def test_while_the_server_is_away_one_mail_a_round_asks_for_it(mailbox, clock, monkeypatch):
    for number in range(5):
        queue(f"shopper{number}@example.com", key=str(number))
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", _raising(TimeoutError("timed out")))
    delivery.deliver_due()
    assert list(MailMessage.objects.order_by("pk").values_list("tries", flat=True)) == [1, 0, 0, 0, 0]


def test_the_mail_of_a_killed_worker_is_sent_when_its_lease_is_over(mailbox, monkeypatch):
    class Killed(BaseException):
        """What a kill looks like from inside: nothing after it runs."""

    def die(self, *args, **kwargs):
        raise Killed

    message = queue()
    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMultiAlternatives, "send", die)
        with pytest.raises(Killed):
            delivery.deliver_due()

    message.refresh_from_db()
    assert message.leased_until is not None
    assert delivery.deliver_due() == 0, "the lease still holds"
    MailMessage.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert delivery.deliver_due() == 1
    message.refresh_from_db()
    assert message.tries == 2
    assert [received["Message-ID"] for received in mailbox.mails] == [message.message_id]


def test_two_deliverers_at_once_send_each_mail_once(mailbox):
    messages = [queue(f"shopper{number}@example.com", key=str(number)) for number in range(12)]

    sent = all_at_once(2, lambda _: delivery.deliver_due())

    assert sum(sent) == 12
    received = sorted(one["Message-ID"] for one in mailbox.mails)
    assert received == sorted(message.message_id for message in messages)


def test_a_mail_that_another_worker_is_claiming_is_passed_over_without_waiting(mailbox):
    claimed, free = queue(key="claimed"), queue("grace@example.com", key="free")

    with transaction.atomic():
        MailMessage.objects.select_for_update().get(pk=claimed.pk)
        [sent] = all_at_once(1, lambda _: delivery.deliver_due())

    assert sent == 1
    assert [received["Message-ID"] for received in mailbox.mails] == [free.message_id]
