"""The web pages: forms in, HTML out. Every page works without JavaScript."""
