"""`python -m ballots.protocol`: verify or watch a record, seal or test a ballot, be a trustee, make voting codes."""

import argparse
import sys

from .commands import auditing, checking, credentials, sealing, trustee, watching
from .commands.files import Stopped
from .errors import Refused


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ballots.protocol", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for module in (checking, watching, sealing, auditing, trustee, credentials):
        module.add(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except Refused as refused:
        print(f"REFUSED. {refused} [{refused.code}]", file=sys.stderr)
        return 1
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The file cannot be read: {error.strerror}.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
