"""Every setting, read from the environment or `.env`. The token is never printed."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot import near_names
from bot.core.errors import Faults
from bot.shipped import shipped

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def _is_near(url: str) -> bool:
    """Whether the address never leaves this machine or its private network."""
    address = _address(url)
    return address is not None and (address.is_loopback or address.is_private)


def _is_loopback(url: str) -> bool:
    address = _address(url)
    return address is not None and address.is_loopback


def _address(url: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return None


def _scheme(url: str) -> str:
    """How a whole address begins; empty for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket too few, say
        return ""
    return parts.scheme if parts.hostname else ""


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # too large, or no number
        return False


def _reachable(schemes: dict[str, bool]) -> AfterValidator:
    """Accepts a URL of these schemes; one whose value is False only to near addresses."""

    def check(url: str) -> str:
        scheme = _scheme(url)
        if scheme not in schemes:
            raise ValueError(f"write a whole address that starts with {' or '.join(schemes)}")
        if not _has_good_port(url):
            raise ValueError("write a port from 1 to 65535, or none")
        if not schemes[scheme] and not _is_near(url):
            raise ValueError(f"{scheme} without TLS is only for loopback or a private address")
        return url

    return AfterValidator(check)


_SQLITE = "sqlite+aiosqlite:///"


def _database(url: str) -> str:
    file = url.removeprefix(_SQLITE)
    if file == url:
        raise ValueError(f"only {_SQLITE}FILE works in this version")
    if not file or file == ":memory:" or "?" in file:
        raise ValueError(f"name a file, like {_SQLITE}data/unhunch.db")
    return url


_TOKEN = re.compile(r"[\w-]+(\.[\w-]+){2}", re.ASCII)
_PORTAL = "copy it anew from the developer portal (Bot > Reset Token)"


def checked_token(text: str, api_url: str | None) -> str:
    """The token without the spaces around it. Raises ValueError for what cannot be one.

    The playground's may look like anything; where the address is None, it is at fault itself.
    """
    token = text.strip()
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ValueError(f"a bot token has no spaces, line breaks or foreign letters; {_PORTAL}")
    if api_url and not _is_loopback(api_url) and not _TOKEN.fullmatch(token):
        raise ValueError(
            "a bot token has three parts of letters, digits, - and _, with a dot between them, "
            f"and this has not; {_PORTAL}, not the client secret or the public key"
        )
    return token


def _token(token: SecretStr, info: ValidationInfo) -> SecretStr:
    text = token.get_secret_value()
    if not text.strip():
        raise ValueError(_NO_TOKEN)
    return SecretStr(checked_token(text, info.data.get("discord_api_url")))


_NO_TOKEN = (
    "set it to the bot token from the Discord developer portal, in the environment or in .env; "
    "`python -m bot setup` does that"
)
#: How many requests Discord lets a bot make in a second.
_DISCORDS_LIMIT = 50


class Settings(BaseSettings):
    """The environment wins over `.env`. `.env.example` explains each; a test keeps it complete.

    A description is what a fault says, where no validator has more to say. A validator sees the
    settings above its own.
    """

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default=f"{_SQLITE}data/unhunch.db", description=f"write {_SQLITE}FILE"
    )
    discord_api_url: Annotated[str, _reachable({"https": True, "http": False})] = Field(
        default="https://discord.com/api/v10", description="write an address in plain letters"
    )
    discord_gateway_url: Annotated[str, _reachable({"wss": True, "ws": False})] = Field(
        default="wss://gateway.discord.gg/", description="write an address in plain letters"
    )
    discord_token: Annotated[SecretStr, AfterValidator(_token)] = Field(description=_NO_TOKEN)
    requests_per_second: float = Field(
        default=45, gt=0, le=10_000, description="write a number above 0 and up to 10,000"
    )
    clock_speed: float = Field(
        default=1, gt=0, le=10_000, description="write a number above 0 and up to 10,000"
    )
    clock_file: Path | None = Field(default=None, description="write the path of a file")
    content_dir: Path = Field(default=shipped("content"), description="write the path of a folder")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="write DEBUG, INFO, WARNING or ERROR, in capitals"
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="write text or json, in small letters"
    )
    http_port: int | None = Field(
        default=None,
        ge=1_024,
        le=65_535,
        description="write a port from 1024 to 65535 (those below are the system's), or nothing",
    )
    backup_dir: Path | None = Field(default=None, description="write the path of a folder")
    backup_keep: int = Field(default=7, ge=1, description="write a whole number from 1 up")

    @field_validator("requests_per_second")
    @classmethod
    def _as_fast_as_discord_allows(cls, value: float, told: ValidationInfo) -> float:
        api = told.data.get("discord_api_url")
        if value > _DISCORDS_LIMIT and api and not _is_near(api):
            raise ValueError(
                f"above {_DISCORDS_LIMIT} only while DISCORD_API_URL is loopback "
                "or a private address; Discord allows no more"
            )
        return value

    @field_validator("clock_speed", "clock_file")
    @classmethod
    def _rehearse_only_at_home(cls, value: object, told: ValidationInfo) -> object:
        api = told.data.get("discord_api_url")
        if value not in (None, 1) and api and not _is_loopback(api):
            raise ValueError("only while DISCORD_API_URL is loopback; leave it out")
        return value

    @property
    def rehearsing(self) -> bool:
        """Whether this is not the real Discord, so that the timetable may have its own clock."""
        return _is_loopback(self.discord_api_url)

    @property
    def database_file(self) -> Path:
        return Path(self.database_url.removeprefix(_SQLITE))


class OfflineSettings(Settings):
    """For what never talks to Discord."""

    discord_token: SecretStr = SecretStr("")


def read_settings(offline: bool = False) -> Settings:
    """The settings; `offline` asks for no token.

    Raises `Faults` naming every wrong one, and every name that is nearly one, with its mend.
    """
    try:
        return _checked(offline, list(_misspelt()))
    except UnicodeDecodeError:
        raise Faults([".env: is no UTF-8 text; save it as UTF-8"]) from None
    except OSError as error:
        raise Faults([f".env: cannot be read: {error.strerror}"]) from None


def _checked(offline: bool, misspelt: list[str]) -> Settings:
    try:
        settings = OfflineSettings() if offline else Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise Faults([*map(_sentence, error.errors()), *misspelt]) from None
    if misspelt:
        raise Faults(misspelt)
    return settings


def _sentence(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0])
    if fault["type"] == "value_error":
        return f"{name.upper()}: {fault['ctx']['error']}"
    return f"{name.upper()}: {Settings.model_fields[name].description}"


def _misspelt() -> Iterator[str]:
    settings = {name.upper() for name in Settings.model_fields}
    file = DotEnvSettingsSource(Settings, env_ignore_empty=False).env_vars
    for name, near in near_names.in_file(map(str.upper, file), settings).items():
        yield f"{name}: is no setting, {near} is; rename it in .env, or take it out of there"
    environment = sorted(map(str.upper, os.environ))
    for name, near in near_names.in_environment(environment, settings).items():
        yield (
            f"{name}: is no setting, {near} is; rename it in the environment, or, where it is "
            f"another program's, set {near} too"
        )
