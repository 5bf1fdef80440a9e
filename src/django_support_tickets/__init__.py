"""A support desk for Django projects: tickets, conversations, files and a queue."""

__version__ = "0.1.0"
