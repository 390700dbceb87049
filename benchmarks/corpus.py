"""The labelled pages the reading is measured on. They are public documents that stay outside this project."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def corpus() -> Path:
    """The folder of pages and labels: ``GONGGAO_CORPUS``, else ``../shared/corpus``. Ends the program where neither is."""
    named = os.environ.get("GONGGAO_CORPUS")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    if not (folder / "labels").is_dir():
        sys.exit(f"no labelled pages in {folder}: set GONGGAO_CORPUS to the folder that has labels/, pages/ and score.py")
    return folder


def measure(folder: Path) -> ModuleType:
    """The corpus's own ``score.py``, so that ours and the peers' figures are the same measure."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages(folder: Path, *, json_too: bool = False) -> list[tuple[str, bytes, str, dict[str, Any]]]:
    """(id, bytes, url, label) of every labelled page; answers of a portal's API only on demand."""
    found = []
    for path in sorted((folder / "labels").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        if json_too or label.get("kind") != "json-api":
            body = (folder / "pages" / f"{label['id']}.html").read_bytes()
            found.append((label["id"], body, label.get("url") or "http://www.example.gov.cn/", label))
    return found
