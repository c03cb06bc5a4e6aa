"""Who acts, and when: given to every operation, so that rights are checked and events are signed in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .errors import Forbidden

ActorKind = Literal["guest", "customer", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or process. `label` is what the timeline shows; `permissions` are Django's "app.codename"."""

    kind: ActorKind
    user_id: int | None = None
    label: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    def require(self, permission: str) -> None:
        """Refuse unless staff hold the permission; the system may do everything. Raises: Forbidden."""
        if self.kind == "system" or (self.is_staff and permission in self.permissions):
            return
        raise Forbidden


@dataclass(frozen=True, slots=True)
class By:
    """Who does something and when (UTC): said once by an interface, and handed on to every step of an operation."""

    actor: Actor
    now: datetime

    def require(self, permission: str) -> None:
        """Refuse unless the actor holds the permission. Raises: Forbidden."""
        self.actor.require(permission)


GUEST = Actor(kind="guest", label="Guest")
SYSTEM = Actor(kind="system", label="Nexus")
