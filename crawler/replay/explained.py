"""An `Explanation` on a terminal, or as plain text where the output goes into a file or another program."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.explanation import Cut, Explanation, Fixed

#: Lines shown of the text, changes of each fix, unless everything is asked for.
_LINES = 12
_CHANGES = 8


def shown(explanation: Explanation, console: Console, *, everything: bool = False) -> None:
    """Prints the explanation: type, fields, text, fixes, what was left out, warnings."""
    _type(explanation, console)
    if explanation.refusal:
        console.print(Text.assemble(("no announcement  ", "bold red"), explanation.refusal))
        return
    _fields(explanation, console)
    _section(console, "text", (explanation.text or "").split("\n"), _LINES, everything)
    _fixes(explanation, console, everything)
    _section(console, "left out", [_cut(each) for each in explanation.cut], _LINES * 3, everything)
    _section(console, "warnings", list(explanation.warnings), len(explanation.warnings), everything)


def _type(explanation: Explanation, console: Console) -> None:
    encoding = explanation.encoding
    table = _grid()
    table.add_row("address", explanation.url)
    table.add_row("encoding", f"{encoding.used} (declared: {encoding.declared or 'nothing'})")
    table.add_row("portal type", f"{explanation.portal_type} (score {explanation.score})")
    for found in explanation.evidence:
        table.add_row("  evidence", found)
    console.print(table)


def _fields(explanation: Explanation, console: Console) -> None:
    console.print(Text("\nfields", style="bold"))
    table = _grid()
    table.add_column(style="cyan", overflow="fold")
    for each in explanation.fields:
        table.add_row(each.field, _value(each.value), each.rule or "")
    console.print(table)


def _fixes(explanation: Explanation, console: Console, everything: bool) -> None:
    counts = "  ".join(f"{name} {count}" for name, count in explanation.fixes.items())
    console.print(Text.assemble(("\nfixes  ", "bold"), counts or "none"))
    changes = explanation.changes if everything else _first_of_each(explanation.changes)
    for change in changes:
        console.print(_change(change), soft_wrap=True)
    _more(console, len(explanation.changes) - len(changes))


def _first_of_each(changes: tuple[Fixed, ...]) -> list[Fixed]:
    """The first changes of each fix: two hundred conversions must not hide the one run that was rebuilt."""
    shown: Counter[str] = Counter()
    first = []
    for change in changes:
        shown[change.fix] += 1
        if shown[change.fix] <= _CHANGES:
            first.append(change)
    return first


def _change(change: Fixed) -> Text:
    left, before, after, right = (part.replace("\n", "⏎") for part in (change.left, change.before, change.after, change.right))
    return Text.assemble(
        ("  " + change.fix, "cyan"), f"  {change.field}  …{left}", (f"[{before}]", "red"), " → ", (f"[{after}]", "green"), f"{right}…"
    )


def _section(console: Console, name: str, lines: list[str], limit: int, everything: bool) -> None:
    if not lines:
        return
    console.print(Text(f"\n{name}", style="bold"))
    shown = lines if everything else lines[:limit]
    for line in shown:
        console.print(Text("  " + line), soft_wrap=True)
    _more(console, len(lines) - len(shown))


def _more(console: Console, count: int) -> None:
    if count > 0:
        console.print(Text(f"  … {count} more (--all shows them)", style="dim"))


def _cut(each: Cut) -> str:
    line = each.line if len(each.line) <= 100 else each.line[:99] + "…"
    return f"{line}   → {', '.join(each.read)}" if each.read else line


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:299] + "…"


def _grid() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table
