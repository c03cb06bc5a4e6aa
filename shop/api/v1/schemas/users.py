"""Accounts and tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from .common import Body, Email, Text, TypedEmail

Password = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00]*$")]


class Registration(Body):
    """Who wants an account."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"username": "ada", "email": "ada@example.com", "password": "engine no. 1 of many"}
        }
    )

    username: Annotated[str, StringConstraints(min_length=1, max_length=150, pattern=r"^[\w.+-]+$")] = Field(
        description="Letters, digits and . + - _, nobody else's."
    )
    email: TypedEmail = Field(min_length=3, max_length=254, description="Nobody else's. A mail asks to verify it.")
    password: Password = Field(
        exclude=True, description="At least 8 characters, not common, unlike user name and email."
    )


class Credentials(Body):
    """Email address or user name, and the password."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "ada@example.com", "password": "engine no. 1 of many"}}
    )

    email: TypedEmail | None = Field(default=None, max_length=254)
    username: Text | None = Field(default=None, max_length=254, description="An email address is taken here as well.")
    password: Password

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if bool(self.email) == bool(self.username):
            raise ValueError("Give either email or username.")
        return self

    @property
    def login(self) -> dict[str, Any]:
        """The name as allauth's flow wants it."""
        if self.username and "@" not in self.username:
            return {"username": self.username}
        return {"email": self.email or self.username}


class RefreshToken(Body):
    """A refresh token, which is used up by this."""

    refresh: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class User(BaseModel):
    """An account, as its owner sees it."""

    id: int
    username: str
    email: Email
    created_at: datetime


class Me(User):
    """The caller's account."""

    email_verified: bool = Field(description="Whether the link in the mail was followed.")


class TokenPair(BaseModel):
    """Send `access` as `Authorization: Bearer …`; when it is over, exchange `refresh` for a new pair."""

    access: str
    refresh: str = Field(description="Good for one exchange within a day. Using it twice ends the login.")
    token_type: str = Field(examples=["Bearer"])
    expires_in: int = Field(description="Seconds that `access` is good for.", examples=[300])


class Login(TokenPair):
    """Tokens and the account that they are for."""

    user: User
