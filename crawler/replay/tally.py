"""What a replay did, counted; and the table that tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rich.table import Table

#: Kinds of refusal that mean a file could not be read at all.
UNREADABLE = frozenset({"unreadable", "wrong_gzip", "too_large", "sidecar"})


@dataclass(slots=True)
class Tally:
    """Files seen and what became of each: announcements written, refused, rejected, dropped as copies or failed. Only a JSON
    list that carries whole documents is one file and several announcements."""

    files: int = 0
    announcements: int = 0
    marked: int = 0  #: announcements written that are marked as copies of another
    dropped_copies: int = 0
    refused: Counter[str] = field(default_factory=Counter)  #: kind of `PageError` → pages that are no announcement
    rejected: Counter[str] = field(default_factory=Counter)  #: reason → announcements a pipeline dropped
    failed: int = 0  #: files on which the reader or a pipeline broke: a fault of this program
    empty: list[str] = field(default_factory=list)  #: given paths without any page in them
    seconds: float = 0.0
    finished: bool = False
    partial: str | None = None  #: where an interrupted replay left its lines

    @property
    def duplicates(self) -> int:
        return self.marked + self.dropped_copies

    @property
    def is_good(self) -> bool:
        """Whether the whole input was read: finished, something found, every file readable, nothing broken."""
        return self.finished and self.files > 0 and not self.failed and not (UNREADABLE & self.refused.keys())

    def table(self) -> Table:
        """One row a count, kinds of refusal below their sum."""
        table = Table(show_header=False, title="Replay" if self.finished else "Replay (interrupted)", title_justify="left")
        table.add_column()
        table.add_column(justify="right")
        table.add_row("files", str(self.files))
        table.add_row("announcements", str(self.announcements))
        table.add_row("refused (no announcement)", str(self.refused.total()))
        for kind, count in self.refused.most_common():
            table.add_row(f"  {kind}", str(count))
        table.add_row("rejected (not fit to write)", str(self.rejected.total()))
        for reason, count in self.rejected.most_common():
            table.add_row(f"  {reason}", str(count))
        table.add_row("duplicates", str(self.duplicates))
        if self.failed:
            table.add_row("failed", str(self.failed))
        table.add_row("seconds", f"{self.seconds:.1f}")
        return table
