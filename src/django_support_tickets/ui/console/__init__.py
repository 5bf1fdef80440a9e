"""The agent console: the queue, a ticket at the desk, the figures, and the desk's settings."""
