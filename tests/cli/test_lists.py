"""`list`, `sum`, and series of several companies on the command line; the same in a notebook."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner
from places import DATA, ROOT

import dateline
from dateline.cli import program
from dateline.cli.commands.list import list_command
from dateline.errors import InvalidInput
from dateline.notebook import Log


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "dateline.db"
    with dateline.open(path, create=True) as log:
        log.import_files(DATA / "questions.jsonl")
    return path


@pytest.fixture(scope="module")
def log(db: Path) -> Iterator[Log]:
    with dateline.open(db) as opened:
        yield opened


def run(db: Path, *words: str, code: int = 0, columns: int = 160) -> str:
    done = CliRunner().invoke(program, [*words, "--db", str(db)], env={"COLUMNS": str(columns)})
    assert done.exit_code == code, done.output
    return done.output


def test_a_list_shows_parts_with_their_sources(db: Path) -> None:
    page = run(db, "list", "acquisitions", "--currency", "EUR", "--first", "2")
    assert "Acquisitions, the latest first" in page
    assert "€1bn   €1bn" in page
    assert "Fox Lab" in page
    assert "There are more: --first lists them." in page
    assert "There are none there." in run(db, "list", "models")


def test_a_list_is_narrowed_down_by_what_only_such_parts_have(db: Path) -> None:
    found = json.loads(run(db, "list", "rounds", "--investor", "Omega", "--series", "a", "--json"))
    assert [(one["company"], one["key"]) for one in found["parts"]] == [("dart", "series-a")]
    for series in ("Series A", "series-a", "A"):
        again = json.loads(run(db, "list", "rounds", "--investor", "Omega", "--series", series, "--json"))
        assert again["parts"] == found["parts"]
    found = json.loads(run(db, "list", "rounds", "--at-least", "40000000", "--currency", "EUR", "--json"))
    assert [one["key"] for one in found["parts"]] == ["series-a", "series-b", "series-b"]
    assert found["parts"][1]["converted"]["currency"] == "EUR"
    found = json.loads(run(db, "list", "milestones", "--category", "Layoff", "--company", "Bolt", "--json"))
    assert [one["key"] for one in found["parts"]] == ["layoff-2023-05"]
    assert {event["id"] for event in found["events"]} == {"bolt/layoff"}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that has sites and models, too."""
    path = tmp_path_factory.mktemp("sites") / "dateline.db"
    with dateline.open(path, create=True) as log:
        log.import_files(ROOT / "events" / "articles")
    return path


@pytest.mark.parametrize("what", sorted(list_command.commands))
def test_every_list_answers(sites: Path, what: str) -> None:
    """No two of its flags may be gathered under one name: one of them would be lost on the way."""
    names = [parameter.name for parameter in list_command.commands[what].params]
    assert len(names) == len(set(names))
    assert "hindsight" in run(sites, "list", what)


def test_sites_are_chosen_by_where_they_stand_and_by_whose_they_are(sites: Path) -> None:
    def found(*flags: str) -> list[str]:
        return [one["key"] for one in json.loads(run(sites, "list", "data-centers", *flags, "--json"))["parts"]]

    assert len(found()) > len(found("--site-country", "SE")) > 0
    assert found("--site-country", "SE", "--country", "FR") == found("--site-country", "SE")
    assert found("--site-country", "SE", "--country", "US") == []


def test_a_flag_that_is_given_again_means_any_of_its_values(sites: Path, db: Path) -> None:
    def found(path: Path, *flags: str) -> list[tuple[str, str]]:
        return [
            (one["company"], one["key"]) for one in json.loads(run(path, *flags, "--first", "99", "--json"))["parts"]
        ]

    def both(path: Path, what: str, flag: str, one: str, other: str) -> None:
        first, second = (found(path, "list", what, flag, value) for value in (one, other))
        assert first
        assert second
        assert set(first) != set(second)
        assert set(found(path, "list", what, flag, one, flag, other)) == {*first, *second}

    both(sites, "data-centers", "--stage", "announced", "under-construction")
    both(sites, "data-centers", "--site-country", "SE", "FR")
    both(sites, "models", "--access", "open-weights", "api")
    both(db, "rounds", "--investor", "omega", "zeta-fund")
    both(db, "rounds", "--company", "dart", "cray")
    both(db, "rounds", "--named", "dart", "cray")
    none = found(sites, "list", "data-centers", "--stage", "closed")
    assert found(sites, "list", "data-centers", "--stage", "closed", "--stage", "announced") == [
        *none,
        *found(sites, "list", "data-centers", "--stage", "announced"),
    ]


def test_a_notebook_takes_one_or_several(log: Log) -> None:
    everyone = [one.state.slug for one in log.rank("name", ascending=True, investor=["omega", "zeta-fund"])]
    apart = [one.state.slug for name in ("omega", "zeta-fund") for one in log.rank("name", investor=name)]
    assert set(everyone) == set(apart)
    assert len(log.list("acquisitions", where={"stage": ["announced", "completed"]})) == len(log.list("acquisitions"))
    with pytest.raises(InvalidInput, match="`stage` is one of"):
        log.list("acquisitions", where={"stage": ["bought"]})


@pytest.mark.parametrize("format", ["csv", "ndjson", "parquet"])
def test_a_list_is_a_file_with_all_of_them(db: Path, tmp_path: Path, format: str) -> None:
    output = tmp_path / f"rounds.{format}"
    run(db, "list", "rounds", "--order", "largest", "--output", str(output))
    if format == "parquet":
        rows = parquet.read_table(output).to_pylist()
    elif format == "csv":
        rows = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    else:
        rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [row["company"] for row in rows] == ["bolt", "cray", "acme", "cray", "dart", "acme"]


def test_a_country_is_named_by_its_code_or_in_english_everywhere(db: Path, log: Log) -> None:
    by_code = run(db, "rank", "--by", "name", "--country", "FR", "--json")
    assert json.loads(by_code)["companies"]
    for name in ("France", "fra", "FR"):
        assert run(db, "rank", "--by", "name", "--country", name, "--json") == by_code
        assert len(log.rank("name", countries=[name])) == len(json.loads(by_code)["companies"])
    refused = "'Frankreich' is no country by its English name or its code: a code of ISO 3166-1, like FR, says which"
    assert refused in run(db, "rank", "--country", "Frankreich", code=2)
    assert refused in run(db, "list", "data-centers", "--site-country", "Frankreich", code=2)
    with pytest.raises(InvalidInput, match="Frankreich"):
        log.sum("raised", countries="Frankreich")


def test_a_company_that_only_later_sources_name_is_shown_with_its_slug(db: Path) -> None:
    early = ("--on", "2020-06-30", "--known-by", "2020-06-30")
    assert "cray (no name known by then)" in run(db, "show", "cray", *early)
    page = run(db, "rank", "--by", "revenue", "--per", "year", *early)
    assert " cray\N{NO-BREAK SPACE}° " in page
    assert "No name is known that it had by then" in page
    assert "Cray Works" not in page, "a name that was not known by the day of knowledge"


def test_a_name_of_later_stands_where_none_of_the_day_is_known(db: Path) -> None:
    page = run(db, "rank", "--by", "name", "--on", "2016-06-30", "--status", "active")
    assert " Cray Works\N{NO-BREAK SPACE}° " in page
    assert "° No name is known" in page
    assert "°" not in run(db, "rank", "--by", "name", "--on", "2023-12-31", "--country", "FR")


def test_what_is_measured_is_called_as_everywhere(sites: Path) -> None:
    page = run(sites, "rank", "--by", "arr")
    assert "Companies by ARR, descending" in page
    assert "  ARR " in page
    assert "Nobody tells of the GPUs of any company here." in run(sites, "rank", "--by", "gpus")
    assert "Nobody tells what any company here raised." in run(sites, "rank", "--by", "raised", "--on", "2023-01-31")


def test_a_sum_says_what_is_not_in_it(db: Path) -> None:
    page = run(
        db, "sum", "prices", "--by", "year", "--currency", "EUR", "--on", "2023-12-31", "--known-by", "2023-12-31"
    )
    assert "not completed, only announced" in page
    assert "amount unknown" in page
    page = run(db, "sum", "rounds")
    assert "6 rounds" in page
    assert "Nobody tells of any." in run(db, "sum", "chips")
    months = run(db, "sum", "layoffs", "--by", "month")
    assert "Also told, and not added since it would tell the same twice: a quarter." in months
    assert "category" in run(db, "sum", "raised", "--by", "category", code=2)


def test_several_companies_are_drawn_as_one(db: Path) -> None:
    page = run(db, "series", "acme", "bolt", "cray", "revenue", "--currency", "EUR")
    assert "─a─ Acme   ─b─ Bolt   ─c─ Cray Works" in page
    chart = page.partition("─a─ Acme")[0]
    assert all(
        any(letter in line.partition("┤")[2] + line.partition("│")[2] for line in chart.splitlines())
        for letter in "abc"
    ), "each line has its letter: colors are not seen by all"
    assert "Steps" in page
    found = json.loads(run(db, "series", "acme", "bolt", "revenue", "--json"))
    assert [one["company"] for one in found["series"]] == ["acme", "bolt"]
    assert "--currency draws money as one chart" in run(db, "series", "acme", "bolt", "revenue")


def test_findings_of_all_companies_are_listed(db: Path) -> None:
    page = run(db, "list", "findings", "--rule", "figure-restated")
    assert "revenue of 2019 was told as €100m and then as €80m" in page
    assert "Nothing is found there." in run(db, "list", "findings", "--rule", "stray-act")
    assert "there is no rule" in run(db, "list", "findings", "--rule", "no-such-rule", code=2)


def test_the_notebook_lists_and_adds_up(log: Log) -> None:
    deals = log.list("acquisitions", order="largest", currency="USD", on="2023-12-31", known_by="2023-12-31")
    assert [(row["target"], row["amount"]) for row in deals.rows()] == [
        ("Echo", 1_074_100_000.0), ("Dart", 900_000_000.0), ("Fox Lab", None),
    ]  # fmt: skip
    assert len(log.list("rounds", limit=None)) == 6
    large = log.list("rounds", where={"at_least": 60_000_000}, currency="USD")
    assert [one.part.key for one in large] == ["series-a", "series-b"]
    both = log.series(["acme", "bolt"], "revenue", currency="EUR")
    assert {row["company"] for row in both.rows()} == {"acme", "bolt"}
    total = log.sum("metric", metric="layoffs", by="company", over="2023")
    assert [(row["company"], row["value"]) for row in total.rows()] == [("acme", 200), ("bolt", 300), (None, 500)]
    with pytest.raises(InvalidInput, match="have no 'access'"):
        log.list("rounds", where={"access": "api"})
    with pytest.raises(InvalidInput, match="there is no list"):
        log.list("wishes")


def test_companies_are_found_by_who_backs_them(db: Path) -> None:
    found = json.loads(run(db, "companies", "--investor", "Zeta Fund", "--json"))
    assert found == {
        "companies": [{"slug": "acme", "name": "Acme"}, {"slug": "cray", "name": "Cray Works"}],
        "count": 2,
    }
    assert run(db, "companies", "--partner", "Nobody") == "No company has Nobody as a partner today.\n"
    both = ("--investor", "Zeta Fund", "--investor", "omega", "--partner", "bolt")
    assert "is named so and has Zeta Fund or omega as an investor or holder today and has bolt" in run(
        db, "companies", "nobody", *both
    )
    found = json.loads(run(db, "companies", "cray", "--investor", "Zeta Fund", "--limit", "1", "--json"))
    assert [one["slug"] for one in found["companies"]] == ["cray"]


def test_the_notebook_finds_companies_by_who_backs_them(log: Log) -> None:
    assert [one.slug for one in log.companies(investor="Zeta Fund")] == ["acme", "cray"]
    assert [one.slug for one in log.companies("WORKS", investor="Zeta Fund")] == ["cray"]
    assert [one.slug for one in log.companies(partner="Nobody")] == []


def test_a_sum_over_time_needs_figures_of_spans(db: Path) -> None:
    page = run(db, "rank", "--by", "revenue", "--per", "month", "--over", "2019")
    assert "Nobody tells of the revenue of a month, a quarter or another span within 2019. Without --over" in page
    for words in (("rank", "--by", "raised"), ("sum", "raised")):
        assert "`scope`" in run(db, *words, "--scope", "nonsense", code=2)
        assert "`per`" in run(db, *words, "--per", "quarter", code=2)
    assert "only a metric that is counted over spans" in run(db, "rank", "--by", "raised", "--over", "2019", code=2)
    assert "needs a time with two ends" in run(db, "rank", "--by", "revenue", "--over", "by 2019", code=2)


def test_a_ranking_over_a_time_tells_layoffs_of_unknown_size(tmp_path: Path) -> None:
    def layoff(company: str, day: str) -> dict[str, Any]:
        said = {"id": f"{company}/{day}/m", "type": "milestone", "milestone": f"layoff-{day}", "category": "layoff"}
        sources = [{"publisher": "P", "published": day}]
        return {**said, "stage": "happened", "company": company, "on": day, "sources": sources}

    figure = {"type": "metric", "metric": "layoffs", "count": 10, "unit": "people", "period": "2023-01-20"}
    told = [
        {**layoff("acme", "2023-01-20"), **figure, "id": "acme/figure"}, layoff("acme", "2023-02-20"),
        layoff("bolt", "2023-03-20"), layoff("cray", "2022-03-20"),
    ]  # fmt: skip
    for event in told[:1]:
        for name in ("milestone", "category", "stage"):
            del event[name]
    (tmp_path / "e.jsonl").write_text("".join(json.dumps(event) + "\n" for event in told), encoding="utf-8")
    db = tmp_path / "log.db"
    assert "4 appended" in run(db, "import", str(tmp_path / "e.jsonl"))
    page = " ".join(run(db, "rank", "--by", "layoffs", "--over", "2023").split())
    assert "1 figure of a single day; 1 of unknown size" in page
    assert "Of unknown size are all layoffs that are told of bolt" in page
    assert "Of 1 more company nothing is told: cray" in page


def test_json_says_why_nothing_is_there_as_the_page_does(db: Path) -> None:
    asked = {
        ("list", "acquisitions", "--target", "fox"): "did you mean fox-lab?",
        ("list", "rounds", "--known-by", "2000-01-01"): "nothing was known of any company by 2000-01-01",
        ("rank", "--by", "raised", "--known-by", "2000-01-01"): "nothing was known of any company by 2000-01-01",
        ("sum", "raised", "--known-by", "2000-01-01"): "nothing was known of any company by 2000-01-01",
    }
    for words, why in asked.items():
        assert why in json.loads(run(db, *words, "--json"))["why"]
        assert why in " ".join(run(db, *words).split())
        assert json.loads(run(db, *words[: 2 if words[0] != "rank" else 3], "--json"))["why"] is None


def test_a_ranking_by_figures_of_spans_says_that_they_are_the_latest(db: Path) -> None:
    hint = "These are the latest figures, each of the time under Of"
    assert hint in run(db, "rank", "--by", "layoffs", "--per", "quarter")
    assert hint not in run(db, "rank", "--by", "layoffs", "--over", "2023")
    assert hint not in run(db, "rank", "--by", "name")


def test_days_that_nobody_tells_of_are_counted_and_not_listed(db: Path) -> None:
    page = run(db, "rank", "--by", "layoffs", "--over", "2023", "--on", "2023-12-31")
    assert "1 day; 364 days not told" in page
    assert "2 quarters; not told: Q2 2023, Q4 2023" in page


def test_an_address_is_never_broken_so_that_it_can_be_copied(tmp_path: Path) -> None:
    address = f"https://example.org/{'a-long-way-to-go/' * 8}end?x=1"
    event = {"id": "a", "type": "founded", "company": "acme", "on": "2020", "name": "Acme"}
    event |= {"sources": [{"publisher": "The Paper", "title": "T", "published": "2020-02-03", "url": address}]}
    (tmp_path / "e.jsonl").write_text(json.dumps(event))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
    lines = run(tmp_path / "log.db", "show", "acme", columns=80).splitlines()
    assert any(line.strip() == address for line in lines)
    assert address in run(tmp_path / "log.db", "show", "acme", columns=400)


def test_a_page_says_of_how_many_companies_the_country_is_presumed(tmp_path: Path) -> None:
    told = {"company": "acme", "sources": [{"publisher": "The Paper", "published": "2025-10-31"}]}
    profile = {"id": "p", "type": "profile", "on": "../2025-10", "name": "Acme", "country": "FR", **told}
    round_ = {"id": "r", "type": "funding", "round": "a", "stage": "closed", "on": "2024-02", **told}
    round_ |= {"raised": {"amount": "5", "currency": "EUR"}}
    (tmp_path / "e.jsonl").write_text("\n".join(map(json.dumps, (profile, round_))))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
        at = {"on": "2024-12-31"}
        tables = (
            log.rank("name", countries=["FR"], **at),
            log.list("rounds", countries=["FR"], **at),
            log.sum("raised", countries=["FR"], **at),
        )
    assert all(table.title.endswith("; 1 by a country told of later") for table in tables)
    for words in (("rank", "--by", "name"), ("list", "rounds"), ("sum", "raised")):
        page = run(tmp_path / "log.db", *words, "--country", "FR", "--on", "2024-12-31")
        assert "Of 1 company in it the country is told only of later" in page, words
    assert "told only of later" not in run(
        tmp_path / "log.db", "sum", "raised", "--country", "FR", "--on", "2025-11-01"
    )


def test_an_empty_page_says_that_all_was_known_only_later(db: Path, tmp_path: Path) -> None:
    told = {"company": "acme", "sources": [{"publisher": "The Paper", "published": "2024-01-15"}]}
    bought = {"id": "b", "type": "acquisition", "target": "Bolt", "stage": "completed", "on": "2023-05-02", **told}
    early = {"id": "e", "type": "founded", "company": "cray", "on": "2020", "name": "Cray"}
    early |= {"sources": [{"publisher": "The Paper", "published": "2021-02-03"}]}
    (tmp_path / "e.jsonl").write_text("\n".join(map(json.dumps, (bought, early))))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
    questions = (("list", "acquisitions"), ("sum", "prices"), ("rank", "--by", "name"), ("rank", "--by", "raised"))
    for words in questions:
        page = " ".join(run(tmp_path / "log.db", *words, "--known-by", "2020-12-31").split())
        assert "othing was known of any company by 2020-12-31; the log's earliest report is of 2021-02-03." in page, (
            words
        )
    for words in questions[:2]:
        page = " ".join(run(tmp_path / "log.db", *words, "--known-by", "2023-12-31").split())
        assert (
            "nothing was known of acquisitions by 2023-12-31; the log's earliest report of them is of 2024-01-15."
            in page
        )
        assert "earliest report" not in run(tmp_path / "log.db", *words, "--known-by", "2024-02-01", "--on", "2022")


def test_a_misspelt_target_gets_names_that_are_alike(db: Path) -> None:
    assert "There are none there: did you mean fox-lab?\n" in run(db, "list", "acquisitions", "--target", "fox")
    assert "There are none there.\n" in run(db, "list", "acquisitions", "--target", "fox-lab", "--from", "2030")
    assert "There are none there.\n" in run(db, "list", "acquisitions", "--target", "something-else")


def test_a_page_calls_who_bought_a_company_by_its_name(tmp_path: Path) -> None:
    sources = [{"publisher": "The Paper", "published": "2024-01-15"}]
    bought = {"id": "b", "type": "acquisition", "company": "acme", "target": "Bolt", "stage": "completed", "on": "2023"}
    names = [{"id": s, "type": "profile", "company": s, "name": s.upper(), "on": "2024-01"} for s in ("acme", "bolt")]
    lines = [json.dumps(event | {"sources": sources}) for event in (bought, *names)]
    (tmp_path / "e.jsonl").write_text("\n".join(lines))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
    assert "Acquirer  ACME, 2023 (completed)" in run(tmp_path / "log.db", "show", "bolt")


def test_rounds_of_an_investor_show_that_one_among_those_who_do_not_lead(db: Path) -> None:
    page = run(db, "list", "rounds", "--investor", "Omega")
    assert "with Omega" in page
    assert "with Omega" not in run(db, "list", "rounds")


def test_the_days_between_figures_of_single_days_are_no_gaps(tmp_path: Path) -> None:
    told = {"company": "acme", "sources": [{"publisher": "The Paper", "published": "2024-01-15"}]}
    told |= {"type": "metric", "metric": "layoffs", "count": 50, "unit": "people"}
    lines = [json.dumps(told | {"id": day, "on": day, "period": day}) for day in ("2023-01-26", "2023-06-01")]
    (tmp_path / "e.jsonl").write_text("\n".join(lines))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
    page = run(tmp_path / "log.db", "rank", "--by", "layoffs", "--over", "2023")
    assert "2 figures of single days" in page
    assert "not told" not in page
    assert "1 figure of a single day" in run(tmp_path / "log.db", "rank", "--by", "layoffs", "--over", "2023-Q1")
    assert "Not in it" not in run(tmp_path / "log.db", "sum", "layoffs", "--over", "2023")


def test_figures_without_a_period_are_told_of_where_nothing_can_be_added_up(tmp_path: Path) -> None:
    told = {"type": "metric", "company": "acme", "metric": "layoffs", "on": "2023-01-26", "count": 5, "unit": "people"}
    told |= {"id": "a", "sources": [{"publisher": "The Paper", "published": "2023-02-01"}]}
    (tmp_path / "e.jsonl").write_text(json.dumps(told))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
    hint = (
        "1 company has figures of layoffs there that do not say of which days they are; if they are counted over days"
    )
    for words in (("rank", "--by", "layoffs"), ("sum", "layoffs")):
        assert hint in " ".join(run(tmp_path / "log.db", *words, "--over", "2023").split())
        assert "do not say of which days" not in run(tmp_path / "log.db", *words, "--over", "2022")


def test_purchases_are_found_by_the_day_they_were_announced(tmp_path: Path) -> None:
    told = {
        "type": "acquisition",
        "company": "acme",
        "sources": [{"publisher": "The Paper", "published": "2024-01-15"}],
    }
    events = [
        {"id": "b1", "target": "Bolt", "stage": "announced", "on": "2022-03-08", **told},
        {"id": "b2", "target": "Bolt", "stage": "completed", "on": "2023-09-12", **told},
        {"id": "c", "target": "Cray", "stage": "completed", "on": "2023-05", **told},
    ]
    (tmp_path / "e.jsonl").write_text("\n".join(map(json.dumps, events)))
    with dateline.open(tmp_path / "log.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
    page = run(tmp_path / "log.db", "list", "acquisitions", "--announced-from", "2022", "--announced-until", "2022")
    assert "Announced" in page
    assert "12 Sep 2023" in page
    assert "8 Mar 2022" in page
    assert "Cray" not in page, "nobody tells when it was announced"
    rows = map(json.loads, run(tmp_path / "log.db", "list", "acquisitions", "--format", "ndjson").splitlines())
    assert [(row["key"], row["on"], row["announced"], row["announced_last"]) for row in rows] == [
        ("bolt", "2023-09-12", "2022-03-08", "2022-03-08"), ("cray", "2023-05", None, None)
    ]  # fmt: skip
    assert "none there" in run(tmp_path / "log.db", "list", "acquisitions", "--announced-from", "2023")
    assert "none there" in run(tmp_path / "log.db", "list", "acquisitions", "--announced-until", "2021")
    assert "Cray" in run(tmp_path / "log.db", "list", "acquisitions", "--from", "2023", "--until", "2023")
    sooner = run(tmp_path / "log.db", "list", "acquisitions", "--announced-from", "2022", "--on", "2022-12-31")
    assert "announced" in sooner
    with dateline.open(tmp_path / "log.db") as log:
        found = log.list("acquisitions", where={"announced_from": "2022", "announced_until": "2022-03"})
        assert [one.part.key for one in found] == ["bolt"]
        assert len(log.list("acquisitions", where={"announced_until": "2021"})) == 0
