"""``python -m crawler.demo``: serves all demo portals until Ctrl-C. ``--seeds`` prints their seed rows instead."""

from __future__ import annotations

import argparse
import threading

from crawler.demo.catalogue import portals
from crawler.demo.seedrows import PORT, rows
from crawler.demo.server import DemoPortals


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m crawler.demo", description="A small portal of every type on loopback.")
    options.add_argument("--edition", type=int, default=0, help="0, or 1 and 2 for what is published later")
    options.add_argument("--error-rate", type=float, default=0.0, help="share of addresses whose first request fails with 503")
    options.add_argument("--port", type=int, default=PORT)
    options.add_argument("--seeds", action="store_true", help="print the seed rows and leave")
    chosen = options.parse_args()
    if chosen.seeds:
        print(rows(portals(), chosen.port), end="")
        return
    with DemoPortals(chosen.edition, chosen.error_rate, port=chosen.port) as demo:
        for portal in demo.portals.values():
            print(f"{portal.base + '/':28} {portal.id:22} {portal.type:10} {len(demo.expected(portal.id)):4}  {portal.trait}")
        print(
            f"{sum(len(demo.expected(k)) for k in demo.portals)} announcements. Ctrl-C ends it; "
            f"{demo.base('demo-trs')}/_demo/edition?n=1 publishes the next edition."
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
