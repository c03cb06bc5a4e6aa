"""Every list, add page and edit page that is registered answers, with a bounded number of queries."""

import pytest
from django.urls import reverse

from shop.backoffice.site import site
from tests.factories.everything import make_everything
from tests.pages import markup

pytestmark = pytest.mark.django_db

MAX_QUERIES = 40  # the history names rows of every table that it follows
MODELS = sorted(site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def full_shop(channel, shopper):
    return make_everything()


@pytest.mark.drawn
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_list_and_edit_page_answer_with_bounded_queries(
    model, full_shop, manager, client, django_assert_max_num_queries
):
    client.force_login(manager)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.order_by("pk").first()
    assert row is not None, "the fixture lacks a row of this model"

    with django_assert_max_num_queries(MAX_QUERIES):
        lists = client.get(reverse(f"{name}_changelist"), follow=True)
    with django_assert_max_num_queries(MAX_QUERIES):
        edit = client.get(reverse(f"{name}_change", args=[row.pk]))

    assert (lists.status_code, edit.status_code) == (200, 200)
    for page in (lists, edit):
        html = markup(page)
        assert "<script>alert" not in html
        assert " style=" not in html
        assert " onclick=" not in html
        assert html.count("<h1") == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_the_add_page_answers_where_adding_is_allowed(model, channel, manager, client):
    client.force_login(manager)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    status = client.get(url).status_code

    read_only = {
        "historyentry", "user", "stocklevel", "channel", "mailmessage", "statementline", "reconciliationitem",
        "providerevent", "scheduledcheck", "return", "withdrawal", "stockmovement", "journal",
    }  # fmt: skip
    assert status == (403 if model._meta.model_name in read_only else 200)
