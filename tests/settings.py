"""Production settings with what tests need: no query cache between tests, fast passwords, plain static files."""

import atexit
import os
import re
import shutil
import tempfile

os.environ["SITE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "smtp://localhost:9"
os.environ["PAYMENT_PROVIDERS"] = "test"
_MEDIA = tempfile.mkdtemp(prefix="nexus-media-")
atexit.register(shutil.rmtree, _MEDIA, ignore_errors=True)
os.environ["MEDIA_ROOT"] = _MEDIA
os.environ["DEBUG"] = "0"

from shop.config.settings import *  # noqa: E402, F403

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m.lower()]  # noqa: F405
# Each worker empties its own database of the cache, or it would empty the others' as well.
_NUMBER = int(_WORKER.removeprefix("gw") or 0)
for _cache in CACHES.values():  # noqa: F405
    _cache["LOCATION"] = re.sub(r"(db=|/)\d+$", rf"\g<1>{_NUMBER}", _cache["LOCATION"])
    _cache["KEY_PREFIX"] += _WORKER
    _cache["OPTIONS"] = {"socket_timeout": 10, "socket_connect_timeout": 10}  # a busy machine is not an outage
HUEY = HUEY | {"name": f"{HUEY['name']}{_WORKER}"}  # noqa: F405
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
_OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
_OPTIONS["pool"] |= {"min_size": 0, "max_size": 60, "timeout": 60}
# A busy machine is not a hung one; whoever tests a limit sets it (`SET lock_timeout = '50ms'`).
_OPTIONS["options"] = re.sub(r"_timeout=\d+s", "_timeout=60s", _OPTIONS["options"])
PUBLIC_STATEMENT_MS = 30_000
