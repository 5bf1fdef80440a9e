"""Not a part of the suite: `tox -e fuzz` says how many requests to make."""

import os

collect_ignore = [] if os.environ.get("FUZZ_REQUESTS") else ["test_contract.py"]
