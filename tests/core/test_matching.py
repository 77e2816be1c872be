"""Who was it: automatic by evidence alone, otherwise a person with reasons, and strangers left alone."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.core.matching import Attendee, Match, Roster, RosterMember, match_attendees
from cpd.core.name_index import ALIKE_MAX
from cpd.core.roster import CANDIDATES_MAX, REASONS
from cpd.words import LANGUAGES, sentence

PAIRS = Path(__file__).parents[1] / "fixtures" / "identity" / "pairs.tsv"


def member(
    member_id: str,
    full_name: str,
    *emails: str,
    chapter: str = "",
    status: str = "active",
    aliases: tuple[str, ...] = (),
) -> RosterMember:
    return RosterMember(member_id, full_name, chapter, emails, status, aliases)  # type: ignore[arg-type]


def attendee(*names: str, email: str = "", registrant: str = "", chapter: str = "", id_: str = "1") -> Attendee:
    return Attendee(id_, names, email, registrant, chapter)


def said(match: Match) -> str:
    """The outcome in one line: `auto ferdi by name`, or `review ferdi (same-name) yusak (...)`, or `none`."""
    if match.outcome == "auto":
        return f"auto {match.member} by {match.evidence}"
    candidates = (f"{one.member} ({' '.join(one.reasons)})" for one in match.candidates)
    return " ".join([match.outcome, *candidates])


FERDI = member("ferdi", "Ferdinanda Rumahlatu", "ferdi@surel.example", chapter="Maluku")
SELVINA = member("selvina", "Selvina Rorimpandey", "selvina@surel.example", chapter="Sulawesi Utara")
AMINAH = member("aminah", "Siti Aminah", "aminah@surel.example", chapter="Jawa Barat")
SUMARNI = member("sumarni", "Sumarni", "sumarni@surel.example", chapter="Jawa Tengah")
ROSTER = Roster([FERDI, SELVINA, AMINAH, SUMARNI], {"r-1": "ferdi", "r-2": "gone", "": "selvina"})


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (attendee("Ferdinanda Rumahlatu", email="FERDI@surel.example "), "auto ferdi by email"),
        (attendee("012_Ferdinanda_Rumahlatu_UPT_PSBR", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("iPhone", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("DINSOS MALUKU", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee(email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Ferdinanda", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("F.R.", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("X.Y.", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Perdinanda Rumalatu", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Ferdinanda Rumahlata", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Ferdinanda Bayu Rumahlatu", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Ferdinanda Rumahlatu_Abiyoso Temanggungan", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("iPhone", "Ferdinanda Rumahlatu", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Siti", email="aminah@surel.example"), "auto aminah by email"),
        (attendee("Sumarni Hartati", email="sumarni@surel.example"), "auto sumarni by email"),
        (attendee("Ferdinanda", registrant="r-1"), "auto ferdi by registration"),
        (attendee("iPad", registrant="r-1", email="ferdi@surel.example"), "auto ferdi by registration"),
        (attendee("Ferdinanda Rumahlatu", registrant="r-2"), "auto ferdi by name"),
        (attendee("Rina Marlina", registrant="r-9"), "none"),
        (attendee("Rina Marlina"), "none"),
    ],
)
def test_strong_evidence_decides_when_the_name_does_not_speak_against_it(one: Attendee, expected: str) -> None:
    assert said(ROSTER.match(one)) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (attendee("Rina Marlina", email="ferdi@surel.example"), "review ferdi (same-email other-name)"),
        (attendee("Bunda", email="ferdi@surel.example"), "auto ferdi by email"),
        (attendee("Bunda Rafa", email="ferdi@surel.example"), "review ferdi (same-email other-name)"),
        (attendee("Siti Nurhayati", email="aminah@surel.example"), "review aminah (same-email other-name)"),
        (attendee("Rina Rumahlatu", email="ferdi@surel.example"), "review ferdi (same-email other-name)"),
        (attendee("Sumarno", email="sumarni@surel.example"), "review sumarni (same-email other-name)"),
        (attendee("Ferdinanda & Rina", email="ferdi@surel.example"), "review ferdi (same-email other-name)"),
        (
            attendee("Ferdinanda Rumahlatu", "Rina Marlina", email="ferdi@surel.example"),
            "review ferdi (same-email other-name)",
        ),
        (
            attendee("Selvina Rorimpandey", email="ferdi@surel.example"),
            "review selvina (same-name) ferdi (same-email other-name)",
        ),
        (
            attendee("Ferdinanda Rumahlatu (Selvina Rorimpandey)", email="ferdi@surel.example"),
            "review ferdi (same-email same-name) selvina (same-name)",
        ),
        (
            attendee("Selvina Rorimpandey", registrant="r-1"),
            "review selvina (same-name) ferdi (registration other-name)",
        ),
        (
            attendee("iPhone", registrant="r-1", email="selvina@surel.example"),
            "review ferdi (registration) selvina (same-email)",
        ),
    ],
)
def test_evidence_in_conflict_goes_to_a_person(one: Attendee, expected: str) -> None:
    assert said(ROSTER.match(one)) == expected


def test_a_name_that_is_another_members_whole_name_is_a_conflict_even_when_it_is_part_of_this_ones() -> None:
    roster = Roster([member("long", "Budi Rahman Lesmana", "b@surel.example"), member("short", "Budi Rahman")])
    match = roster.match(attendee("Budi Rahman", email="b@surel.example"))
    assert said(match) == "review long (same-email part-of-name) short (same-name)"


def test_a_mailbox_of_several_members_decides_nothing() -> None:
    roster = Roster(
        [member("a", "Yusak Bunga", "kantor@surel.example"), member("b", "Deisy Wowor", "Kantor@surel.example")]
    )
    match = roster.match(attendee("Deisy Wowor", email="kantor@surel.example"))
    assert said(match) == "review b (shared-email same-name) a (shared-email other-name)"


def test_a_registration_decides_between_the_members_of_one_mailbox() -> None:
    members = [member("a", "Yusak Bunga", "kantor@surel.example"), member("b", "Deisy Wowor", "kantor@surel.example")]
    roster = Roster(members, {"r": "b"})
    assert (
        said(roster.match(attendee("Deisy", email="kantor@surel.example", registrant="r"))) == "auto b by registration"
    )


@pytest.mark.parametrize("email", ["", " ", "-", "n/a", "tidak ada"])
def test_what_is_no_address_joins_nobody(email: str) -> None:
    roster = Roster([member("a", "Yusak Bunga", email), member("b", "Deisy Wowor", email)])
    assert said(roster.match(attendee("iPhone", email=email))) == "none"


def test_the_same_address_twice_at_one_member_is_one() -> None:
    roster = Roster([member("a", "Yusak Bunga", "y@surel.example", "Y@surel.example")])
    assert said(roster.match(attendee("iPhone", email="y@surel.example"))) == "auto a by email"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (attendee("bunda  RAFA"), "auto a by alias"),
        (attendee("Marni"), "auto a by alias"),
        (attendee("Bunda Rafa", email="y@surel.example"), "auto a by email"),
        (attendee("Bunda Rafa", "Rina Kosasih"), "review a (confirmed-name other-name)"),
        (
            attendee("Bunda Rafa", email="d@surel.example"),
            "review a (confirmed-name same-name) b (same-email other-name)",
        ),
        (attendee("Oppo A54"), "review a (confirmed-name)"),
        (attendee("Both"), "review a (confirmed-name same-name) b (confirmed-name same-name)"),
        (attendee("Deisy Wowor"), "review a (confirmed-name same-name) b (same-name)"),
    ],
)
def test_a_confirmed_display_name_decides_until_something_speaks_against_it(one: Attendee, expected: str) -> None:
    aliases = ("Bunda Rafa", "Marni", "OPPO A54", "Both", "Deisy Wowor")
    roster = Roster(
        [
            member("a", "Yusak Bunga", "y@surel.example", aliases=aliases),
            member("b", "Deisy Wowor", "d@surel.example", aliases=("both",)),
        ]
    )
    assert said(roster.match(one)) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (attendee("Yusak Bunga", email="y@surel.example"), "review a (same-email same-name deceased)"),
        (attendee("iPhone", email="y@surel.example"), "review a (same-email deceased)"),
        (attendee("Yusak Bunga"), "review a (same-name deceased)"),
        (attendee("Papa Yusak"), "review a (confirmed-name same-name deceased)"),
    ],
)
def test_nobody_is_credited_after_death(one: Attendee, expected: str) -> None:
    dead = member("a", "Yusak Bunga", "y@surel.example", status="deceased", aliases=("Papa Yusak",))
    assert said(Roster([dead]).match(one)) == expected


@pytest.mark.parametrize("status", ["active", "lapsed", "honorary"])
def test_the_living_are_matched_whatever_their_standing(status: str) -> None:
    roster = Roster([member("a", "Yusak Palinggi", status=status)])
    assert said(roster.match(attendee("YUSAK PALINGGI"))) == "auto a by name"


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("Yusak Palinggi", "namesake"),
        ("Jusak Palinggi", "others-alike"),
        ("Yusak Palingga", "others-alike"),
        ("Yusak Palinggi Bere", "others-alike"),
        ("Palinggi", "others-alike"),
        ("Yu Sak Palinggi", "namesake"),
    ],
)
def test_a_name_alone_does_not_decide_when_somebody_else_comes_near(other: str, reason: str) -> None:
    roster = Roster([member("a", "Yusak Palinggi"), member("b", other, status="lapsed")])
    match = roster.match(attendee("Yusak Palinggi"))
    assert match.outcome == "review"
    assert match.candidates[0].member == "a"
    assert reason in match.candidates[0].reasons


@pytest.mark.parametrize(
    ("chapter", "expected"),
    [
        ("DPD Prov. Bali", "auto bali by name_chapter"),
        ("maluku", "auto maluku by name_chapter"),
        ("Papua", "review bali (same-name namesake other-chapter) maluku (same-name namesake other-chapter)"),
        ("Atlantis", "review bali (same-name namesake) maluku (same-name namesake)"),
        ("", "review bali (same-name namesake) maluku (same-name namesake)"),
    ],
)
def test_a_chapter_decides_between_namesakes(chapter: str, expected: str) -> None:
    roster = Roster(
        [
            member("bali", "Yusak Palinggi", chapter="Bali"),
            member("maluku", "Yusak Palinggi", chapter="DPD Maluku"),
            member("papua", "Rina Kosasih", chapter="Papua"),
        ]
    )
    assert said(roster.match(attendee("Yusak Palinggi", chapter=chapter))) == expected


def test_a_chapter_does_not_decide_while_a_namesake_has_no_chapter() -> None:
    roster = Roster([member("bali", "Yusak Palinggi", chapter="Bali"), member("b", "Yusak Palinggi")])
    expected = "review bali (same-name namesake same-chapter) b (same-name namesake)"
    assert said(roster.match(attendee("Yusak Palinggi", chapter="Bali"))) == expected


def test_a_chapter_of_one_does_not_make_a_common_name_certain() -> None:
    match = ROSTER.match(attendee("Siti Aminah", chapter="Jawa Barat"))
    assert said(match) == "review aminah (same-name common-name same-chapter)"


def test_a_chapter_decides_among_more_namesakes_than_are_compared() -> None:
    many = [member(f"m{at}", "Yusak Palinggi", chapter="Bali") for at in range(ALIKE_MAX + 2)]
    roster = Roster([*many, member("maluku", "Yusak Palinggi", chapter="Maluku")])
    assert said(roster.match(attendee("Yusak Palinggi", chapter="Maluku"))) == "auto maluku by name_chapter"
    assert roster.match(attendee("Yusak Palinggi", chapter="Bali")).outcome == "review"
    assert len(roster.match(attendee("Yusak Palinggi")).candidates) == CANDIDATES_MAX


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Sumarni", "review sumarni (same-name one-word-name)"),
        ("Siti Aminah", "review aminah (same-name common-name)"),
        ("Selvina", "review selvina (part-of-name)"),
        ("S. Rorimpandey", "review selvina (initials one-word-name)"),
        ("S.R.", "none"),
        ("Siti", "none"),
        ("Selvina Rorimpandey & Yusak", "review selvina (same-name unclear-line)"),
        ("Alm. Selvina Rorimpandey", "review selvina (same-name unclear-line)"),
        ("Selvina Rorimpandey Tumiwa", "review selvina (part-of-name)"),
        ("Selvina Rorimpandai", "review selvina (one-letter)"),
        ("Ferdinando Rumahlatu", "none"),
        ("iPhone", "none"),
        ("", "none"),
    ],
)
def test_a_name_that_says_too_little_is_not_decided(shown: str, expected: str) -> None:
    assert said(ROSTER.match(attendee(shown))) == expected


def test_display_names_of_one_attendee_must_all_fit() -> None:
    assert said(ROSTER.match(attendee("Selvina", "Selvina Rorimpandey", "iPad"))) == "auto selvina by name"
    assert said(ROSTER.match(attendee("Selvina Rorimpandey", "Selvina"))) == "auto selvina by name"
    assert ROSTER.match(attendee("Selvina Rorimpandey", "Rina Marlina")).outcome == "review"
    two = ROSTER.match(attendee("Selvina Rorimpandey", "Ferdinanda Rumahlatu"))
    assert {one.member for one in two.candidates} == {"selvina", "ferdi"}


def test_words_that_many_members_have_say_little() -> None:
    crowd = [member(f"m{at}", f"Hartono {chr(97 + at)}lamsyah{chr(97 + at)}ti Bere{at}") for at in range(26)]
    roster = Roster([*crowd, member("h", "Hartono Palinggi")])
    assert said(roster.match(attendee("Hartono Palinggi"))) == "review h (same-name common-name)"
    assert said(Roster([member("h", "Hartono Palinggi")]).match(attendee("Hartono Palinggi"))) == "auto h by name"


def test_a_very_long_line_is_never_decided() -> None:
    long = "satu dua tiga empat lima enam tujuh delapan sembilan"
    assert Roster([member("a", long)]).match(attendee(long)).outcome == "review"


def test_a_roster_of_nobody_matches_nobody() -> None:
    assert said(Roster([]).match(attendee("Rina Marlina", email="r@surel.example", chapter="Bali"))) == "none"


def test_one_member_may_be_a_phone_and_a_laptop() -> None:
    matches = match_attendees(
        ROSTER,
        [
            attendee("Ferdinanda Rumahlatu", email="ferdi@surel.example", id_="laptop"),
            attendee("Ferdinanda Rumahlatu", id_="phone"),
        ],
    )
    assert [said(one) for one in matches] == ["auto ferdi by email", "auto ferdi by name"]
    assert [one.attendee for one in matches] == ["laptop", "phone"]


def test_one_name_with_two_mailboxes_may_be_two_people() -> None:
    matches = match_attendees(
        ROSTER,
        [
            attendee("Ferdinanda Rumahlatu", email="ferdi@surel.example"),
            attendee("Ferdinanda Rumahlatu", email="other@surel.example"),
            attendee("Selvina Rorimpandey", email="another@surel.example"),
        ],
    )
    assert [said(one) for one in matches] == [
        "auto ferdi by email",
        "review ferdi (same-name claimed-by-several)",
        "auto selvina by name",
    ]


def labelled() -> list[tuple[str, str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [(label, full_name, shown) for label, full_name, shown, _ in rows]


def outcomes(*, together: bool) -> dict[str, Counter[str]]:
    """Outcomes by label; `together` puts everybody of the file on one roster, where rivals send more to a person."""
    pairs = labelled()
    ids = {full_name: f"m{at}" for at, full_name in enumerate(dict.fromkeys(one[1] for one in pairs))}
    everybody = Roster([member(member_id, full_name) for full_name, member_id in ids.items()])
    found: dict[str, Counter[str]] = {label: Counter() for label in ("same", "doubtful", "different")}
    for label, full_name, shown in pairs:
        roster = everybody if together else Roster([member(ids[full_name], full_name)])
        match = roster.match(attendee(shown))
        joined = match.outcome == "auto" and match.member == ids[full_name]
        found[label]["joined" if joined else match.outcome] += 1
    return found


def test_labelled_pairs_are_joined_only_when_they_are_the_same_person() -> None:
    found = outcomes(together=False)
    assert sum(found["same"].values()) >= 90
    assert sum(found["doubtful"].values()) >= 50
    assert sum(found["different"].values()) >= 50
    assert found["different"]["joined"] == 0
    assert found["doubtful"]["joined"] * 30 <= sum(found["doubtful"].values())
    assert found["same"]["joined"] * 10 >= sum(found["same"].values()) * 9


def test_a_person_sees_most_of_the_doubtful_pairs_and_few_of_the_different_ones() -> None:
    found = outcomes(together=False)
    assert found["doubtful"]["review"] * 10 >= sum(found["doubtful"].values()) * 9
    assert found["different"]["none"] * 10 >= sum(found["different"].values()) * 7


def test_on_one_roster_nobody_is_joined_to_somebody_else() -> None:
    found = outcomes(together=True)
    assert [found[label]["auto"] for label in found] == [0, 0, 0]
    assert found["different"]["joined"] == 0
    assert found["doubtful"]["joined"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language: str) -> None:
    assert all(sentence(reason, {}, language) for reason in REASONS)


NAMES = st.sampled_from(
    [
        "Yusak Palinggi",
        "Jusak Palinggi",
        "Siti Aminah",
        "Sumarni",
        "Palinggi Yusak",
        "Yusak P.",
        "iPhone",
        "Rina Marlina Bere",
    ]
)
EMAILS = st.sampled_from(["", "a@surel.example", "b@surel.example"])
CHAPTERS = st.sampled_from(["", "Bali", "Papua"])
MEMBERS = st.lists(
    st.builds(
        lambda name, email, chapter, status, alias: (name, email, chapter, status, alias),
        NAMES,
        EMAILS,
        CHAPTERS,
        st.sampled_from(["active", "lapsed", "deceased"]),
        NAMES,
    ),
    max_size=5,
)
ATTENDEES = st.lists(st.tuples(st.lists(NAMES, max_size=2), EMAILS, CHAPTERS, st.sampled_from(["", "r"])), max_size=4)


@given(MEMBERS, ATTENDEES)
def test_whatever_comes_only_the_living_are_decided_and_reasons_are_given(
    people: list[tuple[str, str, str, str, str]], present: list[tuple[list[str], str, str, str]]
) -> None:
    members = [
        member(f"m{at}", name, email, chapter=chapter, status=status, aliases=(alias,))
        for at, (name, email, chapter, status, alias) in enumerate(people)
    ]
    standing = {one.id: one.status for one in members}
    attendees = [
        attendee(*names, email=email, chapter=chapter, registrant=registrant, id_=f"a{at}")
        for at, (names, email, chapter, registrant) in enumerate(present)
    ]
    matches = match_attendees(Roster(members, {"r": "m0"}), attendees)
    assert [one.attendee for one in matches] == [one.id for one in attendees]
    for one in matches:
        assert (one.member is not None) == (one.outcome == "auto") == (one.evidence != "")
        assert (one.outcome == "none") == (not one.candidates)
        assert len(one.candidates) <= CANDIDATES_MAX
        assert one.member is None or standing[one.member] != "deceased"
        assert one.member is None or [candidate.member for candidate in one.candidates] == [one.member]
        for candidate in one.candidates:
            assert candidate.reasons
            assert set(candidate.reasons) <= set(REASONS)
            assert len(set(candidate.reasons)) == len(candidate.reasons)
