"""Serve the sample site until Ctrl-C: `python -m flows.sample`."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress

from flows.sample.server import SampleSite


def main() -> int:
    """Print the feeds' addresses and serve; the exit code is 1 where a wanted port is taken."""
    parser = argparse.ArgumentParser(prog="python -m flows.sample", description=__doc__)
    parser.add_argument("--edition", type=int, default=1, help="2 serves the revised articles (default 1)")
    parser.add_argument("--first-port", type=int, default=0, help="five ports from here on (default: free ones)")
    options = parser.parse_args()
    try:
        with SampleSite(edition=options.edition, first_port=options.first_port) as site:
            _serve(site)
    except OSError as error:
        sys.stderr.write(f"port {options.first_port} or one of the next four: {error.strerror}; choose another\n")
        return 1
    return 0


def _serve(site: SampleSite) -> None:
    for feed in site.feeds:
        sys.stdout.write(f"{feed['id']:<16} {feed['url']}\n")
    sys.stdout.write("Invented texts on loopback only. Ctrl-C ends it.\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
