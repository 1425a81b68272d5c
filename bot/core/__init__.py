"""The rules. Standard library only; `now` is always an argument; values in, values out."""
