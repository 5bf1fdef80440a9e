"""Bridges to packages that a host may use; each module needs the one it is named after."""
