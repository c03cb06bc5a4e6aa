"""The demo's own addresses; there only when DEMO is on."""

from django.conf import settings
from django.urls import path, register_converter

from shop.demo import bank, inbox
from shop.demo.placeholders import UndrawnConverter, placeholder, undrawn

register_converter(UndrawnConverter, "undrawn")

app_name = "demo"
urlpatterns = [
    path(f"{settings.MEDIA_URL.strip('/')}/<undrawn:undrawn>", placeholder, name="placeholder"),
    path("demo/undrawn.json", undrawn, name="undrawn"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/bank-statement.csv", bank.statement, name="bank-statement"),
    path("inbox/<slug:name>/", inbox.mail_page, name="mail"),
    path("inbox/<slug:name>/html/", inbox.mail_html, name="mail-html"),
    path("inbox/<slug:name>/source/", inbox.mail_source, name="mail-source"),
]
