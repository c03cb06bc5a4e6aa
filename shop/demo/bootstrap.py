"""`manage.py demo`: reads the options and starts the demo, before Django and its settings are loaded."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Run the demo until it is stopped; returns the exit code: 0 stopped as asked, 1 failed, 2 wrong options."""
    options = _parser().parse_args(arguments)
    if sys.platform == "win32":
        print("The demo runs on Linux and macOS. On Windows, use WSL 2.", file=sys.stderr)  # noqa: T201
        return 1
    from shop.demo.supervisor import Options, Supervisor

    wanted = Options(
        host=options.host,
        port=options.port,
        data_dir=options.data_dir,
        products=options.products,
        reset=options.reset,
        browser=options.browser,
    )
    return Supervisor(wanted).run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py demo",
        description="Open a whole shop on this machine: database, queue, web server, worker, products and inbox."
        " Ctrl-C stops everything. DATABASE_URL and REDIS_URL name servers to use instead of its own.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 opens it to the network")
    parser.add_argument("--port", type=_port, default=8000, help="port, or the next free one; 0 for any")
    parser.add_argument("--data-dir", type=Path, default=ROOT / "var" / "demo", help="folder for everything it keeps")
    parser.add_argument("--products", type=_positive_number, default=146, help="products in a new shop")
    parser.add_argument("--reset", action="store_true", help="delete the shop in the data directory first")
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="do not open a browser")
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return number


def _positive_number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
