"""Where payment providers report to. The addresses are entered at the provider, so they never change."""

from __future__ import annotations

from django.urls import path

from .views import receive

urlpatterns = [path("callbacks/<slug:provider>/", receive, name="callback")]
