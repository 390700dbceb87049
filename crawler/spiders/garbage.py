"""Python's garbage collection as a process that reads pages wants it."""

from __future__ import annotations

import gc

_settled = False


def settle() -> None:
    """Once a process, when some pages were read: whatever is in memory by now (tables of characters and readings, 260,000
    objects) stays to the end and is not looked through any more, and a page's objects may come and go between two rounds.
    Collecting garbage took .9 ms a page before, a tenth of all, and takes .2 since."""
    global _settled
    if not _settled:
        _settled = True
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
