"""How well pages are read, beside the peers: ``python -m benchmarks.quality [--ours]``.

Body: mean F1 over character 4-grams and the pages below .5, .7 and .9; fields: right, wrong, missing, invented.
The measure is the corpus's ``score.py``; API answers are read too, ours only, in a line of their own.
"""

from __future__ import annotations

import argparse
from types import ModuleType
from typing import Any

from benchmarks.corpus import corpus, measure, pages
from benchmarks.peers import Reader, gonggao, installed_peers

_FIELDS = ("title", "published", "source", "index_number", "document_number", "issuer")


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", action="store_true", help="leave the peers out")
    arguments = parser.parse_args()
    folder = corpus()
    score = measure(folder)
    peers, missing = ({}, []) if arguments.ours else installed_peers()
    print(f"{'reader':18} {'body F1':>8} {'<.5':>4} {'<.7':>4} {'<.9':>4}   " + "  ".join(f"{f:>15}" for f in _FIELDS))
    print(f"{'':40}   " + "  ".join(f"{'ok/wrong/none/inv':>15}" for _ in _FIELDS))
    for name, reader in {"gonggao": gonggao, **peers}.items():
        _print_row(name, reader, score, str(folder / "labels"), str(folder / "pages"), folder)
    if missing:
        print(f"not installed, left out: {', '.join(missing)} (make bench installs them)")
    _print_json(score, folder)
    _print_written(score, folder)


def _print_row(name: str, reader: Reader, score: ModuleType, labels: str, folder_pages: str, folder: Any) -> None:
    result = score.score(labels, folder_pages, reader)
    below = sum(score.f1(_text(reader, body, url), label["body_text"]) < 0.7 for _, body, url, label in pages(folder))
    cells = []
    for field in _FIELDS:
        counts = result["fields"].get(field, {})
        cells.append("/".join(str(counts.get(k, 0)) for k in ("right", "wrong", "missing", "invented")))
    print(f"{name:18} {result['f1']:8.4f} {result['below_.5']:4} {below:4} {result['below_.9']:4}   " + "  ".join(f"{c:>15}" for c in cells))


def _text(reader: Reader, body: bytes, url: str) -> str | None:
    try:
        return reader(body, url).get("text")
    except Exception:  # a peer that crashes on a page scores nothing there, as in score.py
        return None


def _print_json(score: ModuleType, folder: Any) -> None:
    answers = [p for p in pages(folder, json_too=True) if p[3].get("kind") == "json-api"]
    read = [gonggao(body, url) for _, body, url, _ in answers]
    f1 = [score.f1(r.get("text"), p[3]["body_text"]) for r, p in zip(read, answers, strict=True)]
    right = {f: sum(score.norm(r.get(f)) == score.norm(p[3].get(f)) for r, p in zip(read, answers, strict=True)) for f in ("title", "index_number", "document_number", "issuer", "source")}
    print(f"API answers ({len(answers)}): body F1 {sum(f1) / len(f1):.4f}; right: " + ", ".join(f"{k} {v}" for k, v in right.items()))


def _print_written(score: ModuleType, folder: Any) -> None:
    """成文日期 of the pages where it stands in a label, and what was invented."""
    right = wrong = missing = invented = 0
    for _, body, url, label in pages(folder, json_too=True):
        want, have = score.day(label.get("written")), score.day(gonggao(body, url).get("written"))
        if "written" in (label.get("from_text") or []) or "written" in (label.get("doubtful") or []):
            continue
        right += bool(want) and want == have
        wrong += bool(want and have) and want != have
        missing += bool(want) and not have
        invented += bool(have) and not want
    print(f"written (in a label): {right} right, {wrong} wrong, {missing} missing, {invented} invented")


if __name__ == "__main__":
    main()
