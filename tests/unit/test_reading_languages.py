"""The reading of a standard in the language of its reader."""

import pytest

from tests.unit.test_reading import first_edition
from upheld.checker.phrases import amount, numbered, phrase
from upheld.checker.reading import reading_of, reading_phrases
from upheld.checker.render.labels import reading_in_words
from upheld.checker.report import StandardResult
from upheld.checker.wording import ENGLISH, LANGUAGES, Language, wording_of

N = "\N{NO-BREAK SPACE}"


def lines(standard: str, language: Language) -> list[str]:
    wording = wording_of(language)
    edition = first_edition("  " + standard, "fiscal year starts 1 April\n")
    return [wording.line(one) for one in reading_phrases(edition)]


#: The whole reading of a share with a limit, in the order of its sentences.
WHOLE: dict[Language, list[str]] = {
    "en": [
        "A call is met when `answered` comes at most 2m after it began.",
        "Calls that were never answered count as not answered in time.",
        "A call whose time has not passed at the as-of moment is pending.",
        "An outcome at the very end of the time is still in time.",
        "2m is exact time, also on days when clocks change.",
        "The value is met / (met + missed); it must be at least 90%.",
        (
            "A call that cannot be judged, such as one with a value that does not"
            " convert, is counted apart, as invalid."
        ),
        "Each call belongs to the day in which it began, in Europe/Stockholm.",
        "One breached window breaches the standard.",
        "Nothing is rounded before it is judged.",
        "A window is pending while events to come, or not yet due, can change it.",
        "A window without calls has no value: it is no_data, neither met nor breached.",
    ],
    "sv": [
        (
            "En händelse ”call” är uppfylld när `answered` kommer högst"
            f" 2{N}min efter att den började."
        ),
        "Händelser ”calls” där `answered` aldrig kom räknas som missade.",
        (
            "En händelse ”call” vars tid inte har gått ut vid rapportens tidpunkt är ej"
            " avgjord."
        ),
        "Ett utfall precis när tiden går ut är fortfarande i tid.",
        f"2{N}min är exakt tid, också de dagar då klockan ställs om.",
        f"Värdet är uppfyllda / (uppfyllda + missade); det ska vara minst 90{N}%.",
        (
            "En händelse ”call” som inte kan bedömas, till exempel för att ett värde"
            " inte går att tolka, räknas för sig, som ogiltig."
        ),
        (
            "Varje händelse ”call” hör till den period då den började (period: dag,"
            " tidszon: Europe/Stockholm)."
        ),
        "En enda ej uppfylld period gör att standarden inte är uppfylld.",
        "Inget avrundas före bedömningen.",
        (
            "En period är ej avgjord så länge händelser som är på väg, eller ännu inte"
            " förfallna, kan ändra den."
        ),
        (
            "En period utan händelser ”calls” har inget värde: data saknas, och den är"
            " varken uppfylld eller ej uppfylld."
        ),
    ],
    "pl": [
        (
            "Zdarzenie „call” jest spełnione, gdy `answered` następuje co najwyżej"
            f" 2{N}min po jego początku."
        ),
        (
            "Zdarzenia „calls”, w których `answered` nigdy nie następuje, liczą się"
            " jako niespełnione."
        ),
        (
            "Zdarzenie „call”, którego czas w chwili „stan na” jeszcze nie minął, jest"
            " nierozstrzygnięte."
        ),
        "Wynik dokładnie w chwili upływu czasu jest jeszcze na czas.",
        f"2{N}min to czas dokładny, także w dniach zmiany czasu.",
        (
            "Wartość to spełnione / (spełnione + niespełnione); musi wynosić co"
            " najmniej 90%."
        ),
        (
            "Zdarzenie „call”, którego nie można ocenić, na przykład z wartością,"
            " której nie da się odczytać, jest liczone osobno, jako nieprawidłowe."
        ),
        (
            "Każde zdarzenie „call” należy do okresu, w którym się zaczęło (okres:"
            " dzień, strefa czasowa: Europe/Stockholm)."
        ),
        "Jeden niespełniony okres wystarczy, by standard był niespełniony.",
        "Przed oceną nic nie jest zaokrąglane.",
        (
            "Okres jest nierozstrzygnięty, dopóki mogą go zmienić zdarzenia, które"
            " dopiero nastąpią lub są jeszcze przed terminem."
        ),
        (
            "Okres bez zdarzeń „calls” nie ma wartości: brak danych, więc nie jest ani"
            " spełniony, ani niespełniony."
        ),
    ],
    "cs": [
        (
            "Událost „call“ je splněná, když `answered` nastane nejvýše"
            f" 2{N}min po jejím začátku."
        ),
        (
            "Události „calls“, u nichž `answered` nikdy nenastane, se počítají jako"
            " nesplněné."
        ),
        (
            "Událost „call“, jejíž čas v okamžiku „stav k“ ještě neuplynul, je"
            " nerozhodnutá."
        ),
        "Výsledek přesně v okamžiku, kdy čas vyprší, je ještě včas.",
        f"2{N}min je přesný čas, i ve dnech, kdy se mění čas.",
        f"Hodnota je splněné / (splněné + nesplněné); musí být alespoň 90{N}%.",
        (
            "Událost „call“, kterou nelze hodnotit, například s hodnotou, kterou nelze"
            " přečíst, se počítá zvlášť, jako neplatná."
        ),
        (
            "Každá událost „call“ patří do období, v němž začala (období: den, časové"
            " pásmo: Europe/Stockholm)."
        ),
        "Jediné nesplněné období stačí k tomu, aby byl standard nesplněn.",
        "Před hodnocením se nic nezaokrouhluje.",
        (
            "Období je nerozhodnuté, dokud je mohou změnit události, které teprve"
            " nastanou nebo jsou ještě před termínem."
        ),
        (
            "Období bez událostí „calls“ nemá hodnotu: je bez dat, tedy ani splněné,"
            " ani nesplněné."
        ),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_share_with_a_limit_is_read_out_whole(language: Language) -> None:
    standard = "90% of calls answered within 2m per day"
    assert lines(standard, language) == WHOLE[language]


@pytest.mark.parametrize(
    ("standard", "language", "sentence"),
    [
        (
            "90% of calls followed by reply within 2h of answered per day",
            "sv",
            (
                "En händelse ”call” är uppfylld när den följs av ”reply” högst"
                f" 2{N}h efter `answered` med samma customer."
            ),
        ),
        (
            "90% of urgent calls preceded by reply within 1h per quarter",
            "pl",
            (
                "Zdarzenie „call” jest spełnione, gdy zdarzenie „reply” z tą samą"
                f" wartością customer nastąpiło co najwyżej 1{N}h przed nim lub w tej"
                f" samej chwili."
            ),
        ),
        (
            (
                "90% of calls answered per day\n  where priority is not"
                ' "P1" and (wait above 5m or customer is unknown)'
            ),
            "cs",
            (
                "Počítají se jen události „calls“, pro které platí, že `priority` není"
                f' "P1" a (`wait` je nad 5{N}min nebo hodnota `customer` je neznámá).'
            ),
        ),
        (
            "90% of calls answered per year",
            "cs",
            "Účetní rok začíná 1. dubna.",
        ),
        (
            "90% of calls answered within 5 working days per day",
            "pl",
            (
                "Zdarzenie „call” jest spełnione, gdy `answered` następuje co najwyżej"
                " 5 dni roboczych według kalendarza `office` po jego początku."
            ),
        ),
        (
            "at most 2.5 calls per 1000 replies per month",
            "pl",
            (
                "Wartość to liczba zdarzeń „calls” na 1000 zdarzeń „replies”; gdy brak"
                " tych drugich, brak danych."
            ),
        ),
        (
            "average wait of calls at most 2m per day\n  rounded to 2 decimals",
            "cs",
            (
                "Před hodnocením se hodnoty zaokrouhlují na 2 desetinná místa, poloviny"
                " nahoru."
            ),
        ),
        (
            "calls at least every 3 days",
            "cs",
            (
                "Mezi jednou událostí „call“ a další smí uplynout nejvýše 3 dny; každý"
                " takový úsek je jedna povinnost, v období, v němž začíná."
            ),
        ),
    ],
)
def test_sentence_agrees_with_what_stands_in_it(
    standard: str, language: Language, sentence: str
) -> None:
    assert sentence in lines(standard, language)


def test_english_lines_are_the_reading_itself() -> None:
    edition = first_edition("  no calls answered within 2m per day", "")
    assert tuple(map(ENGLISH.line, reading_phrases(edition))) == reading_of(edition)


@pytest.mark.parametrize(
    ("written", "polish"),
    [
        ("1d 2h 3m 4.5s", f"1{N}d 2{N}h 3{N}min 4,5{N}s"),
        ("-1m 30s", f"-1{N}min 30{N}s"),
        ("99.95%", "99,95%"),
        ("4.50 EUR", f"4,50{N}EUR"),
        ("1000", "1000"),
        ("0.000001s", f"0,000001{N}s"),
    ],
)
def test_amounts_in_sentences_are_written_as_a_language_writes_them(
    written: str, polish: str
) -> None:
    assert wording_of("pl").tell(amount(written)) == polish
    assert ENGLISH.tell(amount(written)) == written


def test_name_of_the_policy_that_looks_like_an_amount_stays_as_it_is() -> None:
    told = phrase("`{name}` is a defined metric.", name="p99.9 2m {n}")
    assert wording_of("pl").tell(told) == "`p99.9 2m {n}` to zdefiniowana miara."


def test_number_chooses_the_form_of_a_phrase() -> None:
    days = [numbered("{n} day", "{n} days", n) for n in ("1", "2", "5", "1.5")]
    polish = wording_of("pl")
    assert [polish.tell(one) for one in days] == [
        "1 dzień",
        "2 dni",
        "5 dni",
        "1,5 dnia",
    ]


def test_report_without_messages_is_read_out_in_english() -> None:
    # Reports of before have the sentences, but not their parts.
    old = StandardResult(
        id="s", sentence="…", verdict="met", reading=("A call is met.",)
    )
    assert reading_in_words(old, wording_of("pl")) == ("A call is met.",)
