"""Tags of the web pages."""
