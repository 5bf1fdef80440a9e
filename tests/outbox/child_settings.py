"""The suite's settings for another process, which works on the same test database.

The test that starts it says by environment variables what is different there.
"""

import importlib
import json
import os

_suite = importlib.import_module(os.environ["CHILD_SUITE_SETTINGS"])
globals().update({name: value for name, value in vars(_suite).items() if name.isupper()})
_changes = json.loads(os.environ["CHILD_SETTINGS"])
_database = {"NAME": os.environ["CHILD_DATABASE"], **_changes.pop("DATABASE", {})}
globals().update(_changes)
DATABASES = {"default": {**_suite.DATABASES["default"], **_database}}
