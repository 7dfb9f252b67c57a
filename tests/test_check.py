"""The rules across records, each by a small project that keeps all but one of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from motcua.links import LONGEST_HOST
from motcua.load import COMMUNE_FILE, FIELDS_FILE, PLAN_FILE, PROVINCE_FILE
from motcua.problem import Problem, ProblemsError
from tests.golden.project import PLACE, read_project, tell_problems, write_project

BIRTH: Final = "procedures/ho-tich/khai-sinh.yml"
DEATH: Final = "procedures/ho-tich/khai-tu.yml"
STAY: Final = "procedures/cu-tru/tam-tru.yml"

SHEETS: Final = ("1.000001", "1.000002", "1.000003")
"""The codes of the three records, in the order of their files above."""


def write_record(code: str, name: str, field: str, more: str = "") -> str:
    """A record of nine lines, and what a test adds after them."""
    return (
        f'code: "{code}"\nname: {name}\nsummary: {name}.\nfield: {field}\n'
        "channels:\n  - type: post\n"
        f"source:\n  name: Cổng Dịch vụ công quốc gia\n  retrieved: 2026-06\n{more}"
    )


def write_records(birth: str = "", death: str = "", stay: str = "") -> dict[str, str]:
    """Three records that are right, each with what a test adds at its line 10."""
    return {
        BIRTH: write_record("1.000001", "Khai sinh", "ho-tich", birth),
        DEATH: write_record("1.000002", "Khai tử", "ho-tich", death),
        STAY: write_record("1.000003", "Tạm trú", "cu-tru", stay),
    }


def tell(root: Path, files: dict[str, str], sheets: Iterable[str] = SHEETS) -> list[str]:
    """What is printed about a project made of the place and these files."""
    return tell_problems(write_project(root, files, sheets))


def change(name: str, old: str, new: str) -> dict[str, str]:
    """A file of the place with one thing in it changed."""
    text = (PLACE / Path(name).name).read_text()
    assert text.count(old) == 1
    return {name: text.replace(old, new)}


def test_good_project_gives_a_directory(tmp_path: Path) -> None:
    """Where nothing is wrong, the whole is handed on: every record once, in A–Z order, with its file."""
    directory = read_project(write_project(tmp_path, write_records(), SHEETS))
    assert [p.name for p in directory.procedures] == ["Khai sinh", "Khai tử", "Tạm trú"]
    assert directory.files == dict(zip(SHEETS, (BIRTH, DEATH, STAY), strict=True))
    assert directory.commune.name == "Xã Mẫu"
    assert directory.province.name == "Tỉnh Mẫu"


def test_project_without_records_is_fine(tmp_path: Path) -> None:
    """A commune that begins with an empty folder is not told off for it."""
    assert tell(tmp_path, {}, ()) == []


def test_codes_are_unique(tmp_path: Path) -> None:
    """Two records never share a code: the later file is told where the first one is."""
    files = {**write_records(), DEATH: write_record("1.000001", "Khai tử", "ho-tich")}
    assert tell(tmp_path, files, ("1.000001", "1.000003")) == [
        f'{DEATH}:1:7: Mã thủ tục (code): "1.000001" đã có trong {BIRTH}. '
        "Xem lại mã trên Cổng, hoặc xóa một trong hai tệp."
    ]


def test_file_names_are_unique(tmp_path: Path) -> None:
    """Two files never share a name, so that "tệp khai-sinh" means one thing on the phone."""
    again = "procedures/ho-tich/tam-tru.yml"
    files = {**write_records(), again: write_record("1.000004", "Tạm vắng", "ho-tich")}
    assert tell(tmp_path, files, (*SHEETS, "1.000004")) == [
        f"{again}:1:1: tên tệp đã dùng ở {STAY}. Đổi tên một tệp."
    ]


def test_fields_are_known(tmp_path: Path) -> None:
    """A record of a field that nobody knows is told with all the fields there are."""
    path = "procedures/ho-tic/khai-sinh.yml"
    files = {path: write_record("1.000001", "Khai sinh", "ho-tic")}
    assert tell(tmp_path, files, ("1.000001",)) == [
        f'{path}:4:8: Lĩnh vực (field): "ho-tic" chưa có trong {FIELDS_FILE}. '
        "Chỉ ghi một trong: ho-tich, cu-tru; hoặc thêm vào tệp đó."
    ]


def test_record_lies_in_the_folder_of_its_field(tmp_path: Path) -> None:
    """A record in another field's folder is told where it belongs."""
    files = {**write_records(), STAY: write_record("1.000003", "Tạm trú", "ho-tich")}
    assert tell(tmp_path, files) == [
        f'{STAY}:4:8: Lĩnh vực (field): ghi "ho-tich" nhưng tệp nằm ở procedures/cu-tru/. '
        "Chuyển tệp vào procedures/ho-tich/, hoặc sửa lại field."
    ]


def test_life_events_are_known(tmp_path: Path) -> None:
    """A life event that nobody knows is told at its own line in the list."""
    assert tell(tmp_path, write_records("life_events:\n  - em-be\n  - em-bee\n")) == [
        f'{BIRTH}:12:5: Chuyện trong nhà (life_events): "em-bee" chưa có trong {FIELDS_FILE}. '
        "Chỉ ghi một trong: em-be; hoặc thêm vào tệp đó."
    ]


def test_icons_exist(tmp_path: Path) -> None:
    """A picture that the theme does not have is told where it is named."""
    files = write_records() | change(FIELDS_FILE, "material/baby-carriage", "material/em-be")
    assert tell(tmp_path, files) == [
        f'{FIELDS_FILE}:11:11: Hình (icon): không có hình "material/em-be". '
        "Chọn hình trong bộ Material Design Icons. Viết: icon: material/home."
    ]


def test_places_are_known(tmp_path: Path) -> None:
    """Nobody is sent to a place without an address: the record's line is told, and what commune.yml lacks."""
    stay = write_records()[STAY].replace("post", "in_person\n    place: commune_police")
    assert tell(tmp_path, {**write_records(), STAY: stay}) == [
        f"{STAY}:7:12: Nơi nộp (place): {COMMUNE_FILE} chưa ghi nơi commune_police. "
        "Thêm vào mục places của tệp đó: commune_police: rồi name, address, hours, phone."
    ]


def test_place_of_what_is_gone_needs_no_address(tmp_path: Path) -> None:
    """A suspended procedure may name a place that the commune no longer has."""
    stay = write_records()[STAY].replace("post", "in_person\n    place: commune_police")
    assert tell(tmp_path, {**write_records(), STAY: stay + "status: suspended\n"}) == []


@pytest.mark.parametrize(
    ("more", "place", "field"),
    [
        ('related:\n  - "1.000002"\n  - "1.009999"\n', "12:5", "Việc hay làm cùng (related)"),
        ('replaces:\n  - "1.009999"\n', "11:5", "Thay cho (replaces)"),
        ('replaced_by: "1.009999"\nstatus: withdrawn\n', "10:14", "Nay làm theo (replaced_by)"),
    ],
)
def test_named_codes_exist(tmp_path: Path, more: str, place: str, field: str) -> None:
    """No link between procedures leads into the void."""
    assert tell(tmp_path, write_records(more)) == [
        f'{BIRTH}:{place}: {field}: chưa có bản ghi nào mang mã "1.009999". Xem lại mã, hoặc xóa dòng này.'
    ]


@pytest.mark.parametrize(
    ("more", "place", "field"),
    [
        ('related:\n  - "1.000001"\n', "11:5", "Việc hay làm cùng (related)"),
        ('replaces:\n  - "1.000001"\n', "11:5", "Thay cho (replaces)"),
        ('replaced_by: "1.000001"\nstatus: withdrawn\n', "10:14", "Nay làm theo (replaced_by)"),
    ],
)
def test_nothing_leads_back_to_itself(tmp_path: Path, more: str, place: str, field: str) -> None:
    """A procedure is never named as related to itself, or as its own replacement."""
    told = tell(tmp_path, write_records(more))
    assert f'{BIRTH}:{place}: {field}: "1.000001" là chính thủ tục này. Ghi mã của thủ tục khác.' in told


def test_replacement_is_in_use(tmp_path: Path) -> None:
    """What replaces a withdrawn procedure is not withdrawn itself: nobody is sent round in a circle."""
    gone = 'status: withdrawn\nreplaced_by: "{}"\n'
    told = tell(tmp_path, write_records(gone.format("1.000002"), gone.format("1.000001")))
    assert told == [
        f'{path}:11:14: Nay làm theo (replaced_by): "{code}" cũng không còn dùng. '
        "Ghi mã của thủ tục đang dùng."
        for path, code in ((BIRTH, "1.000002"), (DEATH, "1.000001"))
    ]


@pytest.mark.parametrize("status", ["suspended", "withdrawn"])
def test_related_is_in_use(tmp_path: Path, status: str) -> None:
    """Nobody is sent on to what is no longer done."""
    files = write_records('related:\n  - "1.000002"\n', f"status: {status}\n")
    assert tell(tmp_path, files) == [
        f'{BIRTH}:11:5: Việc hay làm cùng (related): "1.000002" cũng không còn dùng. '
        "Ghi mã của thủ tục đang dùng."
    ]


def test_replaced_may_be_gone(tmp_path: Path) -> None:
    """The new procedure names the old one, which is withdrawn, and the old one the new."""
    gone = 'status: withdrawn\nreplaced_by: "1.000001"\n'
    assert tell(tmp_path, write_records('replaces:\n  - "1.000002"\n', gone)) == []


FEE: Final = (
    'fees:\n  - procedure: "{}"\n    kind: fee\n    amount: 8000\n    basis: 12/2026/NQ-HĐND\n'
    "    source:\n      name: Công báo\n      date: 2026-11\n"
)


@pytest.mark.parametrize(
    ("code", "fee", "message"),
    [
        ("1.000001", "type: set_by_province", ""),
        ("1.000001", "type: set_by_province\n    kind: fee", ""),
        (
            "1.009999",
            "type: set_by_province",
            'chưa có bản ghi nào mang mã "1.009999". Xem lại mã, hoặc xóa dòng này.',
        ),
        *(
            (
                "1.000001",
                fee,
                'bản ghi "1.000001" không có khoản type: set_by_province nào hợp với kind, when này. '
                "Sửa kind, when cho khớp với bản ghi, hoặc xóa mục này.",
            )
            for fee in ("type: free", "type: set_by_province\n    kind: charge")
        ),
    ],
)
def test_figures_of_the_council_have_a_place(tmp_path: Path, code: str, fee: str, message: str) -> None:
    """A figure that the council set is shown somewhere, or staff are told why it is not."""
    files = write_records(f"fees:\n  - {fee}\n")
    files |= change(PROVINCE_FILE, "source:", f"{FEE.format(code)}source:")
    assert tell(tmp_path, files) == (
        [f"{PROVINCE_FILE}:5:16: Mã thủ tục (procedure): {message}"] if message else []
    )


def doubled(name: str, ident: str) -> dict[str, str]:
    """A file of the place in which the entry with this id stands twice."""
    lines = (PLACE / Path(name).name).read_text().splitlines(keepends=True)
    start = lines.index(f"  - id: {ident}\n")
    ends = (n for n in range(start + 1, len(lines)) if not lines[n].startswith("    "))
    end = next(ends, len(lines))
    return {name: "".join([*lines[:end], *lines[start:end], *lines[end:]])}


@pytest.mark.parametrize(
    ("name", "ident", "place", "first", "field"),
    [
        (FIELDS_FILE, "ho-tich", "5:9", 2, "Mã lĩnh vực (id)"),
        (FIELDS_FILE, "em-be", "12:9", 9, "Mã chuyện trong nhà (id)"),
        (COMMUNE_FILE, "thon-dong", "20:9", 15, "Mã thôn (id)"),
    ],
)
def test_ids_are_unique(tmp_path: Path, name: str, ident: str, place: str, first: int, field: str) -> None:
    """Two fields, life events or villages never share an id, so that none hides the other."""
    assert tell(tmp_path, write_records() | doubled(name, ident)) == [
        f'{name}:{place}: {field}: "{ident}" đã dùng ở dòng {first}. Đổi, hoặc xóa một trong hai.'
    ]


def test_village_gets_each_sheet_once(tmp_path: Path) -> None:
    """The plan names a village once, and each of its sheets once."""
    plan = (
        'sheets:\n  - number: 1\n    procedure: "1.000001"\n'
        "villages:\n  - village: thon-dong\n    sheets: [1, 1]\n  - village: thon-dong\n    sheets: [1]\n"
    )
    again = "Đổi, hoặc xóa một trong hai."
    assert tell(tmp_path, {BIRTH: write_records()[BIRTH], PLAN_FILE: plan}) == [
        f'{PLAN_FILE}:6:17: Các tờ dán ở thôn (sheets): "1" đã dùng ở dòng 6. {again}',
        f'{PLAN_FILE}:7:14: Mã thôn (village): "thon-dong" đã dùng ở dòng 5. {again}',
    ]


def test_chosen_and_promised_codes_exist(tmp_path: Path) -> None:
    """The commune's favourites and promises are about procedures that are there."""
    more = (
        'chosen:\n  - "1.000001"\n  - "1.009999"\n'
        'promises:\n  - procedure: "1.009998"\n    text: Xã hẹn trả trong ngày.\n'
        "    source:\n      name: Xã Mẫu\n      date: 2026-11\n"
    )
    files = write_records() | change(COMMUNE_FILE, "complaints:", f"{more}complaints:")
    line = files[COMMUNE_FILE].split("\n").index('  - "1.009999"') + 1
    unknown = 'chưa có bản ghi nào mang mã "{}". Xem lại mã, hoặc xóa dòng này.'
    assert tell(tmp_path, files) == [
        f"{COMMUNE_FILE}:{line}:5: Thủ tục hay làm (chosen): {unknown.format('1.009999')}",
        f"{COMMUNE_FILE}:{line + 2}:16: Mã thủ tục (procedure): {unknown.format('1.009998')}",
    ]


def test_host_fits_on_paper(tmp_path: Path) -> None:
    """A host too long for a code is refused before anything is drawn, with the length that fits."""
    assert LONGEST_HOST == 47
    longest = "x" * (LONGEST_HOST - len(".example")) + ".example"
    fits = write_records() | change(COMMUNE_FILE, "xamau.example", longest)
    over = write_records() | change(COMMUNE_FILE, "xamau.example", "x" + longest)
    assert tell(tmp_path / "fits", fits) == []
    assert tell(tmp_path / "over", over) == [
        f"{COMMUNE_FILE}:3:10: Địa chỉ trang (website): tên miền dài 48 chữ, "
        "mã in trên giấy chỉ chứa được 47. Dùng tên miền ngắn hơn."
    ]


def test_every_procedure_in_use_has_a_sheet(tmp_path: Path) -> None:
    """A procedure without a sheet is told with its name and the next number; a withdrawn one needs none."""
    assert tell(tmp_path, write_records(stay="status: withdrawn\n"), ("1.000001",)) == [
        f'{PLAN_FILE}:2:3: Các tờ (sheets): thủ tục "1.000002" (Khai tử) chưa có số tờ. '
        'Thêm: - number: 2 rồi procedure: "1.000002".'
    ]


def test_sheets_are_of_known_procedures_and_once_each(tmp_path: Path) -> None:
    """A procedure has one sheet, and a sheet a procedure that is there."""
    field, advice = "Mã thủ tục (procedure)", "Xem lại mã; đúng là thừa thì xóa mục này."
    assert tell(tmp_path, write_records(), (*SHEETS, "1.000001", "1.009999")) == [
        f'{PLAN_FILE}:9:16: {field}: "1.000001": đã có số tờ ở dòng trên. {advice}',
        f'{PLAN_FILE}:11:16: {field}: "1.009999": chưa có bản ghi nào mang mã này. {advice}',
    ]


def test_sheet_numbers_are_unique(tmp_path: Path) -> None:
    """A number stands for one sheet as long as the paper hangs: the next free one is offered."""
    plan = "sheets:\n" + "".join(
        f'  - number: {n}\n    procedure: "{code}"\n' for n, code in zip((7, 7, 3), SHEETS, strict=True)
    )
    assert tell(tmp_path, {**write_records(), PLAN_FILE: plan}) == [
        f"{PLAN_FILE}:4:13: Số tờ (number): số tờ 7 đã dùng cho dòng trên. "
        "Mỗi tờ một số, số tiếp theo chưa dùng: 8."
    ]


def test_plan_names_known_villages_and_sheets(tmp_path: Path) -> None:
    """Sheets are sent to villages that the commune has, and only such as are numbered."""
    plan = (
        'sheets:\n  - number: 1\n    procedure: "1.000001"\n'
        "villages:\n  - village: thon-tay\n    sheets: [1, 9]\n"
    )
    files = {BIRTH: write_records()[BIRTH], PLAN_FILE: plan}
    assert tell(tmp_path, files) == [
        f'{PLAN_FILE}:5:14: Mã thôn (village): "thon-tay" chưa có trong {COMMUNE_FILE}. '
        "Chỉ ghi một trong: thon-dong.",
        f"{PLAN_FILE}:6:17: Các tờ dán ở thôn (sheets): không có tờ số 9 trong mục sheets. "
        "Ghi số của tờ có trong danh sách.",
    ]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    """One run tells everything: reading, shape and rules, sorted by file and line, nothing twice."""
    files = write_records("dedline: x\n", 'related:\n  - "1.009999"\n', "steps:\n\t- a\n")
    files |= change(COMMUNE_FILE, 'phone: "0000 000 101"', "phone: 0912")
    assert tell(tmp_path, files) == [
        f'{COMMUNE_FILE}:9:12: Số máy (phone): "0912" không phải số máy. '
        'Viết trong ngoặc kép, có thể cách ra cho dễ đọc: "0203 123 456".',
        f"{STAY}:11:1: đầu dòng có phím Tab. Xóa đi, dùng phím cách: mỗi bậc 2 dấu.",
        f"{BIRTH}:10:1: dedline: không có mục nào tên này. Chắc là deadline (Phải làm trước khi nào). "
        "Sửa lại tên, giữ nguyên phần sau dấu hai chấm.",
    ]
    files[STAY] = write_records()[STAY]
    assert tell(tmp_path, files)[-1].startswith(f"{DEATH}:11:5: Việc hay làm cùng (related): chưa có bản ghi")


def test_unreadable_file_does_not_hide_the_next(tmp_path: Path) -> None:
    """A file in a foreign encoding is one problem; the slips in the files after it are told as well."""
    root = write_project(tmp_path, write_records(death="effective_from: 1/12/2026\n"), SHEETS)
    (root / BIRTH).write_bytes(b"\xff\xfe")
    assert tell_problems(root) == [
        f"{BIRTH}:1:1: chữ ở đây không phải UTF-8. Mở bằng Notepad, chọn Save as, Encoding: UTF-8.",
        f'{DEATH}:10:17: Áp dụng từ ngày (effective_from): "1/12/2026" không phải ngày. '
        "Viết năm-tháng-ngày: 2026-12-01.",
    ]


@pytest.mark.parametrize("slip", ["status: actve\n", "name: Khai sinh\n", "deadline: a: b\n"])
def test_slip_in_a_record_does_not_make_it_vanish(tmp_path: Path, slip: str) -> None:
    """While a record has a slip in it, nobody is told to delete what leads to it: only the slip is told."""
    files = write_records(slip, 'related:\n  - "1.000001"\n')
    files |= change(COMMUNE_FILE, "complaints:", 'chosen:\n  - "1.000001"\ncomplaints:')
    assert {line.split(":")[0] for line in tell(tmp_path, files)} == {BIRTH}


def test_slip_in_a_code_does_not_make_it_vanish(tmp_path: Path) -> None:
    """A code that lost a digit is told where it stands, and nowhere else is anybody told to delete."""
    files = write_records("", 'related:\n  - "1.000001"\n')
    files[BIRTH] = files[BIRTH].replace('code: "1.000001"', 'code: "1.00001"')
    (line,) = tell(tmp_path, files)
    assert line.startswith(f"{BIRTH}:1:7: Mã thủ tục (code): ")


@pytest.mark.parametrize("name", [FIELDS_FILE, COMMUNE_FILE, PLAN_FILE, PROVINCE_FILE])
def test_slip_in_a_file_of_the_place_is_told_alone(tmp_path: Path, name: str) -> None:
    """Where fields.yml or commune.yml has a slip in it, the records are not blamed for it."""
    root = write_project(tmp_path, write_records(), SHEETS)
    with (root / name).open("a") as file:
        file.write("zzz: 1\n")
    (line,) = tell_problems(root)
    assert line.startswith(f"{name}:")
    assert "zzz: không có mục nào tên này." in line


def test_problems_are_told_in_the_order_of_the_files() -> None:
    """Problems are sorted as numbers count, so that line 9 comes before line 10, and none is told twice."""
    one, ten, other = Problem("a", 9, 1, "", "x"), Problem("a", 10, 1, "", "x"), Problem("b", 1, 1, "y", "x")
    error = ProblemsError([other, ten, one, ten])
    assert error.problems == (one, ten, other)
    assert [str(p) for p in error.problems] == ["a:9:1: x", "a:10:1: x", "b:1:1: y: x"]
