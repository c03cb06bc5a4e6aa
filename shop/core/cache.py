"""A cache that may vanish at any second: an error is a miss, never a failed page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger("shop.cache")


class _KeptClient(RedisCacheClient):
    """Keeps its client of the one server; Django makes one for each look-up, which takes longer than the look-up."""

    _kept: Redis | None = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        if self._kept is None:
            self._kept = super().get_client(key, write=write)
        return self._kept


class FailOpenRedisCache(RedisCache):
    """Django's Redis cache that answers "not there" while the server is away.

    After a failure the server is left alone for `PAUSE_SECONDS`, so that a frozen server costs one timeout and not
    one per look-up. `add` answers True then, because callers take False for "somebody else holds it".
    Invalidations are lost during an outage; entries therefore live 60 s at most where it matters (settings).
    """

    PAUSE_SECONDS = 2.0
    _away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _KeptClient

    def answers(self) -> bool:
        """Tell whether the server answers within its time limit; at once while it is being left alone."""
        self.get("answers")
        return time.monotonic() >= FailOpenRedisCache._away_until

    def _guard[T](self, call: Callable[[], T], missing: T) -> T:
        if time.monotonic() < FailOpenRedisCache._away_until:
            return missing
        try:
            return call()
        except (RedisError, OSError) as error:
            FailOpenRedisCache._away_until = time.monotonic() + self.PAUSE_SECONDS
            log.warning("cache unavailable: %s", error)
            return missing

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).add(*args, **kwargs), True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).get_many(*args, **kwargs), {})

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).set_many(*args, **kwargs), [])

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).delete_many(*args, **kwargs), None)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).has_key(*args, **kwargs), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        return self._guard(lambda: super(FailOpenRedisCache, self).incr(key, delta, version), delta)

    def clear(self) -> Any:
        return self._guard(super().clear, None)
