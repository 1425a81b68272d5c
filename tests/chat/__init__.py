"""What people see, on a simulated Discord that drives discord.py's real dispatch."""
