"""The checked whole: Vietnamese order held against ICU, and lists that are counted from the records."""

import itertools
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from motcua.directory import Directory, first_letter, in_reading_order, sort_key
from motcua.place import CouncilFee, Origin, Plan, Promise, Sheet, VillageSheets
from motcua.record import ChannelType, Fee, FeeKind, FeeType, OnlineLevel, ProcessingTime, Status

NAMES: Final = (Path(__file__).parent / "golden" / "names.txt").read_text().splitlines()
"""Over two hundred: single syllables that are easily confused, everyday matters, names from the portal."""

VOWELS: Final = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
SYLLABLES: Final = [
    head + vowel + tail
    for head in ("", "b", "c", "d", "đ", "g", "ngh", "x")
    for vowel in VOWELS
    for tail in ("", "m", "ng")
]

COMPARE: Final = """
const collator = new Intl.Collator("vi");
if (!Intl.Collator.supportedLocalesOf("vi").length) throw new Error("no Vietnamese in this ICU");
const pairs = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(pairs.map(([a, b]) => collator.compare(a, b))));
"""

SORT: Final = """
const collator = new Intl.Collator("vi");
if (!Intl.Collator.supportedLocalesOf("vi").length) throw new Error("no Vietnamese in this ICU");
const bySyllable = (a, b) => {
  const [left, right] = [a.split(" "), b.split(" ")];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = collator.compare(left[i], right[i]);
    if (order) return order;
  }
  return left.length - right.length;
};
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).sort(bySyllable)));
"""


def ask_icu(script: str, data: object) -> list[object]:
    """What node, with the collation of ICU, makes of `data`."""
    node = shutil.which("node")
    assert node, "node is installed with the project's fonts"
    result = subprocess.run(
        [node, "-e", script], input=json.dumps(data), capture_output=True, text=True, check=True
    )
    answer: list[object] = json.loads(result.stdout)
    return answer


def plain(name: str) -> str:
    """A name in small letters and without punctuation.

    ICU puts capitals after small letters and gives commas, hyphens and brackets a place before letters; our
    order looks at neither, as a reader does.
    """
    return " ".join(re.sub(r"[^\w\s]", "", name.lower()).split())


def without_tone(syllable: str) -> str:
    pieces = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0303\u0309\u0323]", "", pieces))


def differ_in_tone_only(left: str, right: str) -> bool:
    """Whether two names have, at the same place, a syllable of the same letters with another tone."""
    pairs = zip(left.split(), right.split(), strict=False)
    return any(a != b and without_tone(a) == without_tone(b) for a, b in pairs)


def compare(left: str, right: str) -> int:
    a, b = sort_key(left), sort_key(right)
    return (a > b) - (a < b)


def real_names(directory: Directory) -> list[str]:
    return [procedure.name for procedure in directory.procedures]


def test_syllables_are_sorted_as_icu_sorts_them() -> None:
    """Every vowel with every tone stands where Vietnamese dictionaries put it; ICU is the witness."""
    shuffled = sorted(SYLLABLES)
    assert sorted(shuffled, key=sort_key) == ask_icu(SORT, shuffled)


def test_names_are_sorted_as_icu_sorts_their_syllables(directory: Directory) -> None:
    """A list of procedures runs as a dictionary does: syllable by syllable, the shorter name first."""
    names = sorted({plain(name) for name in [*NAMES, *real_names(directory)]})
    assert len(names) > 200
    assert sorted(names, key=sort_key) == ask_icu(SORT, names)


def test_whole_names_are_sorted_as_icu_sorts_them(directory: Directory) -> None:
    """ICU's order of whole names is ours, but where two syllables differ in nothing but their tone.

    There ICU looks at the letters of all syllables before it looks at any tone ("y tế" after "ý kiến"), while
    dictionaries finish one syllable before the next ("y tế" before "ý kiến"). Dictionaries are followed.
    """
    names = sorted({plain(name) for name in [*NAMES, *real_names(directory)]})
    pairs = [pair for pair in itertools.combinations(names, 2) if not differ_in_tone_only(*pair)]
    assert len(pairs) > 20_000
    assert [compare(*pair) for pair in pairs] == ask_icu(COMPARE, pairs)
    assert compare("y tế", "ý kiến") == -1
    assert ask_icu(COMPARE, [("y tế", "ý kiến")]) == [1]


@pytest.mark.parametrize(
    "ordered",
    [
        ["ba", "bà", "bả", "bã", "bá", "bạ"],
        ["an", "ăn", "ân", "bạn", "dân", "đan"],
        ["e", "ê", "o", "ô", "ơ", "u", "ư", "y"],
        ["Khác", "Khai sinh", "Khai sinh lại", "Khai tử", "Khái", "Khám"],
        ["1", "10", "2", "a"],
        ["Sao y", "(Sao) y bản chính", "sao, y: giấy tờ"],
    ],
)
def test_order_that_readers_know(ordered: list[str]) -> None:
    """Ă, Â after A, Đ after D, tones as in a dictionary; capitals and brackets do not matter."""
    mixed = [*ordered[1::2], *ordered[::2]]
    assert sorted(mixed, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Ảnh thẻ", "A"),
        ("ăn ở", "Ă"),
        ("Ấn phẩm", "Â"),
        ("Đất đai", "Đ"),
        ("dân quân", "D"),
        ("(Sao y)", "S"),
        ("“Ở trọ”", "Ơ"),
        ("1 cửa", "1"),
        ("…", "#"),
    ],
)
def test_first_letter_is_the_heading(name: str, letter: str) -> None:
    """A name stands under its first letter without tone, as in a dictionary."""
    assert first_letter(name) == letter


def test_a_z_list_holds_every_procedure_once(directory: Directory) -> None:
    """The A–Z list has no gap, no double and no heading twice, and its letters follow each other."""
    letters = [letter for letter, _ in directory.by_letter()]
    assert letters == sorted(set(letters), key=sort_key)
    assert [p for _, group in directory.by_letter() for p in group] == list(directory.listed)
    for letter, group in directory.by_letter():
        assert {first_letter(p.name) for p in group} == {letter}


def test_equal_names_are_settled_by_the_code(directory: Directory) -> None:
    """Two procedures of one name always stand in the same order."""
    one = directory.procedures[0].model_copy(update={"code": "1.000001"})
    two = one.model_copy(update={"code": "1.000002"})
    assert in_reading_order([two, one]) == in_reading_order([one, two]) == (one, two)


def changed(directory: Directory, **changes: object) -> Directory:
    """The directory with other procedures, province, commune or plan."""
    parts = {name: getattr(directory, name) for name in Directory.__dataclass_fields__}
    return Directory(**{**parts, **changes})


def without_use(directory: Directory, code: str, status: Status) -> Directory:
    """The directory in which one procedure is not in use."""
    procedures = tuple(
        p.model_copy(update={"status": status}) if p.code == code else p for p in directory.procedures
    )
    return changed(directory, procedures=procedures)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.WITHDRAWN])
def test_what_is_not_in_use_stands_in_no_list(directory: Directory, status: Status) -> None:
    """What people cannot do today is listed nowhere, but keeps its page."""
    for procedure in directory.procedures:
        other = without_use(directory, procedure.code, status)
        lists = [
            other.listed,
            other.done_same_day(),
            other.done_online(),
            *(group for _, group in other.by_letter()),
            *(other.in_field(f.id) for f in other.fields_in_use()),
            *(other.in_life_event(e.id) for e in other.life_events_in_use()),
            *(sheets for _, sheets in other.village_sheets()),
        ]
        assert procedure.code not in {p.code for group in lists for p in group}
        assert procedure.code in other.by_code


def test_every_list_is_counted_from_the_records(directory: Directory) -> None:
    """Fields and life events that are shown lead somewhere, and the fields together hold everything."""
    in_fields = [p for f in directory.fields_in_use() for p in directory.in_field(f.id)]
    assert sorted(p.code for p in in_fields) == sorted(p.code for p in directory.listed)
    assert all(directory.in_life_event(e.id) for e in directory.life_events_in_use())
    assert {f.id for f in directory.fields_in_use()} == {p.field for p in directory.listed}


def term(unit: str, amount: str | None = None) -> ProcessingTime:
    return ProcessingTime.model_validate({"unit": unit, "amount": amount})


@pytest.mark.parametrize(
    ("terms", "is_listed"),
    [
        ([term("same_day")], True),
        ([term("hour", "8")], True),
        ([term("same_day"), term("hour", "4")], True),
        ([term("hour", "9")], False),
        ([term("same_day"), term("working_day", "3")], False),
        ([term("day", "1")], False),
        ([term("as_appointed")], False),
        ([term("unstated")], False),
        ([], False),
    ],
)
def test_same_day_is_what_a_source_calls_so(
    directory: Directory, terms: list[ProcessingTime], is_listed: bool
) -> None:
    """Under "within the day" stands only what is finished in a working day in each of its cases."""
    procedure = directory.procedures[0].model_copy(update={"processing_time": tuple(terms)})
    other = changed(directory, procedures=(procedure,))
    assert bool(other.done_same_day()) == is_listed


def test_online_is_what_can_be_handed_in_online(directory: Directory) -> None:
    """The list of what can be done from home is that of the records with an online channel, booking apart."""
    ways = {p.code: [c.level for c in p.channels if c.type is ChannelType.ONLINE] for p in directory.listed}
    expected = [p for p in directory.listed if set(ways[p.code]) - {OnlineLevel.BOOKING}]
    assert list(directory.done_online()) == expected
    only_booked = [code for code, levels in ways.items() if set(levels) == {OnlineLevel.BOOKING}]
    assert only_booked, "a record that can only be booked online is among those that are tried"


ORIGIN: Final = Origin(name="Công báo", date="2026-11")


def council_fee(amount: int, **more: object) -> CouncilFee:
    """A figure that the province's council set for the first procedure, unless `more` says otherwise."""
    facts = {"procedure": "1.000001", "kind": "fee", "amount": str(amount), "basis": "12/2026/NQ-HĐND"}
    return CouncilFee.model_validate({**facts, "source": {"name": "Công báo", "date": "2026-11"}, **more})


def open_fee(**more: object) -> Fee:
    """A fee that a record leaves to the province."""
    return Fee.model_validate({"type": "set_by_province", **more})


def fees_in(directory: Directory, fees: Sequence[Fee], council: Sequence[CouncilFee]) -> tuple[Fee, ...]:
    """What a citizen is told of the fees of a record, in a province that set `council`."""
    procedure = directory.procedures[0].model_copy(update={"code": "1.000001", "fees": tuple(fees)})
    province = directory.province.model_copy(update={"fees": tuple(council)})
    return changed(directory, province=province).fees_of(procedure)


def test_province_fills_in_its_fee(directory: Directory) -> None:
    """The council's figure stands in place of "set by the province"; name and exemptions stay, others too."""
    free = Fee(type=FeeType.FREE, channels=(ChannelType.ONLINE,))
    left_open = open_fee(name="Lệ phí hộ tịch", exempt=("Hộ nghèo",))
    given = fees_in(directory, [free, left_open], [council_fee(5000, per="bản", valid_from="2026-08-01")])
    assert given[0] == free
    assert given[1] == Fee(
        type=FeeType.PRICED,
        kind=FeeKind.FEE,
        name="Lệ phí hộ tịch",
        amount=5000,
        per="bản",
        valid_from=date(2026, 8, 1),
        basis="12/2026/NQ-HĐND",
        exempt=("Hộ nghèo",),
    )
    assert len(given) == 2


def test_province_may_set_a_fee_by_way_of_handing_in(directory: Directory) -> None:
    """Two figures for two ways of handing in are two lines, each with its way."""
    council = [council_fee(8000, channels=("in_person",)), council_fee(4000, channels=("online",))]
    given = fees_in(directory, [open_fee()], council)
    assert [(fee.amount, fee.channels) for fee in given] == [
        (8000, (ChannelType.IN_PERSON,)),
        (4000, (ChannelType.ONLINE,)),
    ]


@pytest.mark.parametrize(
    ("left_open", "figure"),
    [
        (open_fee(), council_fee(5000, procedure="9.999999")),
        (open_fee(kind="charge"), council_fee(5000, kind="fee")),
        (open_fee(when="Quá hạn"), council_fee(5000, when="Đúng hạn")),
        (open_fee(), council_fee(5000, when="Quá hạn")),
        (Fee(type=FeeType.UNKNOWN), council_fee(5000)),
        (Fee(type=FeeType.FREE), council_fee(5000)),
    ],
)
def test_figure_is_used_only_for_what_it_was_set_for(
    directory: Directory, left_open: Fee, figure: CouncilFee
) -> None:
    """A figure for another procedure, another kind or another case is never shown here."""
    assert fees_in(directory, [left_open], [figure]) == (left_open,)
    assert fees_in(directory, [left_open], []) == (left_open,)


def test_figure_for_a_case_goes_before_the_figure_for_all(directory: Directory) -> None:
    """Where the council set one figure for all and another for a case, that case has only its own."""
    given = fees_in(
        directory,
        [open_fee(), open_fee(when="Quá hạn")],
        [council_fee(5000), council_fee(8000, when="Quá hạn")],
    )
    assert [(fee.amount, fee.when) for fee in given] == [(5000, None), (8000, "Quá hạn")]


def test_phone_is_that_of_the_place_one_goes_to(directory: Directory) -> None:
    """Whoever asks about a matter of the police reaches the police; where nobody need go, the commune."""
    for procedure in directory.procedures:
        places = [c.place for c in procedure.channels if c.type is ChannelType.IN_PERSON and c.place]
        numbers = [directory.commune.places[place].phone for place in places]
        assert directory.phone_for(procedure) == (numbers[0] if numbers else directory.commune.hotline)
    by_post = directory.procedures[0].model_copy(update={"channels": ()})
    assert directory.phone_for(by_post) == directory.commune.hotline


def test_promise_is_that_of_the_commune(directory: Directory) -> None:
    """A promise, with its source, is shown at the procedure it was made for, and at no other."""
    first, second = directory.procedures[:2]
    promise = Promise(procedure=first.code, text="Xã hẹn trả trong ngày.", source=ORIGIN)
    commune = directory.commune.model_copy(update={"promises": (promise,)})
    other = changed(directory, commune=commune)
    assert other.promise_for(first) == promise
    assert other.promise_for(second) is None


def test_village_gets_the_sheets_of_the_plan(directory: Directory) -> None:
    """A village's sheets come in the order of the plan, by the numbers that stand on them."""
    first, second = directory.procedures[:2]
    village = directory.commune.villages[0]
    plan = Plan(
        sheets=(Sheet(number=7, procedure=second.code), Sheet(number=3, procedure=first.code)),
        villages=(VillageSheets(village=village.id, sheets=(3, 7)),),
    )
    other = changed(directory, plan=plan)
    assert other.village_sheets() == ((village, (first, second)),)
    assert other.sheet_numbers == {second.code: 7, first.code: 3}


def test_edition_is_the_latest_of_the_records(directory: Directory) -> None:
    """The edition on paper is the latest day on which a fact was read or checked, whatever the clock says."""
    assert directory.edition == max(p.edition for p in directory.procedures)
    assert changed(directory, procedures=()).edition == directory.commune.source.date


def test_chosen_are_those_of_the_commune_in_its_order(directory: Directory) -> None:
    """What the commune puts first stands first, in its own order, and without what is not in use."""
    codes = tuple(p.code for p in reversed(directory.procedures[:3]))
    commune = directory.commune.model_copy(update={"chosen": codes})
    other = changed(directory, commune=commune)
    assert [p.code for p in other.chosen] == list(codes)
    assert [p.code for p in without_use(other, codes[1], Status.SUSPENDED).chosen] == [codes[0], codes[2]]
