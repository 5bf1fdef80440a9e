"""What the documentation says about speed, to be measured again.

    python -m benchmarks api
    python -m benchmarks statistics
    python -m benchmarks queue
    python -m benchmarks realtime

The first installs django-helpdesk into ``build/helpdesk`` when it is first run; delete that folder
to have its newest release again. All but the last on PostgreSQL,
in a scratch database that is made and dropped. The server is that of ``TEST_DB_HOST``,
``TEST_DB_PORT``, ``TEST_DB_USER`` and ``TEST_DB_PASSWORD``. What is compared takes turns; only the
ratios are worth anything on another machine.
"""
