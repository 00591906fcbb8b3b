"""gunicorn's configuration: a few processes with a few threads each; logs without query strings."""

import contextlib
import os

from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

# Statements of the web end after four seconds: with the pool's five, an honest 503 comes within ten.
os.environ.setdefault("STATEMENT_TIMEOUT", "4s")

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS") or os.cpu_count() or 2)
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30  # seconds without a sign of life from a worker
graceful_timeout = 20  # a cast in flight is finished before a worker goes
keepalive = 5
max_requests, max_requests_jitter = 20_000, 2_000
control_socket_disable = True  # one path for all servers of a user, and nothing here asks for it
preload_app = False  # a pool of connections does not survive a fork, and a reload shall take up new code
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
accesslog = errorlog = "-"
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'  # no query string, no address, no referrer
_resources = contextlib.ExitStack()


def on_starting(server: Arbiter) -> None:
    """Hold the embedded database while we serve."""
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
        from base.embedded import Embedded

        _resources.enter_context(Embedded().held())


def on_exit(server: Arbiter) -> None:
    """Let it go."""
    _resources.close()
