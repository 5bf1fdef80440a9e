"""Configuration of Sphinx; `make docs` builds with warnings as errors."""

from django_support_tickets import __version__

project = "django-support-tickets"
author = "django-support-tickets contributors"
copyright = author
release = version = __version__

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "django-support-tickets"
