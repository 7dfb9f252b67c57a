"""Records and a place as large as life makes them, and as small: all made up, in the words of law."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from tests.small import make_small

Value = dict[str, Any]

NAME: Final = (
    "Cấp, cấp đổi, cấp lại, điều chỉnh, gia hạn giấy xác nhận đủ điều kiện hoạt động đối với cơ sở trợ "
    "giúp xã hội ngoài công lập, nhóm trẻ độc lập, lớp mẫu giáo độc lập, hộ gia đình nhận chăm sóc, nuôi "
    "dưỡng người cao tuổi, người khuyết tật đặc biệt nặng, trẻ em có hoàn cảnh đặc biệt khó khăn, người đơn "
    "thân nghèo đang nuôi con nhỏ, người nhiễm HIV thuộc diện hộ nghèo không còn khả năng lao động tại xã "
    "đặc biệt khó khăn vùng đồng bào dân tộc thiểu số và miền núi; đồng thời chi trả trợ cấp xã hội hằng "
    "tháng, hỗ trợ kinh phí chăm sóc, hỗ trợ chi phí mai táng khi người đang hưởng trợ cấp thay đổi nơi cư "
    "trú giữa các xã, phường, đặc khu trong cùng một tỉnh, thành phố trực thuộc trung ương hoặc từ tỉnh này "
    "sang tỉnh khác thuộc thẩm quyền giải quyết của Ủy ban nhân dân cấp xã nơi cơ sở đặt trụ sở hoặc nơi hộ "
    "gia đình, cá nhân được nhận chăm sóc, nuôi dưỡng đăng ký thường trú, tạm trú hoặc nơi ở hiện tại của "
    "người đó"
)
"""As long as the longest name on the national portal: 919 letters."""

CLAUSES: Final = (
    "Công chức tiếp nhận kiểm tra từng giấy tờ rồi ghi giấy tiếp nhận và hẹn ngày trả kết quả",
    "Hồ sơ chưa đủ thì hướng dẫn bằng phiếu yêu cầu bổ sung, nêu rõ từng giấy tờ còn thiếu",
    "Người cao tuổi, người khuyết tật nặng, trẻ em không có người nuôi dưỡng được làm trước",
    "Giấy tờ do cơ quan nước ngoài cấp phải hợp pháp hóa lãnh sự và dịch ra tiếng Việt",
    "Hộ gia đình có tên trong sổ theo dõi hộ nghèo, hộ cận nghèo của năm liền trước",
    "Trưởng thôn, bí thư chi bộ và đại diện Mặt trận Tổ quốc họp xét, lập biên bản có chữ ký",
    "Niêm yết tại nhà văn hóa thôn trong 10 ngày, có người phản ánh thì xác minh lại",
    "Cơ sở có từ 20 giường trở lên nộp thêm phương án phòng cháy đã được thẩm duyệt",
)

LONG_WORD: Final = (
    "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=1.700005&ngon_ngu=vi"
)
"""A word that fits into no line of a phone and of no column of a sheet."""

ALL: Final = "1.700001"
"""All the extremes at once."""
NAMED: Final = "1.700002"
"""Nothing but the name is long."""
LISTED: Final = "1.700003"
"""A hundred papers in twenty cases, a step of 4,700 letters, nine channels; what stands on paper is short."""
PAPERED: Final = "1.700004"
"""As many papers as a sheet lists, and long ones."""
UNBROKEN: Final = "1.700005"
"""Long words wherever a text is let in."""
EMPTY: Final = "1.700006"
"""Next to nothing."""
RETIRED: Final = "1.700007"
"""Long, and withdrawn."""

TYPES: Final = ("in_person", "online", "post", "phone")


def say(length: int, first: int = 0) -> str:
    """At least `length` letters in sentences, the last without a full stop; another beginning each time."""
    text, number = "", first
    while len(text) <= length:
        text += f"{CLAUSES[number % len(CLAUSES)]}{'; ' if number % 3 else '. '}"
        number += 1
    return text.rstrip(" ;.")


def list_says(what: str, many: int, length: int) -> list[str]:
    """Texts of which no two are the same."""
    return [f"{what} {number}: {say(length, number)}" for number in range(1, many + 1)]


def make_papers(case: int, many: int) -> list[Value]:
    return [
        {
            "name": f"Giấy thứ {case}.{paper}: {say(90, paper)}",
            "official_name": f"Tên trong luật {case}.{paper}: {say(60, paper + 1)}",
            "originals": "1",
            "copies": "12",
            "handling": "submit_or_show",
            "alternatives": [f"Giấy thay {case}.{paper}.{other}: {say(60, other)}" for other in range(2)],
            "not_needed_if": f"Đã có giấy thứ {case}.{paper} trong kho dữ liệu điện tử của mình",
            "note": f"Về giấy thứ {case}.{paper}: {say(120, paper + 2)}",
            **({"when": f"Khi có việc {case}.{paper}: {say(60, paper)}"} if paper % 2 else {}),
        }
        for paper in range(many)
    ]


HUNDRED_PAPERS: Final = [
    {"case": f"Trường hợp thứ {case} từ xã khác đến", "papers": make_papers(case, 5)} for case in range(1, 21)
]

ENDLESS_STEP: Final = say(4_700)

WAYS: Final[list[Value]] = [
    {"type": "in_person", "place": "one_stop_desk", "jurisdiction": f"Nơi cư trú: {say(150, 1)}"},
    {"type": "in_person", "place": "commune_police", "when": f"Người chưa có nơi cư trú: {say(150, 2)}"},
    {"type": "in_person", "place": "military_command", "note": f"Quân nhân dự bị: {say(150, 3)}"},
    {"type": "in_person", "place": "land_office", "needs": list_says("Cần", 6, 90)},
    {"type": "online", "level": "full", "when": f"Hộ có sóng: {say(150, 4)}"},
    {"type": "online", "level": "partial", "link": LONG_WORD, "note": f"Còn lại: {say(150, 5)}"},
    {"type": "post", "place": "one_stop_desk", "when": f"Ở đảo xa: {say(150, 6)}"},
    {"type": "post", "hours": f"Giờ bưu cục văn hóa xã: {say(150, 7)}"},
    {"type": "phone", "place": "commune_police", "when": f"Việc gấp trong đêm: {say(150, 8)}"},
]  # fmt: skip

TERMS: Final = [
    {
        "unit": "working_day",
        "amount": str(number),
        "channels": list(TYPES[: 1 + number % 4]),
        "when": f"Thời hạn cho hộ thứ {number}: {say(90, number)}",
        "cutoff": "15:00",
        "counted_from": f"ngày ghi ở sổ {number}: {say(60, number + 3)}",
        "extensions": list_says(f"Kéo dài {number}, lý do", 3, 90),
    }
    for number in range(1, 13)
]

FEES: Final = [
    {
        "type": "priced",
        "kind": "fee",
        "name": f"Lệ phí thứ {number} về xác nhận, cấp bản sao và lưu trữ hồ sơ của hộ gia đình",
        "amount": str(number * 12_345_000),
        "per": "trang giấy khổ A3",
        "tiers": [{"from_unit": "3", "amount": "1000"}, {"from_unit": "30", "amount": "500"}],
        "cap": {"amount": "200000000", "per": "bộ hồ sơ"},
        "channels": list(TYPES[: 1 + number % 4]),
        "when": f"Mức tiền cho hộ thứ {number}: {say(90, number)}",
        "valid_from": "2026-08-01",
        "valid_until": "2027-12-31",
        "basis": "281/2016/TT-BTC",
        "exempt": list_says(f"Được miễn khoản {number}, nhóm", 4, 90),
    }
    for number in range(1, 13)
]

LAWS: Final = [
    {"number": f"{number}/2025/NĐ-CP", "title": f"Nghị định thứ {number}: {say(150, number)}"}
    for number in range(1, 31)
]

RECORDS: Final[dict[str, Value]] = {
    ALL: {
        "name": NAME,
        "official_name": f"Tên trên Cổng: {NAME}",
        "summary": f"Tóm tắt: {say(400)}",
        "also_known_as": list_says("Gọi là", 12, 60),
        "life_events": ["em-be", "chuyen-nha", "xe"],
        "audience": ["citizen", "household", "overseas_vietnamese", "foreigner", "official", "organisation"],
        "deadline": f"Hạn: {say(300)}",
        "conditions": list_says("Điều kiện", 20, 200),
        "must_appear": [
            {"who": f"Người phải đến thứ {number}", "when": f"Lúc ký lần {number}: {say(90)}"}
            for number in range(8)
        ],
        "who_may_submit": [
            {"who": f"Người đi thay: {say(120)}", "needs": f"Giấy cho người đi thay: {say(120, 1)}"},
            {"who": f"Người được ủy quyền: {say(120, 2)}", "papers": make_papers(99, 8)},
        ],
        "channels": WAYS,
        "processing_time": TERMS,
        "fees": FEES,
        "documents": HUNDRED_PAPERS,
        "forms": [
            {"name": f"Tờ khai thứ {number}: {say(120, number)}", "number": f"Mẫu số {number:02d} ĐK"}
            for number in range(1, 13)
        ],
        "steps": [*list_says("Bước", 12, 150), ENDLESS_STEP],
        "common_mistakes": list_says("Hay vướng", 12, 150),
        "good_to_know": list_says("Nên biết", 12, 150),
        "guide": {"title": f"Bài hướng dẫn: {say(120)}", "url": LONG_WORD},
        "results": list_says("Kết quả", 6, 120),
        "delivery": ["at_place", "by_post", "electronic"],
        "authority": list_says("Cơ quan", 6, 120),
        "legal_basis": LAWS,
        "related": [NAMED, LISTED, PAPERED, UNBROKEN, EMPTY],
        "effective_from": "2026-12-01",
    },
    NAMED: {"name": f"{NAME} (2)", "channels": [{"type": "in_person", "place": "commune_police"}]},
    LISTED: {
        "name": "Trợ cấp xã hội hằng tháng",
        "channels": [{**way, "place": "commune_police"} if "place" in way else way for way in WAYS],
        "documents": HUNDRED_PAPERS,
        "steps": [ENDLESS_STEP],
    },
    PAPERED: {
        "name": "Hỗ trợ chi phí mai táng cho người có công ở nghĩa trang của xã",
        "channels": [{"type": "in_person", "place": "commune_police"}],
        "documents": [{"papers": make_papers(0, 8)}],
    },
    UNBROKEN: {
        "name": f"Nộp qua {LONG_WORD}",
        "summary": f"Xem ở {LONG_WORD}",
        "also_known_as": [f"Gọi là {LONG_WORD}"],
        "channels": [
            {
                "type": "in_person",
                "place": "commune_police",
                "jurisdiction": f"Nơi cư trú theo {LONG_WORD}",
                "when": f"Chỉ khi {LONG_WORD}",
                "needs": [f"Cần xem {LONG_WORD}"],
                "note": f"Ghi chú ở {LONG_WORD}",
            },
            {"type": "online", "link": LONG_WORD},
        ],
        "deadline": f"Hạn ghi ở {LONG_WORD}",
        "must_appear": [{"who": f"Người ghi ở {LONG_WORD}"}],
        "processing_time": [{"unit": "unstated", "stated": f"Theo {LONG_WORD}", "when": f"Khi {LONG_WORD}"}],
        "fees": [
            {
                "type": "priced",
                "amount": "1000",
                "when": f"Nếu có ở {LONG_WORD}",
                "exempt": [f"Ai ghi ở {LONG_WORD}"],
            }
        ],
        "documents": [
            {"papers": [{"name": f"Giấy in từ {LONG_WORD}", "note": f"Tải ở {LONG_WORD}", "copies": "1"}]}
        ],
        "forms": [{"name": f"Mẫu tải ở {LONG_WORD}"}],
        "steps": [f"Mở {LONG_WORD}"],
        "legal_basis": [{"number": "123/2015/NĐ-CP", "title": f"Đăng ở {LONG_WORD}"}],
    },
    EMPTY: {"name": "Cớ mất", "summary": "Báo mất.", "channels": [{"type": "phone"}]},
    RETIRED: {
        "name": f"{NAME} (cũ)",
        "official_name": f"Tên cũ trên Cổng: {NAME}",
        "summary": f"Việc cũ: {say(400)}",
        "status": "withdrawn",
        "withdrawn_on": "2026-07-01",
        "replaced_by": ALL,
    },
}

VILLAGES: Final = [
    {
        "id": f"thon-{number}",
        "name": f"Thôn Nà Lùng Phiêng Khoang Tân Lập Hợp nhất, khu dân cư số {number}",
        "helper": {
            "name": f"Bà Nguyễn Thị Hoàng Thiên Kim Ngân, Tổ trưởng Tổ công nghệ số cộng đồng số {number}",
            "phone": f"0000 000 {number:03d}",
        },
    }
    for number in range(1, 41)
]

EVERY_DAY: Final = [
    {"days": [day], "opens": f"07:{10 + number}", "closes": f"16:{40 + number}"}
    for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
]


def make_place(what: str, number: int) -> Value:
    return {
        "name": f"{what} của xã Phiêng Khoang Tân Lập Hợp nhất, tỉnh mẫu, điểm tiếp nhận số {number}",
        "address": f"Số {number}, đường Liên thôn Nà Lùng đi Phiêng Khoang, {say(150, number)}",
        "phone": f"0000 111 {number:03d}",
        "hours": EVERY_DAY,
    }


COMMUNE: Final[Value] = {
    "name": "Xã Phiêng Khoang Tân Lập Hợp nhất, huyện cũ Mường Mẫu, tỉnh Mẫu (mẫu, không có thật)",
    "called": "xã",
    "sample": "true",
    "website": "https://motcua.xa-hoabinhdong.nam-sach.hai-duong.test/",
    "hotline": "0000 000 900",
    "portal": "https://dichvucong.gov.vn/",
    "complaints": f"Nơi tiếp dân: {say(200)}",
    "source": {"name": f"Số liệu thử: {say(90)}", "date": "2026-11"},
    "places": {
        "one_stop_desk": make_place("Trung tâm Phục vụ hành chính công", 1),
        "commune_police": {
            "name": "Công an xã (mẫu)",
            "address": "Số 2 đường Thử",
            "phone": "0000 000 902",
            "hours": [{"days": ["mon", "sat"], "opens": "08:00", "closes": "11:00"}],
        },
        "military_command": make_place("Ban Chỉ huy quân sự", 3),
        "land_office": {
            **make_place("Chi nhánh Văn phòng đăng ký đất đai", 4),
            "address": f"Xem {LONG_WORD}",
        },
    },
    "villages": VILLAGES,
    "chosen": [code for code in RECORDS if code != RETIRED],
    "promises": [
        {"procedure": ALL, "text": f"Xã hẹn: {say(150)}", "source": {"name": "Ủy ban xã", "date": "2026-11"}}
    ],
    "ratings": {"way": "phone_and_slip", "slip_box": f"Hòm thư: {say(120)}"},
}


def make_record(code: str) -> Value:
    """A record as it stands in its file; what the extreme leaves open is short."""
    return {
        "code": code,
        "summary": "Việc nghĩ ra để thử.",
        "field": "ho-tich",
        "source": {"name": "Cổng Dịch vụ công quốc gia", "retrieved": "2026-06"},
        **RECORDS[code],
    }


def make_extreme(target: Path) -> Path:
    """Make a project of all RECORDS in `target`; each village has a sheet, the first one the longest."""
    project = empty_project(target)
    for code in RECORDS:
        write(project / f"procedures/ho-tich/{code}.yml", make_record(code))
    write(project / "commune.yml", COMMUNE)
    sheets = [code for code in RECORDS if code != RETIRED]
    of_one, of_others = (str(sheets.index(code) + 1) for code in (ALL, EMPTY))
    of_villages = [
        {"village": village["id"], "sheets": [of_others] if index else [of_one]}
        for index, village in enumerate(VILLAGES)
    ]
    write_plan(project, sheets, of_villages)
    return project


def empty_project(target: Path) -> Path:
    """The small project without its records."""
    project = make_small(target)
    for folder in (project / "procedures").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    return project


def write_plan(project: Path, codes: Sequence[str], villages: Sequence[Value] = ()) -> None:
    sheets = [{"number": str(number), "procedure": code} for number, code in enumerate(codes, 1)]
    write(project / "posters/plan.yml", {"sheets": sheets, "villages": list(villages)})


def write(file: Path, value: Value) -> None:
    """Write a YAML file, every text in quotes and nothing abbreviated."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(value, Dumper=_Plain, allow_unicode=True, default_style='"', sort_keys=False)
    file.write_text(text, encoding="utf-8")


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """What stands twice is written twice."""
        return True


def texts_of(value: object) -> Iterator[str]:
    """The texts in a piece of YAML: what has more than one word. The rest are codes, numbers, links."""
    if isinstance(value, str):
        yield from [value] if " " in value else []
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)
