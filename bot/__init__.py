"""Unhunch: a Discord bot that guides people who sit at screens through upper-back relaxation."""
