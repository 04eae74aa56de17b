"""PostGraphile over PostgreSQL, set as its documentation advises for production.

One process, without a log of queries and without GraphiQL. npm installs it into the cache the first time.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..contest import Missing
from ..servers import Server, started
from .embedded_postgres_server import Postgres, postgres
from .strawberry_tutorial import stored_row

VERSION = "4"
SECONDS_TO_INSTALL = 300

STATE = """
query Company($company: String!, $on: Date!, $knownBy: Date!) {
  companyAsOf(slug: $company, onDay: $on, knownBy: $knownBy) {
    name
    status
    founded
    country
    city
    website
    sector
    valuation { valuation { amount currency } edtf known confidence }
    raised: raisedList { amount currency }
    rounds: roundsList { key stage edtf raised { amount currency } leads investors }
    models: modelsList { name stage edtf }
    metrics: metricsList { name money { amount currency } count unit }
  }
}
"""
"""What the others are asked, by the names that PostGraphile makes."""


@contextmanager
def serving(events: Path, folder: Path) -> Iterator[Server]:
    """A server over what an event file says. Raises Missing with the reason where it cannot be."""
    program = _installed(folder)
    with postgres() as database:
        _fill(database, events)
        options = ["--schema", "app", "--simple-collections", "only", "--disable-query-log", "--disable-graphiql"]
        command = [program, "-c", database.address, "-n", "127.0.0.1", "-p", "PORT", *options]
        with started(command, NODE_ENV="production") as server:
            yield server


def _installed(folder: Path) -> str:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("Node is not there: npm is not found")
    program = folder / "node_modules" / ".bin" / "postgraphile"
    if not program.exists():
        command = [npm, "install", "--silent", "--prefix", str(folder), f"postgraphile@{VERSION}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_INSTALL)
        except subprocess.TimeoutExpired as error:
            raise Missing("npm did not install PostGraphile in time") from error
        if done.returncode:
            raise Missing(f"npm could not install PostGraphile: {done.stderr.strip()[-200:]}")
    return str(program)


def _fill(database: Postgres, events: Path) -> None:
    here = Path(__file__).parent
    database.run((here / "postgraphile.sql").read_text())
    copy = "COPY told.line FROM STDIN (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01');\n"
    with events.open(encoding="utf-8") as lines:
        rows = ("\x02".join(stored_row(line.strip())[1:]) for line in lines)
        database.run(copy + "\n".join(rows) + "\n\\.\n")
    database.run((here / "postgraphile_filled.sql").read_text())
