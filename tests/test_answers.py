"""The four answers: worked out from the record, none of them borrowed from another way of handing in."""

from typing import Any

import pytest

from motcua.answers import Where, answer
from motcua.directory import Directory
from motcua.record import Channel, PlaceRole

DESK = {"type": "in_person", "place": "one_stop_desk"}
POLICE = {"type": "in_person", "place": "commune_police"}
ONLINE = {"type": "online", "level": "partial"}
BOOKING = {"type": "online", "level": "booking"}
CALL = {"type": "phone", "place": "commune_police"}
LETTER = {"type": "post"}


def where(directory: Directory, *channels: dict[str, Any]) -> Where:
    """What a record with these ways of handing in answers to "where"."""
    ways = tuple(map(Channel.model_validate, channels))
    return answer(directory, directory.listed[0].model_copy(update={"channels": ways})).where


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ([DESK | {"jurisdiction": "Xã nơi ở"}], "Xã nơi ở"),
        ([DESK | {"jurisdiction": "Xã nơi ở"}, POLICE | {"jurisdiction": "Xã nào cũng được"}], "Xã nơi ở"),
        ([DESK, POLICE | {"jurisdiction": "Xã nào cũng được"}], ""),
        ([ONLINE | {"jurisdiction": "Xã nào cũng được"}, DESK], ""),
    ],
)
def test_the_commune_is_that_of_the_place(
    channels: list[dict[str, Any]], told: str, directory: Directory
) -> None:
    """Which commune one must go to is said of the house for which the source says it, and of no other."""
    assert where(directory, *channels).jurisdiction == told


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ([DESK], ""),
        ([DESK, BOOKING], ""),
        ([DESK, ONLINE, BOOKING], "nộp qua mạng"),
        ([DESK, ONLINE | {"when": "Trẻ dưới 6 tuổi"}, BOOKING], "nộp qua mạng (tùy trường hợp)"),
        ([DESK, ONLINE | {"when": "Trẻ dưới 6 tuổi"}, ONLINE], "nộp qua mạng"),
        ([LETTER, ONLINE], "nộp qua mạng hoặc gửi qua bưu điện"),
        ([CALL, LETTER, ONLINE], "nộp qua mạng, gửi qua bưu điện hoặc gọi điện báo"),
    ],
)
def test_from_home_goes_what_needs_no_walk(
    channels: list[dict[str, Any]], told: str, directory: Directory
) -> None:
    """Who stays at home is told each way that is open to him, and none by which one only books a day."""
    assert where(directory, *channels).from_home == told


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ([DESK], ""),
        ([DESK, POLICE], ""),
        ([POLICE], "Việc này nộp ở {police}, không nộp ở {desk}."),
        ([POLICE, ONLINE, DESK], "Việc này nộp ở {police}, hoặc ở {desk}."),
        ([ONLINE], "Việc này do {authority} giải quyết: nộp qua mạng, không phải đến nộp."),
    ],
)
def test_another_door_is_told_first(channels: list[dict[str, Any]], told: str, directory: Directory) -> None:
    """Who would go to the desk of his own accord is told first where it is another house, or none."""
    door = where(directory, *channels).door
    wanted = told.format(
        police=directory.commune.places[PlaceRole.COMMUNE_POLICE].name,
        desk=directory.province.desk_called,
        authority=directory.listed[0].authority[0],
    )
    assert (f"{door.before}{door.name}{door.after}" if door else "") == wanted


def test_every_house_is_named_once(directory: Directory) -> None:
    """Of several houses the usual one comes first, and none is named twice."""
    told = where(directory, POLICE, DESK, POLICE | {"when": "Trẻ dưới 6 tuổi"})
    places = directory.commune.places
    assert told.place == places[PlaceRole.COMMUNE_POLICE]
    assert told.others == (places[PlaceRole.ONE_STOP_DESK],)
