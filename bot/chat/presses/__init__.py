"""What a press means, what a flow makes of it, and what is shown then."""
