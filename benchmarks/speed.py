"""How fast pages are read: ``python -m benchmarks.speed [--runs N] [--ours]``.

Every reader takes the same pages in the same order in one process, one after the other within each run; a figure is the
median over the runs of the reader's time divided by the time of a bare ``lxml.html`` parse in the same run.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable

import lxml.html

from benchmarks.corpus import corpus, pages
from benchmarks.peers import installed_peers
from crawler.errors import PageError
from crawler.extract import read_article


def main() -> None:
    """Prints milliseconds a page and the multiple of a bare parse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--ours", action="store_true", help="leave the peers out")
    arguments = parser.parse_args()
    work = [(body, url) for _, body, url, _ in pages(corpus())]
    readers: dict[str, Callable[[bytes, str], object]] = {"lxml.html parse": _parse, "gonggao": _read}
    peers, missing = ({}, []) if arguments.ours else installed_peers()
    readers |= peers
    times: dict[str, list[float]] = {name: [] for name in readers}
    crashed = {name: _timed(reader, work)[1] for name, reader in readers.items()}  # warm-up
    for _ in range(arguments.runs):
        for name, reader in readers.items():
            times[name].append(_timed(reader, work)[0])
    print(f"{len(work)} pages, {sum(len(b) for b, _ in work) / len(work) / 1024:.0f} KiB mean, {arguments.runs} runs")
    for name, seconds in times.items():
        ratio = statistics.median(s / p for s, p in zip(seconds, times["lxml.html parse"], strict=True))
        print(f"{name:18} {statistics.median(seconds) / len(work) * 1000:8.2f} ms/page {ratio:7.2f} × parse" + (f"   crashes on {crashed[name]} pages" if crashed[name] else ""))
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (make bench installs them)")


def _parse(body: bytes, url: str) -> object:
    return lxml.html.document_fromstring(body)


def _read(body: bytes, url: str) -> object:
    try:
        return read_article(body, url)
    except PageError as refusal:
        return refusal


def _timed(reader: Callable[[bytes, str], object], work: list[tuple[bytes, str]]) -> tuple[float, int]:
    """Seconds for all pages, and on how many the reader crashed: the time until then counts."""
    gc.collect()
    crashes, started = 0, time.perf_counter()
    for body, url in work:
        try:
            reader(body, url)
        except Exception:  # whatever a peer raises
            crashes += 1
    return time.perf_counter() - started, crashes


if __name__ == "__main__":
    main()
