"""Refusals in Discord's own words: an HTTP status, a code, a sentence."""

from __future__ import annotations

from typing import Any

Payload = dict[str, Any]

# https://discord.com/developers/docs/topics/opcodes-and-status-codes
KNOWN: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    20028: (429, "The channel you are writing has hit the write rate limit"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached"),
    40003: (403, "You are opening direct messages too fast"),
    40060: (400, "Interaction has already been acknowledged."),
    40062: (429, "Service resource is being rate limited"),
    40094: (400, "This interaction has hit the maximum number of follow up messages"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50016: (400, "Provided too few or too many messages to delete"),
    50027: (401, "Invalid Webhook Token"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    130000: (503, "API resource is currently overloaded. Try again a little later"),
}


class DiscordError(Exception):
    """An answer other than 2xx, as the documents describe it."""

    def __init__(self, status: int, code: int, message: str, extra: Payload | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: Payload = {"message": message, "code": code, **(extra or {})}


def refusal(code: int, status: int | None = None) -> DiscordError:
    """The documented refusal with this code; a few codes come with more than one status."""
    usual, message = KNOWN[code]
    return DiscordError(status or usual, code, message)


UNAUTHORIZED = (401, 0, "401: Unauthorized")
NOT_FOUND = (404, 0, "404: Not Found")

Path = tuple[str | int, ...]


class FormErrors:
    """Collects what is wrong with a body, by path, and raises it as one 50035."""

    def __init__(self) -> None:
        self._found: list[tuple[Path, str, str]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, path: Path, code: str, message: str) -> None:
        self._found.append((path, code, message))

    def require(self, truth: object, path: Path, code: str, message: str) -> bool:
        """Note the fault unless `truth` holds; answer whether it does."""
        if not truth:
            self.add(path, code, message)
        return bool(truth)

    def length(self, value: object, path: Path, low: int, high: int) -> None:
        """Note a string or list that is missing, of the wrong kind, or of a wrong length."""
        if value is None:
            if low:
                self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str | list):
            self.add(path, "BASE_TYPE_BAD_TYPE", "Could not interpret value as string or list.")
        elif not low <= len(value) <= high:
            message = f"Must be between {low} and {high} in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", message)

    def raise_if_any(self) -> None:
        if self._found:
            raise DiscordError(400, 50035, "Invalid Form Body", {"errors": self._tree()})

    def _tree(self) -> Payload:
        tree: Payload = {}
        for path, code, message in self._found:
            node = tree
            for part in path:
                node = node.setdefault(str(part), {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        return tree
