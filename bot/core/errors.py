"""What can go wrong that no rule can answer with a value."""

from __future__ import annotations


class UnhunchError(Exception):
    """Base of what Unhunch raises itself; its text is a sentence for whoever runs the bot."""


class Faults(UnhunchError):
    """Settings or content cannot be used; names every fault and its mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class DatabaseUnusable(UnhunchError):
    """The database cannot be opened or written; says which file and what to do."""


class TokenRefused(UnhunchError):
    """Discord does not accept the token."""


class NotNow(UnhunchError):
    """The database cannot be written at the moment; nothing has changed."""


class Busy(NotNow):
    """It could not decide in time; the person may press again."""


class CannotSave(NotNow):
    """Its disk is full, read-only or failing; that may last."""
