"""Bytes and a URL to an Announcement or a Listing: the fixed entry points everything else builds on. No network."""
