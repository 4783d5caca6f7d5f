"""`docs/languages.md` says what the tables say."""

from tests.languages.page import PAGE, page


def test_page_of_keywords_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.languages.page"
