"""The only door to Discord."""
