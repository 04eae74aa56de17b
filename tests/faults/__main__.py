"""`python -m tests.faults`: makes things go wrong, prints what came of it, and ends with 1 if anything was lost."""

from __future__ import annotations

import json
import random
import secrets
import sys
import tempfile
import time
from pathlib import Path

import click

from .trial import LONG, SHORT, Outcome, Scale
from .trials import TRIALS


@click.command()
@click.option("--long", "is_long", is_flag=True, help="Twenty times as much, and a soak of an hour.")
@click.option("--only", metavar="NAME[,NAME]", help=f"Some trials: {', '.join(one.name for one in TRIALS)}.")
@click.option("--seed", type=int, help="Draw the same again. Default: another each time, which is printed.")
@click.option("--times", type=int, help="How many times the short form.")
@click.option("--soak-seconds", type=float, help="How long the soak takes.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Where the results are kept.")
def main(
    is_long: bool, only: str | None, seed: int | None, times: int | None, soak_seconds: float | None, file: Path | None
) -> None:
    """Makes things go wrong for a log, again and again."""
    names = only.split(",") if only else [one.name for one in TRIALS]
    if unknown := set(names) - {one.name for one in TRIALS}:
        raise click.UsageError(f"no trial is called {', '.join(sorted(unknown))}")
    form = LONG if is_long else SHORT
    scale = Scale(form.name, times or form.times, soak_seconds or form.soak_seconds)
    seed = seed if seed is not None else secrets.randbelow(2**32)
    click.echo(f"Form: {scale.name}, times {scale.times}. Seed: {seed}.")
    found: dict[str, Outcome] = {}
    for trial in TRIALS:
        if trial.name not in names:
            continue
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix=f"dateline-{trial.name}-") as folder:
            found[trial.name] = trial.run(Path(folder), random.Random(f"{seed} {trial.name}"), scale)
        told(trial.name, trial.title, found[trial.name], time.perf_counter() - began)
    if file is not None:
        kept = {name: {"rounds": one.rounds, "counted": one.counted, "wrong": one.wrong} for name, one in found.items()}
        file.write_text(json.dumps({"seed": seed, "form": scale.name, "times": scale.times, "trials": kept}, indent=2))
    sys.exit(int(any(one.wrong for one in found.values())))


def told(name: str, title: str, outcome: Outcome, seconds: float) -> None:
    counted = ", ".join(f"{what}: {number}" for what, number in outcome.counted.items())
    click.echo(f"{name} ({title}): {outcome.rounds} rounds in {seconds:.0f} s; {counted}")
    for one in outcome.wrong[:20]:
        click.echo(f"  WRONG: {one}")


main()
