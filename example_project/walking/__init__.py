"""The walk, chapter by chapter: see walk.py."""
