"""Collects the static files if they changed, loads the shop, and serves it.

Run by the supervisor as `python -m shop.demo.serve`. The shop is loaded once, before the server's workers are forked
from it, so that a first start need not load it for each of them.
"""

import argparse
import os
import shutil
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from shop.demo.stamps import static_fingerprint

_STAMP = "collected"


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.config.settings")
    import django
    from django.conf import settings

    django.setup()
    _collect(Path(settings.STATIC_ROOT))
    from django.core.servers.basehttp import get_internal_wsgi_application

    get_internal_wsgi_application()
    Granian(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=2,
        blocking_threads=4,
        # Without a kill timeout, a worker told to stop while it still starts would never stop.
        workers_kill_timeout=3,
        respawn_failed_workers=True,
    ).serve()


def _collect(folder: Path) -> None:
    """Collect static files unless they are as they were."""
    stamp, wanted = folder / _STAMP, static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    from django.core.management import call_command

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
