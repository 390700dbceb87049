"""Which type a portal is, and what it was told from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tools.drafts import Draft
from tools.shapes import Shape

#: A neighbourhood decides when so many of its portals are told, and such a share of them agrees.
_PREFECTURE = (3, 0.6)
_PROVINCE = (8, 0.6)
#: Such a form of the portal's own outweighs what is known of its domain.
_CERTAIN = 80
#: Where no list is known at all, neighbours must agree better.
_BLIND_PREFECTURE = (3, 0.75)
_BLIND_PROVINCE = (8, 0.8)

#: What a form that several types write is held to be when nobody says otherwise.
_USUAL = {
    "trs": "most portals that have it run TRS",
    "ucap": "one portal of seven is UCAP, and they write .shtml",
    "vsb": "VSB writes .htm",
    "sudy": "webplus writes list.htm",
}


class Evidence:
    """What is known of all portals, so that one can be told from its neighbours."""

    def __init__(self, drafts: Iterable[Draft], known: Mapping[str, Any]) -> None:
        self.known = known
        self._near: dict[str, Counter[str]] = defaultdict(Counter)
        self._own: dict[str, tuple[str, str] | None] = {}
        for draft in drafts:
            own = self._own[draft.host] = self._alone(draft)
            if own and own[0] != "generic":
                for area in (draft.division[:4], draft.division[:2]):
                    self._near[area][own[0]] += 1

    def tell(self, draft: Draft) -> tuple[str | None, str | None]:
        """Type and reason; both None where nothing speaks for a type."""
        own = self._own[draft.host]
        if own:
            return own
        admitted = self._admitted(draft)
        why = next((f.shape.why for f in draft.found if f.shape.types), "no list known")
        limits = (_PREFECTURE, _PROVINCE) if admitted else (_BLIND_PREFECTURE, _BLIND_PROVINCE)
        for area, (least, share) in zip((draft.division[:4], draft.division[:2]), limits, strict=True):
            if draft.division == "000000":
                break
            near = self._near[area]
            best = max(near, key=lambda x: (near[x], x), default=None)
            told = sum(near.values())
            if best and told >= least and near[best] >= share * told and best in (admitted or (best,)):
                return best, f"{why}; {near[best]} of {told} neighbours told in {area} are {best}"
        for fact in self.known["province"]:
            if draft.division.startswith(fact["division"]) and fact["type"] in (*(admitted or (fact["type"],)), "generic"):
                return fact["type"], f"{why}; {fact['reason']}"
        if admitted and draft.found:
            return admitted[0], f"{why}: {_USUAL.get(admitted[0], 'many systems write it')}; no neighbour says otherwise"
        return None, None

    def _alone(self, draft: Draft) -> tuple[str, str] | None:
        """Told by a fact about its domain, or by forms that only one type writes."""
        scores: Counter[str] = Counter()
        why: dict[str, str] = {}
        for found in draft.found:
            if found.shape.is_sure:
                type_ = self._variant(draft, found.shape.types)
                scores[type_] += found.shape.score
                why.setdefault(type_, found.shape.why)
        best = max(scores, key=lambda x: (scores[x], x), default=None)
        fact = self._fact(draft.host)
        strongest = max((f.shape.score for f in draft.found if best and best in f.shape.types), default=0)
        if fact and (best is None or best in (fact["type"], "generic") or strongest < _CERTAIN):
            return fact["type"], fact["reason"]
        if best:
            count = sum(f.shape.is_sure and best == self._variant(draft, f.shape.types) for f in draft.found)
            return best, f"{why[best]} in {count} of {len(draft.found)} addresses"
        return None

    def _fact(self, host: str) -> Mapping[str, Any] | None:
        systems = self.known["system"]
        facts = [(len(d), i) for i, x in enumerate(systems) for d in x["domains"] if host == d or host.endswith("." + d)]
        return systems[max(facts)[1]] if facts else None

    def _variant(self, draft: Draft, types: tuple[str, ...]) -> str:
        """``col/colN`` is written by the classic Hanweb and by its successor: facts about the domain or province decide."""
        fact = self._fact(draft.host)
        if fact and fact["type"] in types:
            return str(fact["type"])
        for province in self.known["province"]:
            if draft.division.startswith(province["division"]) and province["type"] in types:
                return str(province["type"])
        return types[0]

    def column_type(self, draft: Draft, form: Shape, portal: str | None) -> str | None:
        """The type of one column, where its form says for certain that it is another than the portal's."""
        if form.score < _CERTAIN or not form.types or portal is None or portal in form.types:
            return None
        told = self._variant(draft, form.types)
        return None if told in ("generic", portal) else told

    @staticmethod
    def _admitted(draft: Draft) -> tuple[str, ...]:
        """Types that could have written every address."""
        forms = [f.shape.types for f in draft.found if f.shape.types]
        return tuple(x for x in forms[0] if all(x in other for other in forms)) if forms else ()
