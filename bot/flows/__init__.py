"""What happens, told once: used by commands, by buttons and by the dispatcher alike."""
