"""What the API says about itself."""

from __future__ import annotations

from pydantic import BaseModel, Field

from .common import Uri


class Entry(BaseModel):
    """Where to begin."""

    name: str = Field(description="The shop's.")
    version: str
    links: dict[str, Uri]


class ErrorKind(BaseModel):
    """A kind of refusal."""

    code: str = Field(examples=["out_of_stock"])
    status: int = Field(examples=[409])
    title: str
    description: str
    type: str = Field(json_schema_extra={"format": "uri-reference"}, description="Its address, as problems name it.")


class ErrorKindList(BaseModel):
    """Every kind of refusal."""

    results: list[ErrorKind]
    next: None = None
