"""Header and footer: written once for a state of the shop, with what each page adds to them."""

from __future__ import annotations

from shop.catalog.queries import category_tree
from shop.channels.models import ContentPage
from shop.storefront.frame import Frame
from tests.factories.catalog import make_category
from tests.pages import markup


def frame(channel):
    return Frame(channel, category_tree(), list(ContentPage.objects.all()))


def test_marks_the_category_that_a_page_is_in(channel):
    kitchen, table = make_category("Kitchen"), make_category("Table")
    mugs = make_category("Mugs", parent=kitchen)
    shown = frame(channel)

    inside = shown.header(query="", category_ids=[kitchen.pk, mugs.pk])
    other = shown.header(query="", category_ids=[table.pk])
    outside = shown.header(query="", category_ids=())

    assert [html.count('aria-current="true"') for html in (inside, other, outside)] == [1, 1, 0]
    assert 'aria-current="true" >Kitchen' in " ".join(inside.split())
    assert 'aria-current="true" >Table' in " ".join(other.split())


def test_the_search_field_holds_what_was_searched_for_and_nothing_of_the_one_before(channel):
    shown = frame(channel)

    first = shown.header(query='"><script>', category_ids=())
    second = shown.header(query="", category_ids=())

    assert 'value="&quot;&gt;&lt;script&gt;"' in first
    assert "script" not in second
    assert 'type="search" value=""' in " ".join(second.split())


def test_a_change_of_the_shop_is_on_the_next_page(channel, client):
    make_category("Kitchen")
    assert ">Bath</a>" not in markup(client.get("/"))
    make_category("Bath")
    channel.announcement = "Closed on Friday."
    channel.save()
    ContentPage.objects.create(kind="help", slug="returns", title="Send it back", body="x")

    html = markup(client.get("/"))

    assert html.count(">Bath</a>") >= 3
    assert "<p>Closed on Friday.</p>" in html
    assert html.count(">Send it back</a>") >= 2
