"""What every store promises of the events that states are made of."""

from __future__ import annotations

from datetime import date

from builders import acquisition, dispute, funding, merge, one_of_each, profile, retraction, source, stake
from log_cases import ALL, NOW, EmptyLog, ids

from dateline.log.contract import EventLog
from dateline.log.cut import Cut


class HistoriesContract(EmptyLog):
    """Each promise of `Histories`."""

    async def test_a_history_holds_what_others_tell_of_the_company_and_the_acts_on_that(self, log: EventLog) -> None:
        await log.append(
            [
                retraction("early", of="bought", company="other"),
                funding("own", company="acme"),
                acquisition("bought", company="other", target="Acme"),
                stake("held", company="other", holder="Acme"),
                funding("led", company="other", leads=["Acme"]),
                dispute("doubt", of="early", company="other"),
                funding("far", company="far"),
                retraction("far-act", of="far", company="far"),
            ],
            now=NOW,
        )
        found = await log.histories(["acme"], ALL)
        assert ids(found["acme"]) == ["early", "own", "bought", "held", "doubt"]
        for slug in ("acme", "other", "far", "nobody"):  # entangled ones, one that is not, and one that is not there
            for upto in (0, 3, 8):
                read = (await log.histories([slug], upto))[slug]
                at_hand = log.history_at_hand(slug, Cut(None, upto))
                assert at_hand is None or ids(at_hand) == ids(read)

    async def test_of_a_history_at_hand_only_what_was_known_later_may_be_missing(self, log: EventLog) -> None:
        published = [source(published=f"2024-0{month}-10") for month in (1, 2, 3)]
        late, early, middle = (funding(f"f{place}", sources=[one]) for place, one in enumerate(published[::-1]))
        other = profile("other", company="other", name="Other", sources=published[:1])
        await log.append([late, early, middle, other], now=NOW)
        for known_by in (date(2023, 1, 1), date(2024, 2, 9), date(2024, 2, 10), date(2025, 1, 1)):
            for upto in (1, 4):
                cut = Cut(known_by, upto)
                whole = (await log.histories([late.company], upto))[late.company]
                found = log.history_at_hand(late.company, cut)
                reached = {one.event.id for one in whole if cut.reaches(one)}
                assert found is None or reached <= set(ids(found)) <= set(ids(whole))

    async def test_merges_join_companies_in_both_directions_and_in_circles(self, log: EventLog) -> None:
        await log.append(
            [
                *(funding(slug, company=slug) for slug in ("a", "b", "c", "d", "e")),
                merge("ab", ["b"], company="a"),
                merge("bc", ["c"], company="b"),
                merge("ca", ["a"], company="c"),
                merge("subjects", ["acquisition/e"], company="d", subject="acquisition/x"),
            ],
            now=NOW,
        )
        found = await log.histories(["a", "c", "d", "nobody"], ALL)
        assert ids(found["a"]) == ids(found["c"]) == ["a", "b", "c", "ab", "bc", "ca"]
        assert ids(found["d"]) == ["d", "subjects"]
        assert found["nobody"] == []
        before = await log.histories(["a", "c"], 6)
        assert (ids(before["a"]), ids(before["c"])) == (["a", "b", "ab"], ["c"])

    async def test_a_merge_of_subjects_is_in_the_history_of_the_company_they_are_about(self, log: EventLog) -> None:
        same = merge("m", ["acquisition/koyeb-sas"], company="acme", subject="acquisition/koyeb")
        await log.append([same], now=NOW)
        found = await log.histories(["koyeb", "koyeb-sas"], ALL)
        assert [ids(records) for records in found.values()] == [["m"], ["m"]]

    async def test_records_touch_their_companies_those_they_bind_and_those_whose_events_they_act_on(
        self, log: EventLog
    ) -> None:
        await log.append(
            [
                funding("0", company="a", leads=["Fund"]),
                acquisition("1", company="b", target="Target"),
                stake("2", company="c", holder="Holder"),
                merge("3", ["e"], company="d"),
                merge("4", ["acquisition/g"], company="f", subject="acquisition/h"),
                retraction("5", of="0", company="i"),
                retraction("6", of="not-yet", company="j"),
            ],
            now=NOW,
        )
        touched = [await log.touched(after, after + 1) for after in range(7)]
        assert touched == [{"a"}, {"b", "target"}, {"c", "holder"}, {"d", "e"}, {"f", "g", "h"}, {"i", "a"}, {"j"}]
        assert await log.touched(0, 7) == set().union(*touched)
        assert await log.touched(7, 9) == set()

    async def test_an_identity_is_told_by_foundings_profiles_and_acts(self, log: EventLog) -> None:
        await log.append(
            [*one_of_each(), funding("fix", corrects="smallest/funding"), merge("away", ["mistral-ai"], company="x")],
            now=NOW,
        )
        (found,) = (await log.identities(["mistral-ai"], ALL)).values()
        kinds = ("founded", "profile", "retraction", "dispute", "merge")
        assert ids(found) == [*(f"smallest/{kind}" for kind in kinds), "fix", "away"]

    async def test_acts_are_followed_to_the_last_and_may_come_first(self, log: EventLog) -> None:
        await log.append(
            [dispute("3", of="2"), retraction("1", of="0"), dispute("2", of="1"), funding("0"), dispute("x", of="y")],
            now=NOW,
        )
        assert ids(await log.acts_on(["0"], ALL)) == ["3", "1", "2"]
        assert ids(await log.acts_on(["0"], 2)) == ["1"]
        assert ids(await log.acts_on(["y", "none"], ALL)) == ["x"]

    async def test_all_acts_come_with_what_they_act_on(self, log: EventLog) -> None:
        await log.append(
            [
                funding("0"),
                funding("untouched"),
                retraction("1", of="0", company="acme"),
                funding("2", corrects="untold"),
                merge("3", ["other"], company="acme"),
            ],
            now=NOW,
        )
        assert ids(await log.all_acts(ALL)) == ["0", "1", "2", "3"]
        assert ids(await log.all_acts(ALL, ["acme"])) == ["0", "1", "3"]
        assert await log.all_acts(ALL, []) == []
