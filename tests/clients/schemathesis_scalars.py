"""What schemathesis writes for the scalars of the API: values that are read, and some that are refused."""

from __future__ import annotations

import schemathesis
from hypothesis import strategies as st
from hypothesis_graphql import nodes

VALUES = {
    "CurrencyCode": ["EUR", "USD", "JPY", "eur", "XXX"],
    "Date": ["2025-12-31", "2031-01-01", "1990-01-01", "2025-02-30"],
    "DateTime": ["2026-11-22T12:00:30Z", "2020-01-01T00:00:00+01:00", "2026"],
    "Decimal": ["0", "5", "1000000", "-3.5", "NaN", "1e9"],
    "Edtf": ["2025", "2025-12-31", "2026-21", "202X", "May 2025", "2025/..", "whenever"],
    "Position": ["0", "1", "25", "999999", "-1"],
}

for name, values in VALUES.items():
    schemathesis.graphql.scalar(name, st.sampled_from(values).map(nodes.String))
