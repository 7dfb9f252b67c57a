"""What a province and a commune have not filled in yet: not a mistake, but people are told to ask.

The check lists it, so that the desk sees which figures would spare its people a telephone call.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from motcua.directory import Directory
from motcua.links import Links
from motcua.load import COMMUNE_FILE, PROVINCE_FILE
from motcua.phrases import FEE_KINDS
from motcua.record import Delivery, Fee, FeeType, Procedure


@dataclass(frozen=True)
class Gap:
    """One value that `path` lacks; `message` is a Vietnamese sentence that says how to write it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def find_gaps(directory: Directory) -> tuple[Gap, ...]:
    """List what province.yml and commune.yml lack: what concerns everybody, then procedure by procedure,
    those that the commune chose and its villages hang up before the others."""
    return (*_of_the_place(directory), *_of_fees(directory))


def _of_the_place(directory: Directory) -> Iterator[Gap]:
    commune, province = directory.commune, directory.province
    for path, place in ((COMMUNE_FILE, commune), (PROVINCE_FILE, province)):
        if place.sample:
            yield Gap(path, "vẫn là số liệu mẫu. Thay bằng số liệu thật, có nguồn, rồi viết: sample: false.")
    if not Links(commune.website).is_real:
        yield Gap(
            COMMUNE_FILE, "website: chưa phải địa chỉ thật. Viết: website: https://motcua.tenxa.gov.vn/"
        )
    for role, place_of_role in commune.places.items():
        if not place_of_role.hours:
            yield Gap(
                COMMUNE_FILE,
                f'places, {role}: chưa ghi giờ mở cửa. Thêm: - days: [mon, tue], opens: "07:30".',
            )
    if province.holidays_announced_until is None:
        yield Gap(
            PROVINCE_FILE,
            "chưa ghi lịch nghỉ lễ đã công bố đến hết năm nào, nên trang chưa tính được ngày lấy kết quả. "
            "Thêm: holidays_announced_until: 2026",
        )
    posted = [p for p in directory.listed if Delivery.BY_POST in p.delivery]
    if posted and province.postage is None:
        yield Gap(
            PROVINCE_FILE,
            f"chưa ghi ai trả tiền gửi kết quả về nhà ({len(posted)} việc gửi được). "
            "Thêm mục postage: rồi who_pays, source.",
        )


def _of_fees(directory: Directory) -> Iterator[Gap]:
    hung = {p.code for _, procedures in directory.village_sheets() for p in procedures}
    first = {p.code: rank for rank, p in enumerate(directory.chosen)}
    ranked = sorted(directory.listed, key=lambda p: (first.get(p.code, len(first)), p.code not in hung))
    for procedure in ranked:
        for fee in directory.fees_of(procedure):
            if fee.type is FeeType.SET_BY_PROVINCE:
                yield Gap(PROVINCE_FILE, _say_missing(procedure, fee))


def _say_missing(procedure: Procedure, fee: Fee) -> str:
    what = fee.name or (FEE_KINDS[fee.kind].lower() if fee.kind else "phí, lệ phí")
    case = f' (when: "{fee.when}")' if fee.when else ""
    return (
        f'"{procedure.code}" ({procedure.name}): chưa có mức tiền của khoản {what}{case}. '
        f'Thêm vào mục fees: - procedure: "{procedure.code}" rồi kind, amount, per, basis, source.'
    )
