"""Habits of the house that a reader relies on: pinned packages, documented modules, readable sizes, nothing swallowed."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "crawler").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"([\w.-]+)==([\w.+-]+)(?: ; .+)?", line) for line in lines if line and not line.startswith("#")]
    assert all(found), "constraints.txt holds exact pins only"
    return {canonicalize_name(match[1]): match[2] for match in found if match}


@pytest.mark.parametrize("group", ["dependencies", "test", "fast", "redis"])
def test_every_package_the_project_needs_is_pinned_to_a_version_it_accepts(group: str) -> None:
    needed = PROJECT["dependencies"] if group == "dependencies" else PROJECT["optional-dependencies"][group]
    pinned = pins()
    for requirement in map(Requirement, needed):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in constraints.txt"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} but pinned to {version}"


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(TREES[path]) or not TREES[path].body, "no docstring"


def lines_of_code(path: Path) -> int:
    """Lines that are code: no blank lines, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    told: set[int] = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            told |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return sum(bool(line.strip()) and not line.strip().startswith("#") and number not in told for number, line in enumerate(text.splitlines(), 1))




@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert lines_of_code(path) <= 300


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = []
    for function in functions(TREES[path]):
        first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
        length = (function.end_lineno or 0) - first.lineno + 1
        if length > 40:
            long.append(f"{function.name}: {length} lines")
    assert not long


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_error_is_swallowed(path: Path) -> None:
    silent = [
        f"line {node.lineno}"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(each, ast.Pass | ast.Continue) for each in node.body)
    ]
    assert not silent


#: Programs of their own, and what a command shows while it runs.
SHOWING = {"__main__.py", "sweepview.py"}


@pytest.mark.parametrize("path", [path for path in CODE if path.parent.name != "commands" and path.name not in SHOWING], ids=name_of)
def test_only_commands_print(path: Path) -> None:
    assert not [node.lineno for node in ast.walk(TREES[path]) if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"]


def test_no_file_left_half_done() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX)\b|<{7} |>{7} ")
    assert not [name_of(path) for path in CODE if marks.search(path.read_text(encoding="utf-8"))]


def test_what_is_shipped_beside_the_code_is_in_the_package() -> None:
    """Tables and pages that are read at run time travel with an installed package, too."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    listed = subprocess.run(["git", "ls-files", "crawler"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    shipped = [Path(line) for line in listed.stdout.splitlines() if not line.endswith(".py")]
    named = [pattern for group in patterns.values() for pattern in group]
    assert not [str(path) for path in shipped if not any(path.match(pattern) for pattern in named)]
