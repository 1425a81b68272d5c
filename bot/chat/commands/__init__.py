"""The commands, a module each: parse, call a flow, show a card."""
