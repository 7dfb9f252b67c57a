"""Facts in words: how money, days, hours and papers are said in plain Vietnamese.

Plain text in, plain text out; where it goes is the templates' business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Final

from motcua.place import Hours, Weekday
from motcua.record import (
    Appearance,
    Audience,
    ChannelType,
    Delivery,
    Fee,
    FeeKind,
    FeeType,
    Handling,
    OnlineLevel,
    Paper,
    ProcessingTime,
    TimeUnit,
)

AUDIENCES: Final = {
    Audience.CITIZEN: "người dân",
    Audience.HOUSEHOLD: "hộ gia đình",
    Audience.OVERSEAS_VIETNAMESE: "người Việt Nam ở nước ngoài",
    Audience.FOREIGNER: "người nước ngoài",
    Audience.OFFICIAL: "cán bộ, công chức, viên chức",
    Audience.ORGANISATION: "tổ chức",
    Audience.COOPERATIVE: "hợp tác xã",
    Audience.ENTERPRISE: "doanh nghiệp",
    Audience.FOREIGN_ENTERPRISE: "doanh nghiệp có vốn nước ngoài",
}

CHANNELS: Final = {
    ChannelType.IN_PERSON: "Nộp trực tiếp",
    ChannelType.ONLINE: "Nộp qua mạng",
    ChannelType.POST: "Gửi qua bưu điện",
    ChannelType.PHONE: "Gọi điện báo",
}

FROM_HOME: Final = {
    ChannelType.ONLINE: "nộp qua mạng",
    ChannelType.POST: "gửi qua bưu điện",
    ChannelType.PHONE: "gọi điện báo",
}

LEVELS: Final = {
    OnlineLevel.FULL: "Làm trọn qua mạng, không phải đi lại.",
    OnlineLevel.PARTIAL: "Nộp qua mạng một phần, vẫn phải đi một lần.",
    OnlineLevel.BOOKING: "Qua mạng chỉ đặt được lịch hẹn, rồi đến làm.",
}

HANDLINGS: Final = {
    Handling.SUBMIT: "Nộp lại",
    Handling.SHOW: "Cho xem rồi cầm về",
    Handling.SUBMIT_OR_SHOW: "Nộp bản sao, hoặc cho xem bản chính",
}

FEE_KINDS: Final = {FeeKind.CHARGE: "Phí", FeeKind.FEE: "Lệ phí"}

DELIVERIES: Final = {
    Delivery.AT_PLACE: "nhận tại nơi nộp",
    Delivery.BY_POST: "nhận tại nhà qua bưu điện",
    Delivery.ELECTRONIC: "nhận bản điện tử",
}

WEEKDAYS: Final = {
    Weekday.MON: "thứ Hai",
    Weekday.TUE: "thứ Ba",
    Weekday.WED: "thứ Tư",
    Weekday.THU: "thứ Năm",
    Weekday.FRI: "thứ Sáu",
    Weekday.SAT: "thứ Bảy",
    Weekday.SUN: "Chủ nhật",
}

UNITS: Final = {
    TimeUnit.HOUR: "giờ",
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.MONTH: "tháng",
}

RATING_LEVELS: Final = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")

LOW_REASONS: Final = (
    "Không biết mang giấy gì",
    "Phải đi lại nhiều lần",
    "Bị đòi thêm giấy ngoài danh sách",
    "Tờ khai khó điền",
    "Chờ lâu, trễ hẹn",
    "Cán bộ nói chưa rõ, chưa niềm nở",
    "Tiền thu khác với ghi",
    "Nộp qua mạng khó",
    "Trang này sai, khó hiểu",
    "Chuyện khác",
)

HIGH_REASONS: Final = (
    "Hướng dẫn dễ hiểu",
    "Đi một lần là xong",
    "Nhanh, đúng hẹn",
    "Cán bộ nhiệt tình",
    "Nộp được ở nhà",
    "Kết quả gửi về tận nhà",
)


def say_money(dong: int) -> str:
    """8000 → "8.000 đ"."""
    return f"{dong:,}".replace(",", ".") + " đ"


def say_day(day: date) -> str:
    """2026-12-01 → "1/12/2026"."""
    return f"{day.day}/{day.month}/{day.year}"


def say_month(text: str) -> str:
    """ "2026-06" → "6/2026"; "2026-06-12" → "12/6/2026"."""
    return "/".join(str(int(part)) for part in reversed(text.split("-")))


def say_clock(clock: time) -> str:
    """07:30 → "7:30"."""
    return f"{clock.hour}:{clock.minute:02d}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in a mark of its own."""
    return text if text.endswith((".", "!", "?", "…", ":")) else text + "."


def cut(text: str, length: int) -> str:
    """The text; or, if it is longer than `length` letters, its first sentences or words, and "…".

    A length of 0 cuts nothing.
    """
    if not length or len(text) <= length:
        return text
    kept = text[:length]
    end = max(kept.rfind(mark) for mark in (". ", "! ", "? ", "; "))
    # Of one endless sentence the first words say more than nothing.
    kept = f"{kept[: end + 1]} " if end > length // 3 else kept.rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{kept}…"


def join_words(words: Sequence[str], last: str = "và") -> str:
    """ "a", "a và b", "a, b và c"."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


@dataclass(frozen=True)
class Term:
    """One line of "how long": for whom or for which stage, and how long; `condition` may be ""."""

    condition: str
    text: str
    counted_from: str
    cutoff: str
    extensions: tuple[str, ...]
    counted: bool


def say_time(term: ProcessingTime) -> Term:
    if term.amount is not None:
        text = f"{term.amount} {UNITS[term.unit]}"
    elif term.unit is TimeUnit.SAME_DAY:
        text = "Trong ngày"
    elif term.stated:
        text = term.stated
    else:
        text = "Theo ngày ghi trên giấy hẹn" if term.unit is TimeUnit.AS_APPOINTED else "Hỏi ngày lấy khi nộp"
    return Term(
        condition=" – ".join(part for part in (term.stage, say_condition(term.channels, term.when)) if part),
        text=text,
        counted_from=term.counted_from or "",
        cutoff=say_clock(term.cutoff) if term.cutoff else "",
        extensions=term.extensions,
        counted=term.amount is not None or term.unit is TimeUnit.SAME_DAY,
    )


@dataclass(frozen=True)
class Charge:
    """One line of "how much": for whom, how much, what it is called. `known` is False where one must ask."""

    condition: str
    text: str
    brief: str
    """The same where there is little room, and where the number to call stands below anyway."""
    label: str
    basis: str
    exempt: tuple[str, ...]
    known: bool


def say_fee(fee: Fee, province_called: str) -> Charge:
    kind = FEE_KINDS[fee.kind] if fee.kind else ""
    since = f"từ {say_day(fee.valid_from)}" if fee.valid_from else ""
    until = f"đến hết {say_day(fee.valid_until)}" if fee.valid_until else ""
    parts = [say_condition(fee.channels, fee.when), " ".join(part for part in (since, until) if part)]
    text = _say_amount(fee, province_called)
    return Charge(
        condition=capital(", ".join(part for part in parts if part)),
        text=text,
        brief=_say_briefly(fee, province_called) or text,
        label=fee.name or kind,
        basis=fee.basis or "",
        exempt=fee.exempt,
        known=fee.type in (FeeType.PRICED, FeeType.FREE),
    )


def _say_amount(fee: Fee, province_called: str) -> str:
    if fee.type is FeeType.FREE:
        return "Không mất tiền"
    if fee.type is FeeType.SET_BY_PROVINCE:
        return f"Mức tiền do {province_called} quy định, chưa ghi được con số"
    if fee.type is FeeType.SET_BY_DECREE:
        return f"Mức tiền theo văn bản {fee.basis}, chưa ghi được con số"
    if fee.amount is None:
        return "chưa rõ bao nhiêu tiền" if fee.when or fee.channels else "Chưa rõ có thu tiền không"
    text = say_money(fee.amount) + (f" một {fee.per}" if fee.per else "")
    for tier in fee.tiers:
        unit = fee.per or "phần"
        text += f"; từ {unit} thứ {tier.from_unit} trở lên {say_money(tier.amount)} một {unit}"
    if fee.cap:
        text += f"; nhiều nhất {say_money(fee.cap.amount)}" + (f" một {fee.cap.per}" if fee.cap.per else "")
    return text


def _say_briefly(fee: Fee, province_called: str) -> str:
    if fee.type is FeeType.SET_BY_PROVINCE:
        return f"do {province_called} quy định"
    return {FeeType.SET_BY_DECREE: "chưa ghi được con số", FeeType.UNKNOWN: "chưa rõ"}.get(fee.type, "")


def say_condition(channels: Sequence[ChannelType], when: str | None) -> str:
    """ "Nộp qua mạng – Đăng ký quá hạn": for which way of handing in, and in which case."""
    words = [CHANNELS[c] if i == 0 else CHANNELS[c].lower() for i, c in enumerate(channels)]
    ways = join_words(words, last="hoặc")
    return " – ".join(part for part in (ways, when or "") if part)


def say_appearance(appearance: Appearance) -> str:
    """ "Hai bên nam, nữ, lúc ký và nhận giấy"."""
    when = appearance.when or ""
    return ", ".join(part for part in (appearance.who, when[:1].lower() + when[1:]) if part)


def say_audiences(audiences: Sequence[Audience]) -> str:
    return join_words([AUDIENCES[a] for a in audiences])


def say_deliveries(deliveries: Sequence[Delivery]) -> str:
    return join_words([DELIVERIES[d] for d in deliveries], last="hoặc")


def say_paper_on_sheet(paper: Paper) -> str:
    """One line of a sheet: when it is needed, its name, whether another will do, how many."""
    text = f"{paper.when}: {paper.name}" if paper.when else paper.name
    if paper.alternatives and " hoặc " not in paper.name:
        text += " hoặc giấy thay được"
    copies = say_copies(paper)
    return f"{text} ({copies})" if copies else text


def say_copies(paper: Paper) -> str:
    """ "1 bản chính · 2 bản sao", or "" where the source counts none."""
    counts = (
        (paper.originals, "bản chính"),
        (paper.copies, "bản sao"),
        (paper.either, "bản chính hoặc bản sao"),
    )
    return " · ".join(f"{count} {what}" for count, what in counts if count)


@cache
def say_hours(hours: tuple[Hours, ...]) -> tuple[str, ...]:
    """ "Thứ Hai đến thứ Sáu: 7:30–11:30, 13:30–17:00", days of the same hours together."""
    order = list(Weekday)
    spans = {
        day: tuple(f"{say_clock(h.opens)}–{say_clock(h.closes)}" for h in hours if day in h.days)
        for day in order
    }
    lines = []
    index = 0
    while index < len(order):
        end = index
        while end + 1 < len(order) and spans[order[end + 1]] == spans[order[index]]:
            end += 1
        if spans[order[index]]:
            days = WEEKDAYS[order[index]] + (f" đến {WEEKDAYS[order[end]]}" if end > index else "")
            lines.append(f"{capital(days)}: {', '.join(spans[order[index]])}")
        index = end + 1
    return tuple(lines)
