"""Per-language data files."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipse.errors import LexiconError
from ipse.text.data import language_data, languages, supported


@pytest.fixture
def lexicons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package with one good, one broken and one private data file."""
    package = tmp_path / "lexicons_for_test"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "xx.yaml").write_text("words: [a, b]\n")
    (package / "yy.yaml").write_text("words: [a\nb: {\n")
    (package / "zz.yaml").write_text("- a\n- b\n")
    (package / "_shared.yaml").write_text("{}\n")
    monkeypatch.syspath_prepend(tmp_path)
    languages.cache_clear()
    language_data.cache_clear()
    yield package.name
    sys.modules.pop(package.name, None)


def test_a_language_is_a_file(lexicons: str) -> None:
    """Files that begin with an underscore belong to no language."""
    assert languages(lexicons) == ("xx", "yy", "zz")
    assert language_data(lexicons, "xx") == {"words": ["a", "b"]}


@pytest.mark.parametrize(("language", "place"), [("yy", "yy.yaml"), ("zz", "zz.yaml"), ("qq", "qq.yaml")])
def test_a_bad_or_missing_file_is_named(lexicons: str, language: str, place: str) -> None:
    """The error names the file and a remedy."""
    with pytest.raises(LexiconError) as caught:
        language_data(lexicons, language)
    assert place in str(caught.value)
    assert caught.value.remedy


def test_regions_and_unknown_languages_fall_back() -> None:
    """French of Canada is French; what has no data is read as English."""
    package = "ipse.text.lexicons"
    assert supported(package, "fr-CA") == supported(package, "FR_fr") == "fr"
    assert supported(package, "sw") == "en"


def test_every_room_speaks_the_same_languages() -> None:
    """The text data and the value data cover the same languages with the same keys."""
    assert languages("ipse.text.lexicons") == languages("ipse.text.values.lexicons")
    for package in ("ipse.text.lexicons", "ipse.text.values.lexicons"):
        first, *rest = (language_data(package, language).keys() for language in languages(package))
        for keys in rest:
            assert set(keys) == set(first)
