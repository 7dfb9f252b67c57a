"""The shape of what a place sets: its fields, its province, its commune, and the plan of its sheets."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from motcua.record import ChannelType, FeeKind, PlaceRole, Shape
from motcua.scalars import (
    Amount,
    Clock,
    Code,
    Count,
    Day,
    Decree,
    Flag,
    FormLink,
    Link,
    Month,
    Phone,
    Slug,
    Text,
    Website,
    Year,
    refuse,
)


class FieldOfWork(Shape):
    id: Slug = Field(title="Mã lĩnh vực", examples=["ho-tich"])
    name: Text = Field(title="Tên lĩnh vực", examples=["Hộ tịch"])
    icon: Text = Field(title="Hình", examples=["material/account-group"])


class LifeEvent(Shape):
    id: Slug = Field(title="Mã chuyện trong nhà", examples=["em-be"])
    name: Text = Field(title="Tên", examples=["Nhà có em bé"])
    hint: Text | None = Field(None, title="Dòng nhỏ", examples=["khai sinh, thẻ bảo hiểm"])
    icon: Text = Field(title="Hình", examples=["material/baby-carriage"])


class Vocabulary(Shape):
    """procedures/fields.yml: fields and life events, in the order in which they are shown."""

    fields: tuple[FieldOfWork, ...] = Field(title="Các lĩnh vực", examples=["- id: ho-tich"])
    life_events: tuple[LifeEvent, ...] = Field(title="Chuyện trong nhà", examples=["- id: em-be"])


class Word(Shape):
    """One thing, one word: what to say, and what not to say in its place."""

    say: Text = Field(title="Viết là", examples=["bố, mẹ"])
    instead_of: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        title="Đừng viết là", examples=["- cha, mẹ"]
    )
    unless: tuple[Text, ...] = Field((), title="Trừ khi nằm trong", examples=["- căn cước công dân"])


class Wording(Shape):
    """procedures/words.yml: the words on which all records agree."""

    units: tuple[Text, ...] = Field(title="Đơn vị tính tiền", examples=["- bản"])
    authorities: tuple[Text, ...] = Field(title="Nơi giải quyết", examples=["- Công an xã"])
    words: tuple[Word, ...] = Field(title="Cách gọi thống nhất", examples=["- say: bố, mẹ"])


class Asked(Shape):
    """How people ask for one procedure who do not know what it is called."""

    procedure: Code = Field(title="Mã thủ tục", examples=['"1.000656"'])
    asked: tuple[Text, ...] = Field(title="Bà con hỏi là", examples=["- bố mới mất"])


class Synonyms(Shape):
    """procedures/synonyms.yml: how people ask, for the search."""

    asked: tuple[Asked, ...] = Field((), title="Hỏi theo chuyện nhà", examples=['- procedure: "1.000656"'])
    same: tuple[tuple[Text, ...], ...] = Field(title="Gọi khác, vẫn là một", examples=["- [căn cước, CCCD]"])
    noise: tuple[Text, ...] = Field(title="Lời thừa khi hỏi", examples=["- cho tôi hỏi"])
    elsewhere: tuple[tuple[Text, ...], ...] = Field(
        (), title="Việc hay hỏi mà trang này không có", examples=["- [ly hôn, ly dị]"]
    )


class Origin(Shape):
    """Who supplied local values, and when."""

    name: Text = Field(title="Tên nguồn", examples=["Ủy ban nhân dân xã"])
    date: Month = Field(title="Ngày", examples=["2026-11-01"])


class CouncilFee(Shape):
    """A fee that the province's council sets (circular 85/2019/TT-BTC lists which)."""

    procedure: Code = Field(title="Mã thủ tục", examples=['"1.004873"'])
    kind: FeeKind = Field(title="Phí hay lệ phí", examples=["fee"])
    amount: Amount = Field(title="Số tiền", examples=["8000"])
    per: Text | None = Field(None, title="Tính cho mỗi", examples=["bản"])
    channels: tuple[ChannelType, ...] = Field((), title="Chỉ cho cách nộp", examples=["- online"])
    when: Text | None = Field(None, title="Chỉ trong trường hợp", examples=["Đăng ký quá hạn"])
    valid_from: Day | None = Field(None, title="Áp dụng từ ngày", examples=["2026-08-01"])
    basis: Decree = Field(title="Theo nghị quyết", examples=["12/2026/NQ-HĐND"])
    source: Origin = Field(title="Nguồn", examples=["name: Công báo tỉnh"])


class Postage(Shape):
    who_pays: Text = Field(title="Ai trả tiền gửi", examples=["Tỉnh trả tiền gửi kết quả về nhà."])
    valid_from: Day | None = Field(None, title="Áp dụng từ ngày", examples=["2026-08-01"])
    source: Origin = Field(title="Nguồn", examples=["name: Công báo tỉnh"])


class Province(Shape):
    """province.yml."""

    name: Text = Field(title="Tên tỉnh, thành phố", examples=["Tỉnh Mẫu"])
    called: Text = Field(title="Gọi là", examples=["tỉnh"])
    sample: Flag = Field(False, title="Là ví dụ", examples=["false"])
    desk_called: Text = Field(title="Quầy gọi là", examples=["quầy Một cửa"])
    hotline: Phone | None = Field(None, title="Tổng đài của tỉnh", examples=['"1022"'])
    fees: tuple[CouncilFee, ...] = Field(
        (), title="Lệ phí do tỉnh quy định", examples=['- procedure: "1.004873"']
    )
    holidays_announced_until: Year | None = Field(
        None, title="Lịch nghỉ lễ đã công bố đến hết năm", examples=["2026"]
    )
    """Up to the end of which year days are counted: in later ones a day may still be swapped for another."""
    postage: Postage | None = Field(None, title="Tiền gửi kết quả", examples=["who_pays: Tỉnh trả."])
    source: Origin = Field(title="Nguồn", examples=["name: Ủy ban nhân dân tỉnh"])


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Hours(Shape):
    days: tuple[Weekday, ...] = Field(title="Các ngày", examples=["[mon, tue, wed, thu, fri]"])
    opens: Clock = Field(title="Mở cửa", examples=['"07:30"'])
    closes: Clock = Field(title="Đóng cửa", examples=['"11:30"'])

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise refuse('giờ đóng cửa phải sau giờ mở cửa. Viết: opens: "07:30" rồi closes: "11:30".')
        return self


class Place(Shape):
    name: Text = Field(title="Tên nơi nộp", examples=["Công an xã Hòa Bình"])
    address: Text = Field(title="Địa chỉ", examples=["Thôn Đông, xã Hòa Bình"])
    hours: tuple[Hours, ...] = Field(title="Giờ mở cửa", examples=["- days: [mon, tue]"])
    phone: Phone = Field(title="Số máy", examples=['"0203 123 456"'])
    closed_on: tuple[Day, ...] = Field((), title="Ngày nghỉ riêng", examples=["[2026-12-30]"])
    """Besides public holidays, which nobody has to write down."""
    extra_working_days: tuple[Day, ...] = Field((), title="Ngày làm bù", examples=["[2026-01-10]"])

    @model_validator(mode="after")
    def _open_or_closed(self) -> Self:
        both = sorted(set(self.closed_on) & set(self.extra_working_days))
        if both:
            raise refuse(
                f"ngày {both[0]} vừa ở closed_on (nghỉ riêng) vừa ở extra_working_days (làm bù). "
                "Xóa ngày đó ở một chỗ."
            )
        return self


class Helper(Shape):
    name: Text = Field(title="Tên người giúp", examples=["Bác An, Tổ công nghệ số"])
    phone: Phone = Field(title="Số máy", examples=['"0203 123 456"'])


class Village(Shape):
    id: Slug = Field(title="Mã thôn", examples=["thon-dong"])
    name: Text = Field(title="Tên thôn", examples=["Thôn Đông"])
    helper: Helper = Field(title="Người giúp", examples=["name: Bác An, Tổ công nghệ số"])


class RatingWay(StrEnum):
    WEB_FORM = "web_form"
    PHONE_AND_SLIP = "phone_and_slip"


class Ratings(Shape):
    """Where ratings go. The printed address never changes; the page behind it leads here."""

    way: RatingWay = Field(title="Nhận ý kiến bằng", examples=["phone_and_slip"])
    form: FormLink | None = Field(
        None, title="Địa chỉ biểu mẫu", examples=["https://bieu-mau.example/gui?ma={code}"]
    )
    slip_box: Text | None = Field(None, title="Chỗ bỏ phiếu giấy", examples=["Hòm thư góp ý ở cửa quầy"])

    @model_validator(mode="after")
    def _form_fits(self) -> Self:
        if (self.way is RatingWay.WEB_FORM) != (self.form is not None):
            raise refuse(
                "way: web_form đi với dòng form, way: phone_and_slip thì không. Thêm hoặc xóa dòng form."
            )
        return self


class Promise(Shape):
    """A shorter time the commune itself promises, beside the legal one."""

    procedure: Code = Field(title="Mã thủ tục", examples=['"1.004873"'])
    text: Text = Field(title="Lời hẹn", examples=["Xã hẹn trả trong ngày."])
    source: Origin = Field(title="Nguồn", examples=["name: Ủy ban nhân dân xã"])


class Commune(Shape):
    """commune.yml."""

    name: Text = Field(title="Tên xã", examples=["Xã Hòa Bình (mẫu)"])
    called: Text = Field(title="Gọi là", examples=["xã"])
    sample: Flag = Field(False, title="Là ví dụ", examples=["false"])
    website: Website = Field(title="Địa chỉ trang", examples=["https://motcua.tenxa.gov.vn/"])
    hotline: Phone = Field(title="Số máy hỏi chung", examples=['"0203 123 456"'])
    places: dict[PlaceRole, Place] = Field(title="Các nơi nộp", examples=["one_stop_desk:"])
    villages: tuple[Village, ...] = Field((), title="Các thôn", examples=["- id: thon-dong"])
    chosen: tuple[Code, ...] = Field((), title="Thủ tục hay làm", examples=['- "1.001193"'])
    promises: tuple[Promise, ...] = Field((), title="Xã hẹn nhanh hơn", examples=['- procedure: "1.004873"'])
    ratings: Ratings = Field(title="Nhận ý kiến", examples=["way: phone_and_slip"])
    complaints: Text = Field(title="Nơi gửi khiếu nại, tố cáo", examples=["Phòng tiếp dân của xã"])
    source: Origin = Field(title="Nguồn", examples=["name: Ủy ban nhân dân xã"])
    portal: Link = Field(title="Cổng nộp hồ sơ", examples=["https://dichvucong.gov.vn/"])


class Sheet(Shape):
    number: Count = Field(title="Số tờ", examples=["7"])
    procedure: Code = Field(title="Mã thủ tục", examples=['"1.001193"'])


class VillageSheets(Shape):
    village: Slug = Field(title="Mã thôn", examples=["thon-dong"])
    sheets: tuple[Count, ...] = Field(title="Các tờ dán ở thôn", examples=["[1, 4, 7]"])


class Plan(Shape):
    """posters/plan.yml: the number each sheet keeps for good, and which sheets hang in which village."""

    sheets: tuple[Sheet, ...] = Field(title="Các tờ", examples=["- number: 1"])
    villages: tuple[VillageSheets, ...] = Field(
        (), title="Tờ của từng thôn", examples=["- village: thon-dong"]
    )
