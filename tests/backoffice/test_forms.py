"""The frame of staff forms: one operation for each form, and what becomes of its refusal."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from shop.backoffice.forms import Done, StaffForm, VersionedForm, act
from shop.core.acting import current_reason
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion

pytestmark = pytest.mark.django_db


class NoteForm(VersionedForm):
    note = forms.CharField(max_length=20)


@pytest.fixture
def post(rf, manager):
    def sent(**fields):
        request = rf.post("/admin/", fields)
        request.user, request._messages = manager, CookieStorage(request)
        return request

    return sent


def form_of(request):
    return NoteForm(request.POST, row=SimpleNamespace(version=3))


def told(request):
    return [(message.level, message.message) for message in request._messages]


def run(request, form, operation):
    return act(request, form, operation, back_to="/back/", show=lambda status: HttpResponse("shown", status=status))


def raising(error):
    def operation(_by):
        raise error

    return operation


def test_an_operation_is_told_who_acts_and_why_and_says_what_it_did(post, manager):
    request, seen = post(version="3", note="They called"), []

    answer = run(request, form_of(request), lambda by: seen.append((by.actor.user_id, current_reason())) or "Saved.")

    assert (answer.status_code, answer.url, told(request)) == (302, "/back/", [(messages.SUCCESS, "Saved.")])
    assert (seen, current_reason()) == ([(manager.pk, "They called")], "")


def test_what_was_done_may_lead_elsewhere_and_warn(post):
    request = post(version="3", note="x")

    answer = run(request, form_of(request), lambda _by: Done("It costs more.", "/there/", messages.WARNING))

    assert (answer.url, told(request)) == ("/there/", [(messages.WARNING, "It costs more.")])


@pytest.mark.parametrize("fields", [{"version": "3", "note": "x" * 21}, {"note": "x"}, {"version": "old", "note": "x"}])
def test_a_wrong_form_reaches_no_operation(post, fields):
    request = post(**fields)
    form = form_of(request)

    answer = run(request, form, raising(AssertionError))

    assert (answer.status_code, form["note"].value(), told(request)) == (422, fields["note"], [])


@pytest.mark.parametrize(
    ("error", "status", "errors"),
    [
        (InvalidInput("No."), 422, {"__all__": ["No."]}),
        (InvalidInput(fields={"note": "Too rude."}), 422, {"note": ["Too rude."]}),
        (InvalidInput(fields={"lines.0.sku": "Unknown."}), 422, {"__all__": ["Unknown."]}),
        (NotFound("It is gone."), 404, {"__all__": ["It is gone."]}),
        (StaleVersion("Old."), 412, {"version": ["Old."]}),
    ],
    ids=["as a whole", "a field", "no field of it", "gone", "stale"],
)
def test_a_refused_form_is_shown_as_it_was_typed_with_the_reason(post, error, status, errors):
    request = post(version="3", note="typed")
    form = form_of(request)

    answer = run(request, form, raising(error))

    assert (answer.status_code, form.errors, form["note"].value(), told(request)) == (status, errors, "typed", [])


def test_a_form_without_a_version_says_as_a_whole_that_it_is_stale(post):
    request, form = post(), StaffForm({})

    assert run(request, form, raising(StaleVersion("Old."))).status_code == 412
    assert form.errors == {"__all__": ["Old."]}


def test_what_a_button_is_refused_is_a_message(post):
    request = post()

    answer = act(request, None, raising(InvalidInput(fields={"text": "Write something."})), back_to="/back/")

    assert (answer.status_code, answer.url) == (302, "/back/")
    assert told(request) == [(messages.ERROR, "Write something.")]


def test_who_may_not_is_told_nothing_else(post):
    with pytest.raises(PermissionDenied):
        run(post(), None, raising(Forbidden()))


def test_only_what_is_sent_acts(rf):
    assert run(rf.get("/admin/"), StaffForm(), raising(AssertionError)).status_code == 200
