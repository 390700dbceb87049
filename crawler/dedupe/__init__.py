"""Copies told apart: `compare` two records, or find the `clusters` of many.

The chain: `chrome` takes the page's own lines away, `letters` leaves what is compared, `fingerprint` makes the keys under
which copies meet, `verdict` tells copy, revision and different by what differs, `order` says which is the original, `store`
remembers across runs.
"""
