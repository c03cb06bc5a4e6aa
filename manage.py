#!/usr/bin/env python
"""Django's command line; `manage.py demo` starts the services that the settings need before Django loads them."""

import os
import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["demo"]:
        from shop.demo.bootstrap import main

        raise SystemExit(main(sys.argv[2:]))

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
