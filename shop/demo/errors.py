"""The one error of the demo's launcher: something the person at the keyboard can act on."""


class ServicesError(Exception):
    """PostgreSQL or Valkey cannot be started; the text says what to do about it."""


class AlreadyRunningError(ServicesError):
    """Another process runs on this data directory."""
