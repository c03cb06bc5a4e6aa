"""The demo's own addresses; there only when DEMO is on."""

from django.urls import path

from shop.demo import inbox

app_name = "demo"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<slug:name>/", inbox.mail_page, name="mail"),
    path("inbox/<slug:name>/html/", inbox.mail_html, name="mail-html"),
    path("inbox/<slug:name>/source/", inbox.mail_source, name="mail-source"),
]
