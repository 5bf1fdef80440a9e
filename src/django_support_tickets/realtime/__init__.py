"""Live updates: what is committed reaches open connections, which read it for themselves.

The bus carries hints and never contents. A lost hint delays, a gap is read, and polling
``events/`` gives the same to whoever has no connection.
"""
