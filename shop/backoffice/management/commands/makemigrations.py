"""Django's command, with migrations that hold no texts (`core.textless`)."""

from django.core.management.commands import makemigrations

from shop.core.textless import TextlessAutodetector


class Command(makemigrations.Command):
    autodetector = TextlessAutodetector
