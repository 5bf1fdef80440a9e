"""For a host's own tests: that nothing of an internal note leaves the desk in their project."""

from .leaks import LeakTests
from .walking import pages_from, text_of, walk

__all__ = ["LeakTests", "pages_from", "text_of", "walk"]
