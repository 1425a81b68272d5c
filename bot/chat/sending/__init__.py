"""The way of a message to Discord: its turn, its nonce, and what came of it."""
