"""The demo's own addresses; there only when DEMO is on."""

from django.urls import path

from shop.demo import bank, inbox

app_name = "demo"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/bank-statement.csv", bank.statement, name="bank-statement"),
    path("inbox/<slug:name>/", inbox.mail_page, name="mail"),
    path("inbox/<slug:name>/html/", inbox.mail_html, name="mail-html"),
    path("inbox/<slug:name>/source/", inbox.mail_source, name="mail-source"),
]
