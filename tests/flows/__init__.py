"""What happens, proved on the real store with a fake world around it."""
