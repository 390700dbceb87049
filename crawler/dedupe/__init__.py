"""Copies told apart: `compare` two records, or find the `clusters` of many.

The chain: `chrome` takes the page's own lines away, `letters` leaves what is compared, `fingerprint` makes the keys under
which copies meet, `verdict` tells copy, revision and different by what differs, `order` says which is the original, `store`
remembers across runs.
"""

from crawler.dedupe.memory import Cluster, Linked, clusters, compare
from crawler.dedupe.verdict import Verdict

__all__ = ["Cluster", "Linked", "Verdict", "clusters", "compare"]
