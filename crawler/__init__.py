"""Gonggao: announcements of Chinese government portals, read, repaired and told apart."""

__version__ = "0.1.0"
