"""Bytes and a URL to an Announcement or a Listing: the fixed entry points everything else builds on. No network."""

from __future__ import annotations

from crawler.pages.reading_listing import read_listing

__all__ = ["read_listing"]
