"""Countries by name: the usual ones have one code, what may be two is asked about."""

from __future__ import annotations

import iso3166
import pytest

from dateline.values.country_names import CODE_HINT, UnknownCountry, country_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Germany", "DE"), ("de", "DE"), ("DEU", "DE"), ("276", "DE"), ("USA", "US"), ("U.S.", "US"), ("UK", "GB"),
        ("United Kingdom", "GB"), ("united kingdom", "GB"),
        ("Great Britain", "GB"), ("Turkey", "TR"), ("Türkiye", "TR"), ("Turkiye", "TR"), ("Venezuela", "VE"),
        ("Venezuela, Bolivarian Republic of", "VE"), ("Bolivia", "BO"), ("Tanzania", "TZ"), ("Moldova", "MD"),
        ("United Republic of Tanzania", "TZ"), ("Syria", "SY"), ("Laos", "LA"), ("Brunei", "BN"), ("North Korea", "KP"),
        ("South Korea", "KR"), ("Republic of Korea", "KR"), ("Korea (Republic of)", "KR"), ("Ivory Coast", "CI"),
        ("Côte d’Ivoire", "CI"), ("Cote d'Ivoire", "CI"), ("Co\u0302te d\u2019Ivoire", "CI"), ("Czech Republic", "CZ"),
        ("Vatican", "VA"), ("UAE", "AE"), ("The Netherlands", "NL"), ("Bahamas, The", "BS"), ("ITALY", "IT"),
        ("St. Lucia", "LC"), ("Trinidad & Tobago", "TT"), ("São Tomé and Príncipe", "ST"), ("Curacao", "CW"),
        ("Åland", "AX"), ("DR Congo", "CD"), ("Congo-Brazzaville", "CG"), ("Guinea", "GN"), ("Georgia", "GE"),
        ("Namibia", "NA"), ("U.S. Virgin Islands", "VI"), ("Viet\u00a0Nam", "VN"), ("SU", "SU"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_usual_names(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("Korea", ("KP", "KR")), ("Congo", ("CD", "CG")), ("NA", ("Namibia", "`blank`")), ("Virgin Islands", ("VG", "VI")),
     ("Saint Martin", ("MF", "SX")), ("St. Martin", ("MF", "SX")), ("Frence", ("FR",)), ("Venezula", ("VE",)),
     ("Atlantis", ("table of the map",))],
)  # fmt: skip
def test_what_may_be_two_or_none_is_refused_with_the_nearest(name: str, nearest: tuple[str, ...]) -> None:
    with pytest.raises(UnknownCountry) as refused:
        country_code(name)
    assert all(one in str(refused.value) for one in (repr(name), *nearest))


@pytest.mark.parametrize("name", ["Korea", "NA", "Frence", "Atlantis"])
def test_what_to_do_about_it_is_told_by_whoever_asks(name: str) -> None:
    with pytest.raises(UnknownCountry) as refused:
        country_code(name, CODE_HINT)
    assert not any(of_tables in str(refused.value) for of_tables in ("map", "`blank`"))
    assert name == "NA" or str(refused.value).endswith(CODE_HINT)


def test_every_name_and_code_of_the_standard_is_that_country_or_is_asked_about() -> None:
    asked = set()
    for country in iso3166.countries:
        for text in (country.name, country.apolitical_name, country.alpha2, country.alpha3, country.numeric):
            try:
                assert country_code(text) == country.alpha2, text
            except UnknownCountry:
                asked.add(text)
    assert asked == {"Congo", "NA"}
