"""The house stands on floors: a module imports from its own floor and lower ones, and each floor knows less of the world."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "crawler").rglob("*.py"))
}

#: Module or package → floor; the longest name that fits counts.
FLOORS = {
    "crawler": 0,
    "crawler.items": 0,
    "crawler.errors": 0,
    "crawler.hosts": 1,
    "crawler.pages": 1,
    "crawler.text": 1,
    "crawler.loaders": 1,
    "crawler.jsonl": 1,
    "crawler.restore": 1,
    "crawler.seedkeys": 1,
    "crawler.dedupe": 1,
    "crawler.dedupe.clusterfile": 2,
    "crawler.dedupe.recent": 2,
    "crawler.dedupe.store": 2,
    "crawler.dedupe.shared": 2,
    "crawler.dedupe.lines": 2,
    "crawler.dedupe.whole": 2,
    "crawler.portals": 2,
    "crawler.explanation": 2,
    "crawler.seedfiles": 2,
    "crawler.selection": 2,
    "crawler.seedcheck": 2,
    "crawler.schedule": 2,
    "crawler.extract": 2,
    "crawler.state": 2,
    "crawler.state_rows": 2,
    "crawler.feed": 2,
    "crawler.demo": 2,
    "crawler.spiders": 3,
    "crawler.sweep": 3,
    "crawler.sweepview": 3,
    "crawler.pipelines": 3,
    "crawler.middlewares": 3,
    "crawler.extensions": 3,
    "crawler.replay": 3,
    "crawler.commands": 4,
    "crawler.settings": 4,
}

#: What the pure floors never import: files, network, processes, clock and chance.
IMPURE = {
    "asyncio", "glob", "http", "io", "multiprocessing", "os", "pathlib", "random", "requests", "secrets", "shutil", "signal",
    "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "duckdb", "pyarrow", "rich",
}  # fmt: skip
#: And what floors 0 to 2 never import.
SHELL = {"scrapy", "twisted", "itemadapter"}


def floor_of(module: str) -> int:
    known = module
    while known not in FLOORS:
        known = known.rpartition(".")[0]
    return FLOORS[known]


def imports_of(module: str) -> Iterator[tuple[str, int]]:
    """Every module that a module imports anywhere in it, with the line."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [node.module])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole if whole in MODULES else base), node.lineno


def test_every_module_stands_on_a_floor() -> None:
    top = {".".join(module.split(".")[:2]) for module in MODULES}
    assert not top - FLOORS.keys(), "give them a floor in FLOORS"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_its_own_floor_and_below(module: str) -> None:
    own = floor_of(module)
    wrong = [f"line {line}: {name} (floor {floor_of(name)})" for name, line in imports_of(module) if name in MODULES and floor_of(name) > own]
    assert not wrong, f"{module} is on floor {own} and imports {'; '.join(wrong)}"


@pytest.mark.parametrize("module", [name for name in MODULES if floor_of(name) <= 2])
def test_scrapy_lives_on_floor_three_and_above(module: str) -> None:
    assert not SHELL & {name.partition(".")[0] for name, _ in imports_of(module)}


@pytest.mark.parametrize("module", [name for name in MODULES if floor_of(name) <= 1])
def test_the_pure_floors_know_no_file_no_clock_and_no_network(module: str) -> None:
    impure = IMPURE & {name.partition(".")[0] for name, _ in imports_of(module)} | {
        name for name, _ in imports_of(module) if name in ("urllib.request", "logging")
    }
    assert not impure
    calls = [node for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    clocks = [ast.unparse(call.func) for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in ("now", "today", "utcnow")]
    opened = [ast.unparse(call) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "open"]
    assert not clocks + opened


def test_the_guard_itself_sees_a_wrong_import(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def late():\n    from crawler.commands import replay\n    return replay\n")
    monkeypatch.setitem(MODULES, "crawler.pages.bad", bad)
    with pytest.raises(AssertionError, match=r"crawler\.pages\.bad is on floor 1 and imports line 2: crawler\.commands\.replay \(floor 4\)"):
        test_a_module_imports_from_its_own_floor_and_below("crawler.pages.bad")
    bad.write_text("from datetime import datetime\nNOW = datetime.now()\n")
    with pytest.raises(AssertionError):
        test_the_pure_floors_know_no_file_no_clock_and_no_network("crawler.pages.bad")


def test_floors_name_only_what_exists() -> None:
    assert not FLOORS.keys() - MODULES.keys()
