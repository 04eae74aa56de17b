"""Random deals and figures of one company's worth that contradict and supersede each other."""

from __future__ import annotations

from typing import Any

from builders import eur, funding, listing, metric, source, usd
from hypothesis import strategies as st

from dateline.events.event import Event

DAYS_OF_DEALS = ("2021-03-01", "2022-06-30", "2023-01-01", "2024-12-31")
_DATES = ("2021", "2021-03", "2022-06-30", "2022", "../2022-07", "2021/2023", "2023-01")
_AMOUNTS = (eur(5), eur(6), usd(6), eur(6, bound="over"))


@st.composite
def deals(draw: st.DrawFn) -> list[Event]:
    """What tells of one company's worth, and of money raised: few dates and amounts, so that they meet."""
    made = []
    kinds = draw(st.sampled_from(((2,), (2,), (0, 1, 2, 3, 4, 5))))
    for place in range(draw(st.integers(1, 9))):
        sources = [
            source(published=day) for day in draw(st.lists(st.sampled_from(DAYS_OF_DEALS), min_size=1, max_size=2))
        ]
        fields = {
            "on": draw(st.sampled_from(_DATES)),
            "sources": sources,
            "confidence": draw(st.sampled_from(("reported", "confirmed", "rumored"))),
        }
        amount = draw(st.sampled_from(_AMOUNTS))
        match draw(st.sampled_from(kinds)):
            case 0:
                made.append(
                    metric(f"m{place}", metric="valuation", money=draw(st.sampled_from(_AMOUNTS[:3])), **fields)
                )
            case 1:
                made.append(listing(f"l{place}", exchange="NYSE", stage="listed", valuation=amount, **fields))
            case _:
                key, stage = draw(st.sampled_from("abc")), draw(st.sampled_from(("talks", "announced", "closed")))
                raised = draw(st.none() | st.sampled_from(_AMOUNTS))
                more: dict[str, Any] = {"raised": raised} if raised is not None else {}
                made.append(funding(f"f{place}", round=key, stage=stage, valuation=amount, **more, **fields))
    return made
