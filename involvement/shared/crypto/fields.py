"""A text column that is sealed in the database: AES-GCM, bound to its model, field and row."""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


def _keys() -> dict[str, AESGCM]:
    """Keys by id, newest first. Raises ValueError on a key that is not 32 bytes."""
    return {name: AESGCM(base64.b64decode(text)) for name, text in (k.split(":", 1) for k in settings.FIELD_KEYS)}


def seal(text: str, *, bound_to: str) -> bytes:
    """Sealed bytes: key id, zero byte, 12 bytes of nonce, ciphertext. `bound_to` must be given again to open."""
    name, key = next(iter(_keys().items()))
    nonce = os.urandom(12)
    return name.encode() + b"\0" + nonce + key.encrypt(nonce, text.encode(), bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> str:
    """The text again. Raises `cryptography.exceptions.InvalidTag` when moved or changed, KeyError on a lost key."""
    name, rest = bytes(sealed).split(b"\0", 1)
    return _keys()[name.decode()].decrypt(rest[:12], rest[12:], bound_to.encode()).decode()


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text kept sealed. The model's primary key must exist before saving (use a UUID); cannot be filtered on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Sealed(self))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = value.stored if isinstance(value, SealedText) else b""
        return super().get_db_prep_value(value, connection, prepared)


class _Sealed:
    """Seals on assignment of text, opens on reading; bytes from the database pass as they are."""

    def __init__(self, field: models.Field[Any, Any]) -> None:
        self.field = field

    def _bound_to(self, row: models.Model) -> str:
        return f"{row._meta.label_lower}.{self.field.name}.{row.pk}"

    def __get__(self, row: models.Model | None, owner: Any = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        stored = row.__dict__[self.field.attname]
        return SealedText(unseal(stored, bound_to=self._bound_to(row)), stored) if stored else ""

    def __set__(self, row: models.Model, value: Any) -> None:
        if isinstance(value, SealedText):
            value = value.stored
        if isinstance(value, str):
            value = seal(value, bound_to=self._bound_to(row)) if value else b""
        row.__dict__[self.field.attname] = bytes(value) if value is not None else b""


class SealedText(str):
    """Opened text that remembers its sealed bytes, so that saving writes those and never the plain words."""

    stored: bytes

    def __new__(cls, text: str, stored: bytes) -> SealedText:
        self = super().__new__(cls, text)
        self.stored = stored
        return self
