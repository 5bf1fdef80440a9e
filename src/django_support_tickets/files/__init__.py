"""Bytes: what a file really is, where it lies, whether it is safe, how long a link to it lives."""
