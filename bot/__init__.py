"""Unhunch: a Discord bot that guides people who sit at screens through upper-back relaxation."""

#: The release; pyproject.toml reads it here.
__version__ = "0.1.0"
