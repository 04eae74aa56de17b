"""Tables on a terminal: cells break at blanks, then behind hyphens; what is in them is called as people call it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from places import DATA, ROOT
from rich.console import Console

import dateline
from dateline.cli import program
from dateline.cli.column_widths import broken_behind_hyphens
from dateline.cli.terminal import print_section, table, text


def _printed(width: int, columns: tuple[str, ...], fold: tuple[str, ...], *rows: tuple[str, ...]) -> list[str]:
    screen = Console(file=io.StringIO(), width=width)
    listing = table(*columns, fold=fold)
    for row in rows:
        listing.add_row(*map(text, row))
    print_section(screen, "", listing)
    return [line.rstrip() for line in screen.file.getvalue().splitlines() if line.strip()]  # type: ignore[attr-defined]


def test_where_room_is_short_other_columns_break_at_their_blanks_before_any_word_breaks() -> None:
    columns, fold = ("When", "Site", "Stage", "Power"), ("Site",)
    row = ("by 30 Jun 2025", "Frankfurt FR13", "under construction", "1,024.5 MW")
    assert len(_printed(100, columns, fold, row)) == 2
    assert _printed(46, columns, fold, row) == [
        "  When     Site       Stage         Power",
        "  by 30    Frankfurt  under         1,024.5 MW",
        "  Jun      FR13       construction",
        "  2025",
    ]
    for width in range(40, 100):
        words = {word for line in _printed(width, columns, fold, row) for word in line.split()}
        assert {"Frankfurt", "construction", "1,024.5"} <= words, f"a word is broken at {width} columns"


def test_a_word_breaks_behind_its_hyphens_before_it_breaks_elsewhere() -> None:
    row = ("index-membership", "layoff-of-the-year")
    assert _printed(22, ("Category", "Key"), ("Category", "Key"), row)[1:] == [
        "  index-      layoff-",
        "  membership  of-the-",
        "              year",
    ]
    assert broken_behind_hyphens(text("a long-winded-name"), 11).plain == "a long-\nwinded-name"
    assert broken_behind_hyphens(text("unbroken"), 3).plain == "unbroken"


def test_nothing_is_cut_off_where_even_words_have_to_break() -> None:
    lines = _printed(12, ("A", "B"), ("A", "B"), ("extraordinary", "incomprehensible"))
    said = "".join("".join(lines).split())
    assert sorted(said) == sorted("ABextraordinaryincomprehensible")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "dateline.db"
    with dateline.open(path, create=True) as log:
        log.import_files(ROOT / "events" / "articles")
    return path


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "dateline.db"
    with dateline.open(path, create=True) as log:
        log.import_files(DATA / "questions.jsonl")
    return path


def run(db: Path, *words: str, columns: int = 160) -> str:
    done = CliRunner().invoke(program, [*words, "--db", str(db)], env={"COLUMNS": str(columns)})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("columns", [80, 120])
def test_the_words_of_vocabularies_stay_whole(sites: Path, db: Path, columns: int) -> None:
    page = run(sites, "list", "data-centers", "--first", "99", columns=columns)
    assert "construction" in page
    assert "completed" in run(db, "list", "acquisitions", columns=columns)


def test_a_sum_calls_companies_countries_and_stages_as_people_do(sites: Path, db: Path) -> None:
    lines = [" ".join(line.split()) for line in run(db, "sum", "rounds", "--by", "company").splitlines()]
    assert lines[4:] == [
        "Acme 2 rounds 2",
        "Bolt 1 round 1",
        "Cray Works 2 rounds 2",
        "Dart 1 round 1",
        "All 6 rounds 6",
    ]
    found = json.loads(run(db, "sum", "rounds", "--by", "company", "--json"))
    assert [(one["company"], one["company_name"]) for one in found["rows"]][2] == ("cray", "Cray Works")
    page = run(sites, "sum", "megawatts", "--by", "stage")
    assert "under construction" in page
    stages = [word for word in ("announced", "under construction", "operational") if f"  {word}" in page]
    assert sorted(stages, key=page.index) == stages, "stages stand as they follow each other"
    page = run(sites, "sum", "data-centers", "--by", "country")
    assert page.index("France") < page.index("Sweden")


def test_a_company_of_a_sum_that_has_no_name_by_then_is_marked(db: Path) -> None:
    page = run(db, "sum", "revenue", "--by", "company", "--on", "2020-06-30", "--known-by", "2020-06-30")
    assert "cray\N{NO-BREAK SPACE}°" in page
    assert "° No name is known" in page


def test_what_nothing_is_told_of_has_no_rows_in_a_ranking(db: Path) -> None:
    page = run(db, "rank", "--by", "layoffs", "--over", "2023", "--on", "2023-12-31")
    assert "unknown " not in page
    assert "more companies nothing is told: " in page or "1 more company nothing is told: " in page
    few = run(db, "rank", "--by", "layoffs", "--over", "2023", "--on", "2023-12-31", "--first", "3")
    assert "Of others nothing is told: " in few or "There are more: --first lists them." in few


def test_a_figure_of_a_span_stands_with_the_span_it_is_of(db: Path) -> None:
    page = run(db, "rank", "--by", "revenue", "--per", "year", "--on", "2020-06-30", "--known-by", "2020-06-30")
    head = next(line for line in page.splitlines() if "Company" in line and "#" in line)
    assert "Of" in head
    assert "Since" not in head
    assert "  2019  " in page
    found = json.loads(run(db, "rank", "--by", "revenue", "--per", "year", "--on", "2020-06-30", "--json"))
    assert found["companies"][0]["per"] == "year"
    assert found["companies"][0]["of"] == {"first": "2019-01-01", "last": "2019-12-31"}
