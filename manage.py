#!/usr/bin/env python3
"""Django's command line; without DATABASE_URL it holds the embedded PostgreSQL while a command runs."""

import contextlib
import os
import sys

NO_DATABASE = {"check", "collectstatic", "compilemessages", "help", "makemessages", "version", "--help", "--version"}


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES and not NO_DATABASE.issuperset(sys.argv[1:2]):
            from base.embedded import Embedded

            stack.enter_context(Embedded().held())
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
