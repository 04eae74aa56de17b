"""Every command that answers with a table writes it as a file in one way; companies are found by identifiers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from answers import ask
from click.testing import CliRunner
from places import DATA

import dateline
from dateline.cli import program
from dateline.errors import InvalidInput
from dateline.log.opening import open_log

TABLES = [
    ("rank", "--by", "name"),
    ("rank", "--by", "revenue", "--per", "year"),
    ("sum", "raised", "--by", "company"),
    ("series", "acme", "revenue"),
    ("series", "acme", "bolt", "revenue"),
    ("list", "rounds"),
    ("list", "acquisitions", "--currency", "EUR"),
    ("list", "findings"),
    ("companies",),
]


def _profile(company: str, *identifiers: str) -> dict[str, Any]:
    said = {"publisher": "The Paper", "published": "2016-01-31"}
    event = {"id": f"{company}/identifiers", "type": "profile", "company": company, "on": "2016", "sources": [said]}
    return {**event, "identifiers": identifiers}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    told = [
        _profile("acme", "cik:0000012345", "ticker:SAME"),
        _profile("bolt", "ticker:SAME", "lei:529900T8BM49AURSDO55"),
    ]
    (folder / "known.jsonl").write_text("".join(json.dumps(event) + "\n" for event in told), encoding="utf-8")
    with dateline.open(folder / "dateline.db", create=True) as log:
        reports = log.import_files(DATA / "questions.jsonl", folder / "known.jsonl")
    assert not any(report.refused for report in reports)
    return folder / "dateline.db"


def run(db: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(program, [*words, "--db", str(db)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_an_answer_is_the_same_in_every_format(db: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    lines = [json.loads(line) for line in run(db, *words, "--format", "ndjson").splitlines()]
    rows = list(csv.DictReader(io.StringIO(run(db, *words, "--format", "csv"))))
    assert len(rows) == len(lines) > 0
    assert list(rows[0]) == list(lines[0])
    output = tmp_path / "answer.parquet"
    run(db, *words, "--output", str(output))
    table = parquet.read_table(output)
    assert table.column_names == list(rows[0])
    assert table.num_rows == len(rows)
    assert b"dateline.what" in table.schema.metadata or b"dateline.by" in table.schema.metadata


@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_what_was_asked_stands_beside_the_file(db: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    output = tmp_path / "answer.csv"
    run(db, *words, "--output", str(output))
    told = json.loads((tmp_path / "answer.csv.vantage").read_text(encoding="utf-8"))
    assert told["file"] == "answer.csv"
    assert told["format"] == "csv"
    assert "vantage" in told or words == ("companies",)
    assert "not both" in run(db, *words, "--output", str(output), "--json", code=2)


def test_all_of_a_ranking_is_in_its_file_unless_told_otherwise(db: Path) -> None:
    everyone = run(db, "rank", "--by", "name", "--format", "ndjson").splitlines()
    assert len(everyone) == 5
    assert run(db, "rank", "--by", "name", "--format", "ndjson", "--first", "2").splitlines() == everyone[:2]


def test_a_run_rate_is_ranked_and_is_of_no_span(tmp_path: Path) -> None:
    told = {"id": "acme/revenue", "type": "metric", "company": "acme", "metric": "revenue", "on": "2020-06-30"}
    told |= {"money": {"amount": "9", "currency": "USD"}, "per": "annualized"}
    told |= {"sources": [{"publisher": "The Paper", "published": "2020-07-01"}]}
    (tmp_path / "events.jsonl").write_text(json.dumps(told) + "\n", encoding="utf-8")
    db = tmp_path / "dateline.db"
    with dateline.open(db, create=True) as log:
        log.import_files(tmp_path / "events.jsonl")
        (row,) = log.rank("metric", metric="revenue").rows()
    assert (row["value"], row["of_first"], row["of_last"]) == (9, None, None)
    (company,) = json.loads(run(db, "rank", "--by", "revenue", "--json"))["companies"]
    assert (company["per"], company["of"]) == ("annualized", None)


def test_a_file_has_the_span_of_a_figure_the_names_of_companies_and_converted_money(db: Path) -> None:
    (figure, *_) = map(
        json.loads, run(db, "rank", "--by", "revenue", "--per", "year", "--format", "ndjson").splitlines()
    )
    assert (figure["of_first"], figure["of_last"]) == ("2019-01-01", "2019-12-31")
    (row, *_) = map(json.loads, run(db, "sum", "raised", "--by", "company", "--format", "ndjson").splitlines())
    assert (row["company"], row["company_name"]) == ("acme", "Acme")
    deals = map(json.loads, run(db, "list", "acquisitions", "--currency", "EUR", "--format", "ndjson").splitlines())
    assert {deal["amount_currency"] for deal in deals} == {"EUR"}


def test_a_company_is_found_by_an_identifier(db: Path) -> None:
    for asked in ("cik:12345", "CIK:0000012345", "cik: 12345"):
        assert json.loads(run(db, "show", asked, "--json"))["company"] == "acme"
    assert "Acme" in run(db, "timeline", "cik:12345")
    assert "acme" in run(db, "companies", "cik:12345")
    assert "bolt" in run(db, "companies", "lei:529900t8bm49aursdo55")
    assert "1 company." in run(db, "companies", "0000012345")
    assert "known under 12345 in a list of others" in run(db, "companies", "12345")
    assert "No company is named so." in run(db, "companies", "54321")
    assert "Acme" in run(db, "rank", "--by", "name", "--company", "cik:12345")
    with dateline.open(db) as log:
        found = log.company("cik:12345")
        assert found is not None
        assert found.name == "Acme"
        assert [one.slug for one in log.companies("ticker:same")] == ["acme", "bolt"]
        for table in (log.rank("name", companies="cik:12345"), log.list("rounds", companies="cik:12345")):
            assert {row["company"] for row in table.rows()} == {"acme"}
        with pytest.raises(InvalidInput, match="an identifier of several companies, acme, bolt: name one by its slug"):
            log.company("ticker:SAME")


def test_an_identifier_of_several_companies_is_never_guessed_at(db: Path) -> None:
    assert "an identifier of several companies, acme, bolt" in run(db, "show", "ticker:SAME", code=2)
    assert "2 companies." in run(db, "companies", "ticker:SAME")
    assert "no company 'cik:99'" in run(db, "show", "cik:99", code=1)
    assert "nothing was known of acme" in run(db, "show", "acme", "--known-by", "2010", code=1)
    assert "no company 'cik:12345'" in run(db, "show", "cik:12345", "--known-by", "2015-12-31", code=1)


async def test_the_api_searches_by_identifiers_too(db: Path) -> None:
    async with open_log(db, read_only=True) as log:
        data = await ask(log, '{ companies(search: "ticker:same") { totalCount nodes { slug } } }')
    assert data["companies"] == {"totalCount": 2, "nodes": [{"slug": "acme"}, {"slug": "bolt"}]}


def test_a_company_that_is_not_there_is_no_empty_answer(db: Path) -> None:
    for words in (("rank",), ("sum", "raised"), ("list", "rounds"), ("list", "findings")):
        assert "the log has no company 'nobody'" in run(db, *words, "--company", "nobody", code=1)
