"""AI models."""

from __future__ import annotations

from builders import model, source, value_of, view_of, views_of

from dateline.state.parts.models import PROJECTION


def test_a_model_is_named_after_its_key_until_someone_names_it() -> None:
    assert value_of(view_of(PROJECTION, model("a")).name) == "mistral-7b"
    assert value_of(view_of(PROJECTION, model("a"), model("b", name="Mistral 7B")).name) == "Mistral 7B"


def test_a_release_adds_to_the_announcement() -> None:
    view = view_of(
        PROJECTION,
        model("a", stage="announced", on="2023-09-20", parameters="7e9", access="api", modalities=["text"]),
        model(
            "b", stage="released", on="2023-09-27", access="open-weights", license="Apache-2.0", training_compute=1e23
        ),
    )
    fields = (view.stage, view.on, view.access, view.license, view.parameters, view.training_compute, view.modalities)
    assert [str(value_of(field)) for field in fields] == [
        "released", "2023-09-27", "open-weights", "Apache-2.0", "7000000000", "100000000000000000000000", "['text']",
    ]  # fmt: skip


def test_lists_are_united_over_accounts_that_do_not_contradict() -> None:
    view = view_of(
        PROJECTION,
        model("a", parameters=7, aliases=["7B"], organisations=["Nvidia"], sources=[source("X"), source("Y")]),
        model("b", aliases=["Mistral-7B"], modalities=["text"]),
        model("c", parameters=8, aliases=["8B"], modalities=["image"]),
    )
    assert value_of(view.parameters) == 7
    assert sorted(value_of(view.aliases)) == ["7B", "Mistral-7B"]
    assert value_of(view.organisations) == ["Nvidia"]
    assert value_of(view.modalities) == ["text"]


def test_a_retired_model_keeps_what_was_known_of_it() -> None:
    view = view_of(PROJECTION, model("a", active_parameters=3), model("b", stage="retired", on="2026-01"))
    assert [value_of(field) for field in (view.stage, view.active_parameters)] == ["retired", 3]


def test_each_model_is_one_however_its_key_is_spelled() -> None:
    found = views_of(
        PROJECTION, model("a", model="Mistral 7B"), model("b", model="mistral-7b"), model("c", model="Large")
    )
    assert sorted(found) == ["large", "mistral-7b"]
