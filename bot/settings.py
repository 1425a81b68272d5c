"""Every setting, read from the environment or `.env`. The token is never printed."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import Faults
from bot.shipped import shipped


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


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # too large, or no number
        return False


def _reachable(schemes: dict[str, bool]) -> AfterValidator:
    """Accepts a URL of these schemes; one whose value is False only to near addresses."""

    def check(url: str) -> str:
        scheme = urlsplit(url).scheme
        if scheme not in schemes or not urlsplit(url).hostname:
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


def _token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value().strip()
    if not text:
        raise ValueError(_NO_TOKEN)
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("a bot token has no spaces, line breaks or foreign letters; copy it anew")
    return SecretStr(text)


_NO_TOKEN = (
    "set it to the bot token from the Discord developer portal, "
    "in the environment or in .env (see .env.example)"
)
#: How many requests Discord lets a bot make in a second.
_DISCORDS_LIMIT = 50


class Settings(BaseSettings):
    """The environment wins over `.env`. `.env.example` explains each; a test keeps it complete."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    discord_token: Annotated[SecretStr, AfterValidator(_token)]
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite+aiosqlite:///data/unhunch.db"
    discord_api_url: Annotated[str, _reachable({"https": True, "http": False})] = (
        "https://discord.com/api/v10"
    )
    discord_gateway_url: Annotated[str, _reachable({"wss": True, "ws": False})] = (
        "wss://gateway.discord.gg/"
    )
    requests_per_second: float = Field(default=45, gt=0, le=10_000)
    clock_speed: float = Field(default=1, gt=0, le=10_000)
    clock_file: Path | None = None
    content_dir: Path = shipped("content")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    http_port: int | None = Field(default=None, ge=1, le=65_535)
    backup_dir: Path | None = None
    backup_keep: int = Field(default=7, ge=1)

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

    Raises `Faults` naming every wrong one and its mend.
    """
    try:
        return OfflineSettings() if offline else Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise Faults([_sentence(fault["loc"], fault["msg"]) for fault in error.errors()]) from None
    except UnicodeDecodeError:
        raise Faults([".env: is no UTF-8 text; save it as UTF-8"]) from None
    except OSError as error:
        raise Faults([f".env: cannot be read: {error.strerror}"]) from None


def _sentence(where: tuple[int | str, ...], why: str) -> str:
    name = str(where[0]).upper() if where else ""
    missing = name == "DISCORD_TOKEN" and why == "Field required"
    reason = _NO_TOKEN if missing else why.removeprefix("Value error, ")
    return f"{name}: {reason}" if name else reason
