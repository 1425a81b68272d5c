"""Turns the plain-text poses in `sources/` into pictures."""
