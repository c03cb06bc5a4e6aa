"""What customers do: keep addresses, and prove who they are."""

from .addresses import MAX_ADDRESSES, delete_address, save_address, set_default_address
from .entrance import (
    LoginAttempt,
    begin_login,
    count_mail,
    count_registration,
    count_reminder,
    main_address_of,
    record_login,
)

__all__ = [
    "MAX_ADDRESSES",
    "LoginAttempt",
    "begin_login",
    "count_mail",
    "count_registration",
    "count_reminder",
    "delete_address",
    "main_address_of",
    "record_login",
    "save_address",
    "set_default_address",
]
