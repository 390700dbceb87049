"""Copies told apart: `compare` two records, or find the `clusters` of many.

The chain: `chrome` takes the page's own lines away, `letters` leaves what is compared, `fingerprint` makes the keys under
which copies meet, `kinds` and `verdict` tell copy, revision and different by what differs, `decide` chooses among what was
found, `order` says which is the original, `store` remembers across runs (`recent` holds keys back for it), `shared` does so
in Redis, `whole` decides about a corpus at once.

How a crawl and a corpus agree. Both decide with `decide` about one announcement after the other. A corpus is decided in the
order of originals (earliest published, then the issuing authority's own portal, then the fullest), so its clusters do not
depend on the order of the lines. A crawl decides in the order of arrival: what is written names the first document that was
*seen* and is never rewritten. When an earlier original arrives later it is linked to that first document like any copy; the
store elects it, and ``scrapy copies`` names it as the original of the cluster whichever of its records is asked for.
Clusters differ between the two only in doubtful copies (a changed word or number put down to damage): a crawl links them
to the nearest announcement it knows, a corpus after all certain ones. ``scrapy dedupe`` over the output settles that.
"""

from crawler.dedupe.memory import Cluster, Linked, clusters, compare
from crawler.dedupe.verdict import Verdict

__all__ = ["Cluster", "Linked", "Verdict", "clusters", "compare"]
