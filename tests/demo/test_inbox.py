"""The demo's inbox: keeps mail on this machine and trusts nothing in it."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django.fixtures import Settings

from shop.demo.mailbox import EmailBackend, mail_names, read_mail
from tests.pages import markup

pytestmark = [pytest.mark.urls("tests.demo.urls"), pytest.mark.django_db]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DEMO = True
    settings.DEMO_DIR = tmp_path
    return tmp_path / "mail"


def send(folder: Path, *, subject: str = "Your order", text: str = "Thank you", html: str = "") -> str:
    message = EmailMultiAlternatives(subject, text, "Halden <shop@halden.example>", ["Änne <aenne@example.com>"])
    if html:
        message.attach_alternative(html, "text/html")
    assert EmailBackend(file_path=str(folder)).send_messages([message]) == 1
    return mail_names(folder)[0]


def test_a_sent_message_is_one_private_file_that_reads_back(folder: Path) -> None:
    name = send(folder, subject="Grüße", text="Line ä\n" + "-" * 79 + "\nNext line", html="<p>Grüße</p>")
    mail = read_mail(folder, name)
    assert mail is not None
    assert (mail.subject, mail.recipients) == ("Grüße", "Änne <aenne@example.com>")
    assert mail.text.splitlines() == ["Line ä", "-" * 79, "Next line"]
    assert mail.html.strip() == "<p>Grüße</p>"
    assert [path.name for path in folder.iterdir()] == [f"{name}.eml"]
    assert folder.stat().st_mode & 0o077 == 0


def test_the_list_shows_the_newest_first(folder: Path, client: Client) -> None:
    send(folder, subject="First of two")
    send(folder, subject="Second of two")
    page = markup(client.get("/inbox/"))
    assert page.index("Second of two") < page.index("First of two")


def test_an_empty_inbox_says_so(folder: Path, client: Client) -> None:
    assert "No emails yet" in markup(client.get("/inbox/"))


def test_markup_in_headers_and_text_is_shown_and_not_obeyed(folder: Path, client: Client) -> None:
    name = send(folder, subject="<script>alert(1)</script>", text="<img src=x onerror=alert(2)>")
    for address in ("/inbox/", f"/inbox/{name}/"):
        page = markup(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_html_of_a_mail_is_locked_up(folder: Path, client: Client) -> None:
    name = send(folder, html='<html><head class="x"></head><body><script>alert(1)</script></body></html>')
    response = client.get(f"/inbox/{name}/html/")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert policy["form-action"] == "'none'"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head class="x"><base target="_blank">' in markup(response)
    frame = markup(client.get(f"/inbox/{name}/"))
    assert f'src="/inbox/{name}/html/"' in frame
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame


def test_the_source_is_plain_text(folder: Path, client: Client) -> None:
    name = send(folder, html="<p>Hello</p>")
    response = client.get(f"/inbox/{name}/source/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"Subject: Your order" in response.content


@pytest.mark.parametrize("name", ["no-such-mail", "0" * 20 + "-" + "0" * 8])
@pytest.mark.parametrize("page", ["", "html/", "source/"])
def test_an_unknown_mail_is_not_found(folder: Path, client: Client, name: str, page: str) -> None:
    assert client.get(f"/inbox/{name}/{page}").status_code == 404


def test_mail_that_breaks_the_rules_is_still_readable(folder: Path, client: Client) -> None:
    folder.mkdir()
    name = "00000000000000000001-00000000"
    broken = (
        b'From: "\xff\nSubject: =?no-such-charset?Q?=FF?=\nContent-Type: text/plain; charset=klingon\n\nbody \xff here'
    )
    (folder / f"{name}.eml").write_bytes(broken)
    assert "body" in markup(client.get(f"/inbox/{name}/"))
    assert client.get("/inbox/").status_code == 200


def test_there_is_no_inbox_outside_the_demo(folder: Path, client: Client, settings: Settings) -> None:
    name = send(folder)
    settings.DEMO = False
    assert client.get("/inbox/").status_code == 404
    assert client.get(f"/inbox/{name}/").status_code == 404
