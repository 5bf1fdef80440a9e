"""What drf-spectacular must be told to describe the API as it is.

Loaded by the app's ``ready()`` where ``drf_spectacular`` is in INSTALLED_APPS. A host's subclass
of a viewset is described like ours, with the host's own serializers.
"""

from . import fields, views

__all__ = ["fields", "views"]
