"""One projection a file, all with the same rooms; PARTS lists them once. May import: state below company."""

from __future__ import annotations

from dateline.state.parts import (
    acquisitions,
    data_centers,
    funding,
    listings,
    metrics,
    milestones,
    models,
    partnerships,
    people,
    products,
    profile,
    stakes,
    targets,
)
from dateline.state.projection import Projection, View

PARTS: tuple[Projection[View], ...] = (
    profile.FOUNDING,
    profile.PROJECTION,
    profile.CLOSING,
    funding.PROJECTION,
    listings.PROJECTION,
    acquisitions.PROJECTION,
    models.PROJECTION,
    products.PROJECTION,
    data_centers.PROJECTION,
    metrics.PROJECTION,
    targets.PROJECTION,
    people.PROJECTION,
    stakes.PROJECTION,
    partnerships.PROJECTION,
    milestones.PROJECTION,
)
"""The parts of a company's state, in the order in which it tells its statements.

State, differences, exports, the terminal, the notebook and the API all show what is listed here. A part for which one
of them has no table of its own is shown there by the fields of its view.
"""
