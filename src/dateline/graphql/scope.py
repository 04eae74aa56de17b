"""Scope: the vantage through which a value of an answer was read, and how much of the log it may show."""

import msgspec

from dateline.answers.tokens import token_of
from dateline.graphql.ids import ANY_TOKEN
from dateline.graphql.recurring import VantageAsked
from dateline.log.cut import Cut
from dateline.state.company import CompanyState
from dateline.state.history import History
from dateline.state.vantage import Vantage


class Scope(msgspec.Struct, frozen=True):
    """`vantage` is None for what is read as recorded; `history` and `company` are None outside a company's state."""

    cut: Cut
    vantage: Vantage | None = None
    history: History | None = None
    """Which knows how its events stand; that is worked out where it is asked for."""
    company: str | None = None
    """The slug, as merges keep it, of the company whose state this is inside of; None outside."""

    @property
    def token(self) -> str:
        return token_of(self.vantage) if self.vantage is not None else ""

    @classmethod
    def at(cls, vantage: Vantage) -> "Scope":
        return cls(Cut(vantage.known_by, vantage.at.position), vantage)

    def inside(self, state: CompanyState) -> "Scope":
        """The same, inside the state of a company."""
        return msgspec.structs.replace(self, history=state.history, company=state.slug)


class Anywhere:
    """Stands for a scope in what is the same from every vantage: it knows whose state this is, and any token."""

    def __init__(self, company: str) -> None:
        self.company = company
        self.token = ANY_TOKEN

    def __getattr__(self, name: str) -> object:
        raise VantageAsked(name)
