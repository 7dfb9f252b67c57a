"""The rules across records. Each is a small generator whose docstring is the rule."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pydantic import BaseModel

from motcua.directory import fills
from motcua.explain import problem_at
from motcua.icons import draw_icon
from motcua.links import LONGEST_HOST, Links
from motcua.load import (
    COMMUNE_FILE,
    FIELDS_FILE,
    PLAN_FILE,
    PROVINCE_FILE,
    SYNONYMS_FILE,
    Document,
    Keys,
)
from motcua.place import Commune, Plan, Province, Synonyms, Vocabulary
from motcua.problem import Problem
from motcua.record import Procedure
from motcua.wording import Records, check_wording


def check_rules(
    files: Mapping[str, Document],
    single: Mapping[str, BaseModel],
    records: Records,
    codes: Collection[str],
) -> Iterator[Problem]:
    """Check the rules among the files whose shape is right.

    `single` holds those of province, commune, fields and plan by path, `codes` all codes that stand in a
    record file, also where its shape is not right yet.
    """
    vocabulary, province = single.get(FIELDS_FILE), single.get(PROVINCE_FILE)
    commune, plan, synonyms = single.get(COMMUNE_FILE), single.get(PLAN_FILE), single.get(SYNONYMS_FILE)
    yield from _codes_are_unique(records)
    yield from _file_names_are_unique(records)
    yield from _named_records_are_in_use(records, codes)
    yield from check_wording(single, records)
    if isinstance(vocabulary, Vocabulary):
        yield from _words_are_known(vocabulary, records)
        yield from _folder_is_the_field(records)
        yield from _vocabulary_is_sound(files[FIELDS_FILE], vocabulary)
    if isinstance(province, Province):
        yield from _local_fees_have_a_place(files[PROVINCE_FILE], province, records, codes)
    if isinstance(commune, Commune):
        yield from _places_are_known(commune, records)
        yield from _host_fits_on_paper(files[COMMUNE_FILE], commune)
        yield from _villages_are_unique(files[COMMUNE_FILE], commune)
        yield from _commune_names_known_codes(files[COMMUNE_FILE], commune, codes)
    if isinstance(synonyms, Synonyms):
        yield from _asked_stands_in_one_place(files[SYNONYMS_FILE], synonyms)
    if isinstance(plan, Plan):
        yield from _sheets_have_numbers(files[PLAN_FILE], plan, codes)
        yield from _records_have_sheets(files[PLAN_FILE], plan, records)
        if isinstance(commune, Commune):
            yield from _village_sheets_exist(files[PLAN_FILE], plan, commune)


def _codes_are_unique(records: Records) -> Iterator[Problem]:
    """One code, one record."""
    first: dict[str, Document] = {}
    for document, record in records:
        other = first.setdefault(record.code, document)
        if other is not document:
            yield problem_at(
                document,
                Procedure,
                ("code",),
                f'"{record.code}" đã có trong {other.path}. '
                "Xem lại mã trên Cổng, hoặc xóa một trong hai tệp.",
            )


def _file_names_are_unique(records: Records) -> Iterator[Problem]:
    """A file's name is unique in the whole folder, so that people can speak of "the file khai-sinh"."""
    first: dict[str, Document] = {}
    for document, _ in records:
        name = document.path.rsplit("/", 1)[-1]
        other = first.setdefault(name, document)
        if other is not document:
            yield Problem(document.path, 1, 1, "", f"tên tệp đã dùng ở {other.path}. Đổi tên một tệp.")


def _folder_is_the_field(records: Records) -> Iterator[Problem]:
    """A record lies in the folder of its field: procedures/<field>/<name>.yml."""
    for document, record in records:
        if document.path.split("/")[1:-1] != [record.field]:
            yield problem_at(
                document,
                Procedure,
                ("field",),
                f'ghi "{record.field}" nhưng tệp nằm ở {document.path.rsplit("/", 1)[0]}/. '
                f"Chuyển tệp vào procedures/{record.field}/, hoặc sửa lại field.",
            )


def _named_records_are_in_use(records: Records, codes: Collection[str]) -> Iterator[Problem]:
    """`joins`, `related`, `replaced_by` lead to records in use, so that nobody is sent to what is gone;
    `replaces` names records, which may be gone."""
    by_code = {record.code: record for _, record in records}
    for document, record in records:
        ways: list[tuple[Keys, str]] = [(("related", i), c) for i, c in enumerate(record.related)]
        ways += [(("joins", i), c) for i, c in enumerate(record.joins)]
        if record.replaced_by:
            ways.append((("replaced_by",), record.replaced_by))
        ways += [(("replaces", i), c) for i, c in enumerate(record.replaces)]
        for way, code in ways:
            target = by_code.get(code)
            if code == record.code:
                message = f'"{code}" là chính thủ tục này. Ghi mã của thủ tục khác.'
            elif code not in codes:
                message = _no_record(code)
            elif target is not None and not target.active and way[0] != "replaces":
                message = f'"{code}" cũng không còn dùng. Ghi mã của thủ tục đang dùng.'
            else:
                continue
            yield problem_at(document, Procedure, way, message)


def _no_record(code: str) -> str:
    return f'chưa có bản ghi nào mang mã "{code}". Xem lại mã, hoặc xóa dòng này.'


def _words_are_known(vocabulary: Vocabulary, records: Records) -> Iterator[Problem]:
    """Fields and life events are those of procedures/fields.yml."""
    fields = [f.id for f in vocabulary.fields]
    events = [e.id for e in vocabulary.life_events]
    for document, record in records:
        if record.field not in fields:
            yield problem_at(document, Procedure, ("field",), _unknown_word(record.field, fields))
        for index, event in enumerate(record.life_events):
            if event not in events:
                yield problem_at(document, Procedure, ("life_events", index), _unknown_word(event, events))


def _unknown_word(word: str, known: list[str]) -> str:
    return (
        f'"{word}" chưa có trong {FIELDS_FILE}. Chỉ ghi một trong: {", ".join(known)}; hoặc thêm vào tệp đó.'
    )


def _vocabulary_is_sound(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every field and life event has an id of its own, and a picture that comes with the theme."""
    yield from _are_unique(
        document, Vocabulary, [(("fields", i, "id"), f.id) for i, f in enumerate(vocabulary.fields)]
    )
    events = [(("life_events", i, "id"), e.id) for i, e in enumerate(vocabulary.life_events)]
    yield from _are_unique(document, Vocabulary, events)
    icons: list[tuple[Keys, str]] = [(("fields", i, "icon"), f.icon) for i, f in enumerate(vocabulary.fields)]
    icons += [(("life_events", i, "icon"), e.icon) for i, e in enumerate(vocabulary.life_events)]
    for way, icon in icons:
        if draw_icon(icon) is None:
            message = f'không có hình "{icon}". Chọn hình trong bộ Material Design Icons.'
            yield problem_at(document, Vocabulary, way, f"{message} Viết: icon: material/home.")


def _villages_are_unique(document: Document, commune: Commune) -> Iterator[Problem]:
    """Every village has an id of its own: a sheet must not print another village's helper."""
    ids = [(("villages", i, "id"), v.id) for i, v in enumerate(commune.villages)]
    yield from _are_unique(document, Commune, ids)


def _are_unique(
    document: Document, model: type[BaseModel], named: Sequence[tuple[Keys, str | int]]
) -> Iterator[Problem]:
    first: dict[str | int, Keys] = {}
    for way, name in named:
        if name in first:
            line = document.spot_of(first[name]).line
            yield problem_at(
                document, model, way, f'"{name}" đã dùng ở dòng {line}. Đổi, hoặc xóa một trong hai.'
            )
        first.setdefault(name, way)


def _local_fees_have_a_place(
    document: Document, province: Province, records: Records, codes: Collection[str]
) -> Iterator[Problem]:
    """A fee of the province's council fills one that a record says is set by the province."""
    by_code = {record.code: record for _, record in records}
    for index, fee in enumerate(province.fees):
        record = by_code.get(fee.procedure)
        way: Keys = ("fees", index, "procedure")
        if fee.procedure not in codes:
            yield problem_at(document, Province, way, _no_record(fee.procedure))
        elif record is not None and not any(fills(fee, open_fee) for open_fee in record.fees):
            yield problem_at(
                document,
                Province,
                way,
                f'bản ghi "{fee.procedure}" không có khoản type: set_by_province nào hợp với kind, when này. '
                "Sửa kind, when cho khớp với bản ghi, hoặc xóa mục này.",
            )


def _host_fits_on_paper(document: Document, commune: Commune) -> Iterator[Problem]:
    """The longest printed address fits a code of version 4 (links.LONGEST_HOST)."""
    host = Links(commune.website).host
    if len(host) > LONGEST_HOST:
        yield problem_at(
            document,
            Commune,
            ("website",),
            f"tên miền dài {len(host)} chữ, mã in trên giấy chỉ chứa được {LONGEST_HOST}. "
            "Dùng tên miền ngắn hơn.",
        )


def _places_are_known(commune: Commune, records: Records) -> Iterator[Problem]:
    """Every place to which a record sends people has an address in commune.yml."""
    for document, record in records:
        for index, channel in enumerate(record.channels):
            if record.active and channel.place is not None and channel.place not in commune.places:
                yield problem_at(
                    document,
                    Procedure,
                    ("channels", index, "place"),
                    f"{COMMUNE_FILE} chưa ghi nơi {channel.place}. "
                    f"Thêm vào mục places của tệp đó: {channel.place}: rồi name, address, hours, phone.",
                )


def _commune_names_known_codes(
    document: Document, commune: Commune, codes: Collection[str]
) -> Iterator[Problem]:
    """Chosen procedures and promises are about records that exist."""
    ways: list[tuple[Keys, str]] = [(("chosen", i), code) for i, code in enumerate(commune.chosen)]
    ways += [(("promises", i, "procedure"), p.procedure) for i, p in enumerate(commune.promises)]
    yield from (
        problem_at(document, Commune, way, _no_record(code)) for way, code in ways if code not in codes
    )


def _asked_stands_in_one_place(document: Document, synonyms: Synonyms) -> Iterator[Problem]:
    """How people ask for a procedure stands in one place. It may be one that this commune does not have: the
    file is the country's."""
    ways = [(("asked", i, "procedure"), entry.procedure) for i, entry in enumerate(synonyms.asked)]
    yield from _are_unique(document, Synonyms, ways)


def _sheets_have_numbers(document: Document, plan: Plan, codes: Collection[str]) -> Iterator[Problem]:
    """Every sheet has a number of its own, and is about one record that exists."""
    numbers: dict[int, int] = {}
    planned: set[str] = set()
    for index, sheet in enumerate(plan.sheets):
        if sheet.number in numbers:
            message = f"số tờ {sheet.number} đã dùng cho dòng trên. Mỗi tờ một số, số tiếp theo chưa dùng: "
            yield problem_at(document, Plan, ("sheets", index, "number"), f"{message}{_next_number(plan)}.")
        numbers[sheet.number] = index
        if sheet.procedure in planned or sheet.procedure not in codes:
            why = (
                "đã có số tờ ở dòng trên" if sheet.procedure in planned else "chưa có bản ghi nào mang mã này"
            )
            message = f'"{sheet.procedure}": {why}. Xem lại mã; đúng là thừa thì xóa mục này.'
            yield problem_at(document, Plan, ("sheets", index, "procedure"), message)
        planned.add(sheet.procedure)


def _records_have_sheets(document: Document, plan: Plan, records: Records) -> Iterator[Problem]:
    """Each procedure in use has its sheet."""
    planned = {sheet.procedure for sheet in plan.sheets}
    for _, record in records:
        if record.active and record.code not in planned:
            yield problem_at(
                document,
                Plan,
                ("sheets",),
                f'thủ tục "{record.code}" ({record.name}) chưa có số tờ. '
                f'Thêm: - number: {_next_number(plan)} rồi procedure: "{record.code}".',
            )


def _village_sheets_exist(document: Document, plan: Plan, commune: Commune) -> Iterator[Problem]:
    """The plan names each village once, each of its sheets once, and only those that exist."""
    known = [village.id for village in commune.villages]
    numbers = {sheet.number for sheet in plan.sheets}
    yield from _are_unique(
        document, Plan, [(("villages", i, "village"), entry.village) for i, entry in enumerate(plan.villages)]
    )
    for index, entry in enumerate(plan.villages):
        if entry.village not in known:
            message = (
                f'"{entry.village}" chưa có trong {COMMUNE_FILE}. Chỉ ghi một trong: {", ".join(known)}.'
            )
            yield problem_at(document, Plan, ("villages", index, "village"), message)
        sheets = [(("villages", index, "sheets", i), number) for i, number in enumerate(entry.sheets)]
        yield from _are_unique(document, Plan, sheets)
        for way, number in sheets:
            if number not in numbers:
                message = f"không có tờ số {number} trong mục sheets. Ghi số của tờ có trong danh sách."
                yield problem_at(document, Plan, way, message)


def _next_number(plan: Plan) -> int:
    return max((sheet.number for sheet in plan.sheets), default=0) + 1
