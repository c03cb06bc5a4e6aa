"""Loaded by every Python under a moved clock (`.ci/clocks.py`): `time.sleep` waits by the steady clock.

libfaketime takes the moment until which `clock_nanosleep` shall sleep for one of the moved clock, and refuses it.
"""

import threading
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    threading.Event().wait(seconds)


time.sleep = _sleep
