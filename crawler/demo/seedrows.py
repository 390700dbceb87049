"""Seed rows of the demo portals: the registry's view of them."""

from __future__ import annotations

import os
from pathlib import Path

from crawler.demo.portal import Portal

#: The port of the rows in seeds/demo.toml.
PORT = 8970

HEAD = """# The demo portals that the project serves itself on loopback (crawler/demo). Written by `python -m crawler.demo --seeds`.
# Every name and number is invented. The port is the default one: where it is taken, `DemoPortals.seeds` writes these rows
# into a folder of the run with the port that was found.
"""


def rows(portals: dict[str, Portal], port: int = PORT) -> str:
    """The rows of these portals as TOML, at this port."""
    return HEAD + "".join(_row(portal, port) for portal in portals.values())


def _row(portal: Portal, port: int) -> str:
    columns = "".join(f'\n  {{ name = "{c.name}", start = "{portal.start(c)}", genre = "{c.genre}" }},' for c in portal.columns)
    return f"""
[[portal]]
id = "{portal.id}"
name = "{portal.name}"
division = "000000"
level = "{portal.level}"
type = "{portal.type}"
type_reason = "made as one: {portal.trait}"
home = "http://{portal.host}:{port}/"
hosts = ["{portal.host}:{port}"]
columns = [{columns}
]
status = "demo"
every = "1h"
"""


def write(folder: str | os.PathLike[str], portals: dict[str, Portal], port: int) -> Path:
    """``demo.toml`` with these rows in the folder, which is made where it is missing."""
    path = Path(folder) / "demo.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rows(portals, port), "utf-8")
    return path
