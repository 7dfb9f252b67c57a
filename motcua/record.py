"""The shape of a procedure record: the one statement of it.

Keys follow the European vocabulary for public services (CPSV-AP 3.2) where it has a word; titles and
hints are what staff read in messages. Everything is frozen, and nothing that is not named here is let in.
"""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from motcua.scalars import Amount, Clock, Code, Count, Day, Decree, Link, Month, Slug, Text, refuse

CASE_WORDS = 8
"""A case is told apart at a glance: its label has at most this many words."""


class Shape(BaseModel):
    """A frozen mapping in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(StrEnum):
    CITIZEN = "citizen"
    HOUSEHOLD = "household"
    OVERSEAS_VIETNAMESE = "overseas_vietnamese"
    FOREIGNER = "foreigner"
    OFFICIAL = "official"
    ORGANISATION = "organisation"
    COOPERATIVE = "cooperative"
    ENTERPRISE = "enterprise"
    FOREIGN_ENTERPRISE = "foreign_enterprise"


class PlaceRole(StrEnum):
    """Where one goes, as a role: which house it is differs from commune to commune."""

    ONE_STOP_DESK = "one_stop_desk"
    COMMUNE_POLICE = "commune_police"
    MILITARY_COMMAND = "military_command"
    LAND_OFFICE = "land_office"


class ChannelType(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    POST = "post"
    PHONE = "phone"


class OnlineLevel(StrEnum):
    """Decree 42/2022/NĐ-CP: `full` needs no trip at all, `partial` still means one; `booking` is not
    handing in at all, only making an appointment."""

    FULL = "full"
    PARTIAL = "partial"
    BOOKING = "booking"


class TimeUnit(StrEnum):
    HOUR = "hour"
    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    AS_APPOINTED = "as_appointed"
    UNSTATED = "unstated"


COUNTED_UNITS = frozenset({TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.DAY, TimeUnit.MONTH})


class FeeType(StrEnum):
    """Five different things that a "0 đ" on the portal may mean."""

    PRICED = "priced"
    FREE = "free"
    SET_BY_PROVINCE = "set_by_province"
    SET_BY_DECREE = "set_by_decree"
    UNKNOWN = "unknown"


class FeeKind(StrEnum):
    """Law on charges and fees 97/2015/QH13, article 3: phí pays for a service, lệ phí for an act of state."""

    CHARGE = "charge"
    FEE = "fee"


class Handling(StrEnum):
    SUBMIT = "submit"
    SHOW = "show"
    SUBMIT_OR_SHOW = "submit_or_show"


class Delivery(StrEnum):
    AT_PLACE = "at_place"
    BY_POST = "by_post"
    ELECTRONIC = "electronic"


class Status(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Channel(Shape):
    type: ChannelType = Field(title="Cách nộp", examples=["in_person"])
    place: PlaceRole | None = Field(None, title="Nơi nộp", examples=["one_stop_desk"])
    jurisdiction: Text | None = Field(None, title="Nộp ở xã nào", examples=["Xã nơi thường trú hoặc tạm trú"])
    when: Text | None = Field(None, title="Chỉ trong trường hợp", examples=["Trẻ dưới 6 tuổi"])
    level: OnlineLevel | None = Field(None, title="Mức trực tuyến", examples=["full"])
    needs: tuple[Text, ...] = Field((), title="Cần có gì để nộp", examples=["- Tài khoản VNeID mức 2"])
    link: Link | None = Field(None, title="Địa chỉ nộp", examples=["https://dichvucong.gov.vn/"])
    hours: Text | None = Field(
        None, title="Giờ nhận theo nguồn", examples=["Giờ hành chính, thứ 2 đến thứ 6"]
    )
    note: Text | None = Field(None, title="Ghi chú", examples=["Nộp ở xã nào trong tỉnh cũng được"])

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        if self.type is ChannelType.IN_PERSON and self.place is None:
            raise refuse(
                "nộp trực tiếp thì phải ghi nơi nộp. Thêm dòng place: rồi one_stop_desk (quầy Một cửa), "
                "commune_police (Công an xã), military_command (quân sự) hoặc land_office (đất đai)."
            )
        if self.type is not ChannelType.ONLINE and self.level is not None:
            raise refuse("level chỉ dùng cho type: online. Xóa dòng level ở mục này.")
        if self.type is ChannelType.ONLINE and self.place is not None:
            raise refuse("nộp qua mạng thì không có nơi nộp. Xóa dòng place ở mục này.")
        return self


class ProcessingTime(Shape):
    unit: TimeUnit = Field(title="Đơn vị thời hạn", examples=["working_day"])
    amount: Count | None = Field(None, title="Số ngày, giờ", examples=["3"])
    stated: Text | None = Field(None, title="Nguyên văn của nguồn", examples=["Theo lịch của đoàn"])
    channels: tuple[ChannelType, ...] = Field((), title="Chỉ cho cách nộp", examples=["- online"])
    when: Text | None = Field(None, title="Chỉ trong trường hợp", examples=["Cần xác minh"])
    stage: Text | None = Field(None, title="Chặng", examples=["Xác minh"])
    """Terms with a stage follow one another, in their order; without one they are alternatives."""
    counted_from: Text | None = Field(None, title="Tính từ", examples=["ngày bắt đầu rà soát"])
    cutoff: Clock | None = Field(None, title="Giờ chốt nhận", examples=['"15:00"'])
    extensions: tuple[Text, ...] = Field(
        (), title="Khi nào được kéo dài", examples=['- "Cần xác minh: thêm 3 ngày"']
    )

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> Self:
        if self.unit in COUNTED_UNITS and not self.amount:
            raise refuse(f"unit: {self.unit} cần đi với một số. Thêm dòng amount: rồi số ghi trong nguồn.")
        if self.unit not in COUNTED_UNITS and self.amount is not None:
            raise refuse(f"unit: {self.unit} không đi với số. Xóa dòng amount, hoặc đổi unit: working_day.")
        if self.stated and self.unit not in (TimeUnit.AS_APPOINTED, TimeUnit.UNSTATED):
            raise refuse(
                "stated chỉ dùng khi không có số: unit: unstated hoặc as_appointed. Xóa dòng stated."
            )
        return self


class Tier(Shape):
    from_unit: Count = Field(title="Từ trang (bản) thứ", examples=["3"])
    amount: Amount = Field(title="Số tiền", examples=["1000"])


class Cap(Shape):
    amount: Amount = Field(title="Số tiền", examples=["200000"])
    per: Text | None = Field(None, title="Tính cho mỗi", examples=["bản"])


class Fee(Shape):
    type: FeeType = Field(title="Thu hay không thu", examples=["priced"])
    kind: FeeKind | None = Field(None, title="Phí hay lệ phí", examples=["fee"])
    name: Text | None = Field(None, title="Tên khoản thu", examples=["Lệ phí đăng ký cư trú"])
    amount: Amount | None = Field(None, title="Số tiền", examples=["8000"])
    per: Text | None = Field(None, title="Tính cho mỗi", examples=["bản"])
    tiers: tuple[Tier, ...] = Field((), title="Mức tiếp theo", examples=["- from_unit: 3"])
    cap: Cap | None = Field(None, title="Thu nhiều nhất", examples=["amount: 200000"])
    channels: tuple[ChannelType, ...] = Field((), title="Chỉ cho cách nộp", examples=["- online"])
    when: Text | None = Field(None, title="Chỉ trong trường hợp", examples=["Đăng ký quá hạn"])
    valid_from: Day | None = Field(None, title="Áp dụng từ ngày", examples=["2026-08-01"])
    valid_until: Day | None = Field(None, title="Áp dụng đến hết ngày", examples=["2026-12-31"])
    basis: Decree | None = Field(None, title="Theo văn bản", examples=["75/2022/TT-BTC"])
    exempt: tuple[Text, ...] = Field((), title="Ai được miễn", examples=["- Người thuộc hộ nghèo"])

    @model_validator(mode="after")
    def _amount_fits_type(self) -> Self:
        if self.type is FeeType.PRICED and self.amount is None:
            raise refuse("type: priced phải có số tiền. Thêm dòng amount: rồi số tiền ghi trong nguồn.")
        if self.type is not FeeType.PRICED and self.amount is not None:
            raise refuse(
                f"type: {self.type} không đi với số tiền. Đổi thành type: priced, hoặc xóa dòng amount."
            )
        if self.type is not FeeType.PRICED and (self.per or self.tiers or self.cap):
            raise refuse(
                f"type: {self.type} không có mức tiền, nên không ghi per, tiers, cap. Xóa các dòng đó."
            )
        if self.type is FeeType.SET_BY_DECREE and self.basis is None:
            raise refuse("type: set_by_decree phải nói theo văn bản nào. Thêm dòng: basis: 281/2016/TT-BTC.")
        return self


class Paper(Shape):
    """One document of a case (CPSV-AP: Evidence)."""

    name: Text = Field(title="Tên giấy tờ", examples=["Giấy chứng sinh"])
    official_name: Text | None = Field(None, title="Tên trong luật", examples=["Văn bản ủy quyền"])
    originals: Count | None = Field(None, title="Số bản chính", examples=["1"])
    copies: Count | None = Field(None, title="Số bản sao", examples=["1"])
    either: Count | None = Field(None, title="Số bản, bản chính hay bản sao cũng được", examples=["1"])
    handling: Handling | None = Field(None, title="Nộp hay cho xem", examples=["submit"])
    when: Text | None = Field(None, title="Chỉ cần khi", examples=["Nhờ người khác đi thay"])
    channels: tuple[ChannelType, ...] = Field((), title="Chỉ cho cách nộp", examples=["- online"])
    alternatives: tuple[Text, ...] = Field((), title="Không có thì thay bằng", examples=["- Giấy cam đoan"])
    not_needed_if: Text | None = Field(None, title="Không cần mang khi", examples=["Đã có trong VNeID"])
    note: Text | None = Field(None, title="Ghi chú", examples=["Còn hạn dùng"])

    @model_validator(mode="after")
    def _counted_once(self) -> Self:
        if self.either and (self.originals or self.copies):
            raise refuse(
                "either là bản chính hay bản sao đều được, nên không đi với originals, copies. "
                "Xóa dòng either, hoặc hai dòng kia."
            )
        return self


def _read_label(label: str) -> str:
    if len(label.split()) > CASE_WORDS:
        raise refuse(
            f"tên trường hợp dài {len(label.split())} tiếng, nhiều nhất {CASE_WORDS}. "
            "Viết gọn: Bố mẹ chưa đăng ký kết hôn."
        )
    return label


class Case(Shape):
    """The papers of one case; without a label, the papers that everybody needs."""

    case: Annotated[Text, AfterValidator(_read_label)] | None = Field(
        None, title="Trường hợp", examples=["Bố mẹ chưa đăng ký kết hôn"]
    )
    papers: Annotated[tuple[Paper, ...], Field(min_length=1)] = Field(
        title="Giấy tờ", examples=["- name: Giấy chứng sinh"]
    )


class Proxy(Shape):
    """Who may go instead, and what such a person brings besides."""

    who: Text = Field(title="Ai đi thay", examples=["Ông, bà"])
    needs: Text | None = Field(None, title="Cần giấy gì", examples=["Giấy ủy quyền có chứng thực"])
    papers: tuple[Paper, ...] = Field((), title="Mang thêm giấy", examples=["- name: Giấy giới thiệu"])


class Appearance(Shape):
    """Somebody who has to come in person, whoever else may hand in the papers."""

    who: Text = Field(title="Ai phải đến", examples=["Hai bên nam, nữ"])
    when: Text | None = Field(None, title="Khi nào", examples=["Lúc ký và nhận giấy"])


class Form(Shape):
    name: Text = Field(title="Tên tờ khai", examples=["Tờ khai đăng ký khai sinh"])
    number: Text | None = Field(None, title="Số mẫu", examples=["Mẫu CT01"])
    issued_with: Decree | None = Field(None, title="Ban hành kèm", examples=["53/2025/TT-BCA"])


class Guide(Shape):
    title: Text = Field(title="Tên bài hướng dẫn", examples=["Cách nộp trên Cổng"])
    url: Link = Field(title="Địa chỉ", examples=["https://dichvucong.gov.vn/"])
    minutes: Count | None = Field(None, title="Dài mấy phút", examples=["4"])


class LegalBasis(Shape):
    number: Decree = Field(title="Số hiệu văn bản", examples=["123/2015/NĐ-CP"])
    title: Text | None = Field(None, title="Tên văn bản", examples=["Nghị định về hộ tịch"])
    issued: Day | None = Field(None, title="Ngày ban hành", examples=["2015-11-15"])
    expires: Day | None = Field(None, title="Hết hiệu lực ngày", examples=["2027-03-01"])


class Source(Shape):
    name: Text = Field(title="Tên nguồn", examples=["Cổng Dịch vụ công quốc gia"])
    retrieved: Month = Field(title="Xem nguồn lúc nào", examples=["2026-06"])
    url: Link | None = Field(None, title="Địa chỉ", examples=["https://dichvucong.gov.vn/"])
    decision: Text | None = Field(None, title="Quyết định công bố", examples=["163/QĐ-BTP"])
    agency: Text | None = Field(None, title="Nơi công bố", examples=["Bộ Tư pháp"])


class Verification(Shape):
    by: Text = Field(title="Ai soát (chức danh)", examples=["Công chức hộ tịch"])
    on: Day = Field(title="Soát ngày", examples=["2026-11-03"])
    edition: Month = Field(title="Soát theo bản nguồn lúc", examples=["2026-06"])


class Procedure(Shape):
    """One procedure, the same in every commune of the country (CPSV-AP: Public Service)."""

    code: Code = Field(title="Mã thủ tục", examples=['"1.001193"'])
    name: Text = Field(title="Tên thường gọi", examples=["Khai sinh cho con"])
    official_name: Text | None = Field(None, title="Tên trên Cổng", examples=["Thủ tục đăng ký khai sinh"])
    summary: Text = Field(title="Tóm tắt một câu", examples=["Làm giấy khai sinh cho trẻ mới sinh."])
    also_known_as: tuple[Text, ...] = Field((), title="Bà con còn gọi là", examples=["- giấy khai sinh"])
    field: Slug = Field(title="Lĩnh vực", examples=["ho-tich"])
    life_events: tuple[Slug, ...] = Field((), title="Chuyện trong nhà", examples=["- em-be"])
    status: Status = Field(Status.ACTIVE, title="Tình trạng", examples=["active"])
    effective_from: Day | None = Field(None, title="Áp dụng từ ngày", examples=["2026-12-01"])
    withdrawn_on: Day | None = Field(None, title="Bỏ từ ngày", examples=["2026-07-01"])
    replaced_by: Code | None = Field(None, title="Nay làm theo", examples=['"1.004222"'])
    replaces: tuple[Code, ...] = Field((), title="Thay cho", examples=['- "1.004221"'])
    audience: tuple[Audience, ...] = Field((), title="Ai làm thủ tục này", examples=["- citizen"])
    deadline: Text | None = Field(
        None, title="Phải làm trước khi nào", examples=["Trong 60 ngày từ ngày sinh"]
    )
    conditions: tuple[Text, ...] = Field((), title="Điều kiện", examples=["- Nam từ đủ 20 tuổi"])
    must_appear: tuple[Appearance, ...] = Field(
        (), title="Ai phải tự đến", examples=["- who: Hai bên nam, nữ"]
    )
    who_may_submit: tuple[Proxy, ...] = Field((), title="Ai đi thay được", examples=["- who: Ông, bà"])
    channels: tuple[Channel, ...] = Field((), title="Cách nộp", examples=["- type: in_person"])
    processing_time: tuple[ProcessingTime, ...] = Field(
        (), title="Thời hạn", examples=["- unit: working_day"]
    )
    fees: tuple[Fee, ...] = Field((), title="Phí, lệ phí", examples=["- type: free"])
    documents: tuple[Case, ...] = Field((), title="Giấy tờ", examples=["- papers:"])
    forms: tuple[Form, ...] = Field((), title="Tờ khai", examples=["- name: Tờ khai đăng ký khai sinh"])
    steps: tuple[Text, ...] = Field((), title="Trình tự", examples=["- Mang giấy tờ đến quầy."])
    common_mistakes: tuple[Text, ...] = Field((), title="Hay phải quay về vì", examples=["- Thiếu bản sao"])
    good_to_know: tuple[Text, ...] = Field(
        (), title="Nên biết thêm", examples=["- Giấy nước ngoài phải dịch."]
    )
    guide: Guide | None = Field(None, title="Bài hướng dẫn", examples=["title: Cách nộp trên Cổng"])
    results: tuple[Text, ...] = Field((), title="Kết quả", examples=["- Giấy khai sinh"])
    delivery: tuple[Delivery, ...] = Field((), title="Nhận kết quả", examples=["- by_post"])
    authority: tuple[Text, ...] = Field((), title="Cơ quan giải quyết", examples=["- Ủy ban nhân dân xã"])
    legal_basis: tuple[LegalBasis, ...] = Field(
        (), title="Theo văn bản", examples=["- number: 123/2015/NĐ-CP"]
    )
    joins: tuple[Code, ...] = Field((), title="Gộp các việc", examples=['- "1.001193"'])
    """The procedures that this one does in one go (liên thông): who comes for one of them is told first."""
    related: tuple[Code, ...] = Field((), title="Việc hay làm cùng", examples=['- "1.004222"'])
    source: Source = Field(title="Nguồn", examples=["name: Cổng Dịch vụ công quốc gia"])
    verified: Verification | None = Field(None, title="Đã soát", examples=["by: Công chức hộ tịch"])

    @field_validator("withdrawn_on", "replaced_by")
    @classmethod
    def _only_when_withdrawn(cls, value: Any, info: ValidationInfo) -> Any:
        if info.data.get("status", Status.WITHDRAWN) is not Status.WITHDRAWN:
            raise refuse("chỉ ghi khi thủ tục đã bỏ. Viết: status: withdrawn, hoặc xóa dòng này.")
        return value

    @model_validator(mode="after")
    def _can_be_handed_in(self) -> Self:
        if self.status is Status.ACTIVE and not self.channels:
            raise refuse(
                'chưa nói nộp bằng cách nào. Thêm mục channels:, xuống dòng "- type: in_person", '
                'dòng dưới "place: one_stop_desk".'
            )
        if self.channels and all(channel.level is OnlineLevel.BOOKING for channel in self.channels):
            raise refuse(
                "mới có cách đặt lịch hẹn, chưa nói nộp ở đâu. Thêm vào mục channels: "
                '"- type: in_person", dòng dưới "place: one_stop_desk".'
            )
        return self

    @property
    def active(self) -> bool:
        """Whether people can still do it; a suspended or withdrawn one keeps its page but no sheet."""
        return self.status is Status.ACTIVE

    @property
    def edition(self) -> str:
        """The latest day (or month) on which its facts were read or checked; never the build's day."""
        days = [self.source.retrieved] + ([self.verified.on.isoformat()] if self.verified else [])
        return max(days)

    @property
    def in_person_places(self) -> tuple[PlaceRole, ...]:
        """The places one can walk to, the usual one first; empty where nobody need go."""
        roles = (c.place for c in self.channels if c.type is ChannelType.IN_PERSON and c.place)
        return tuple(dict.fromkeys(roles))

    @property
    def labelled_cases(self) -> tuple[Case, ...]:
        """The cases among which one has to choose; the unlabelled papers are needed in each."""
        return tuple(c for c in self.documents if c.case is not None)

    @property
    def common_papers(self) -> tuple[Paper, ...]:
        """The papers everybody needs, whatever the case."""
        return tuple(p for c in self.documents if c.case is None for p in c.papers)
