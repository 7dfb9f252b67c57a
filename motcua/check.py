"""The one validator: shape first, then the rules across records; all problems of all files at once.

Each rule is a small generator whose docstring is the rule.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from motcua.directory import Directory, in_reading_order
from motcua.explain import explain_errors, find_unquoted, label_of
from motcua.icons import draw_icon
from motcua.links import LONGEST_HOST, Links
from motcua.load import COMMUNE_FILE, FIELDS_FILE, PLAN_FILE, PROVINCE_FILE, Document, Keys
from motcua.place import Commune, Plan, Province, Vocabulary
from motcua.problem import Problem, ProblemsError
from motcua.record import Procedure

Model = TypeVar("Model", bound=BaseModel)
Records = Sequence[tuple[Document, Procedure]]

SINGLE_FILES: dict[str, type[BaseModel]] = {
    FIELDS_FILE: Vocabulary,
    PROVINCE_FILE: Province,
    COMMUNE_FILE: Commune,
    PLAN_FILE: Plan,
}


def check_documents(documents: Sequence[Document]) -> Directory:
    """Check everything that was read.

    Raises ProblemsError with every problem found: those of reading and shape, and, among the files whose
    shape is right, those of the rules.
    """
    problems: list[Problem] = []
    single: dict[str, BaseModel] = {}
    records: list[tuple[Document, Procedure]] = []
    for document in documents:
        model = SINGLE_FILES.get(document.path, Procedure)
        value = _check_shape(document, model, problems)
        if isinstance(value, Procedure):
            records.append((document, value))
        elif value is not None:
            single[document.path] = value
    by_path = {document.path: document for document in documents}
    problems += _check_rules(by_path, single, records)
    if problems:
        raise ProblemsError(problems)
    province, commune = single[PROVINCE_FILE], single[COMMUNE_FILE]
    vocabulary, plan = single[FIELDS_FILE], single[PLAN_FILE]
    assert isinstance(province, Province)
    assert isinstance(commune, Commune)
    assert isinstance(vocabulary, Vocabulary)
    assert isinstance(plan, Plan)
    return Directory(
        province=province,
        commune=commune,
        vocabulary=vocabulary,
        plan=plan,
        procedures=in_reading_order(record for _, record in records),
        files={record.code: document.path for document, record in records},
    )


def _check_shape(document: Document, model: type[Model], problems: list[Problem]) -> Model | None:
    problems += document.problems
    if document.problems:
        return None
    if not isinstance(document.data, dict):
        message = "tệp phải gồm các dòng tên mục, dấu hai chấm, nội dung. Viết: name: Khai sinh cho con."
        problems.append(Problem(document.path, 1, 1, "", message))
        return None
    problems += find_unquoted(document, model)
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems += explain_errors(document, model, error)
        return None


def _check_rules(
    files: dict[str, Document], single: dict[str, BaseModel], records: Records
) -> Iterator[Problem]:
    yield from _codes_are_unique(records)
    yield from _file_names_are_unique(records)
    yield from _named_codes_exist(records)
    yield from _replacement_leads_somewhere(records)
    vocabulary, commune = single.get(FIELDS_FILE), single.get(COMMUNE_FILE)
    if isinstance(vocabulary, Vocabulary):
        yield from _words_are_known(vocabulary, records)
        yield from _folder_is_the_field(records)
        yield from _icons_exist(files[FIELDS_FILE], vocabulary)
    if isinstance(commune, Commune):
        yield from _places_are_known(commune, records)
        yield from _host_fits_on_paper(files[COMMUNE_FILE], commune)
        yield from _commune_names_known_codes(files[COMMUNE_FILE], commune, records)
        plan = single.get(PLAN_FILE)
        if isinstance(plan, Plan):
            yield from _plan_fits(files[PLAN_FILE], plan, commune, records)


def _at(document: Document, model: type[BaseModel], way: Keys, message: str) -> Problem:
    return Problem(document.path, *document.spot_of(way), label_of(model, way), message)


def _codes_are_unique(records: Records) -> Iterator[Problem]:
    """One code, one record."""
    first: dict[str, Document] = {}
    for document, record in records:
        other = first.setdefault(record.code, document)
        if other is not document:
            yield _at(
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
            yield _at(
                document,
                Procedure,
                ("field",),
                f'ghi "{record.field}" nhưng tệp nằm ở {document.path.rsplit("/", 1)[0]}/. '
                f"Chuyển tệp vào procedures/{record.field}/, hoặc sửa lại field.",
            )


def _named_codes_exist(records: Records) -> Iterator[Problem]:
    """`related`, `replaced_by` and `replaces` name other records; only `replaces` may name what is gone."""
    codes = {record.code for _, record in records}
    for document, record in records:
        ways: list[tuple[Keys, str]] = [(("related", i), c) for i, c in enumerate(record.related)]
        if record.replaced_by:
            ways.append((("replaced_by",), record.replaced_by))
        ways += [(("replaces", i), c) for i, c in enumerate(record.replaces)]
        for way, code in ways:
            if code == record.code:
                yield _at(
                    document, Procedure, way, f'"{code}" là chính thủ tục này. Ghi mã của thủ tục khác.'
                )
            elif code not in codes:
                yield _at(
                    document,
                    Procedure,
                    way,
                    f'chưa có bản ghi nào mang mã "{code}". Xem lại mã, hoặc xóa dòng này.',
                )


def _replacement_leads_somewhere(records: Records) -> Iterator[Problem]:
    """What replaces a withdrawn procedure is in use itself: nobody is sent round in a circle."""
    by_code = {record.code: record for _, record in records}
    for document, record in records:
        target = by_code.get(record.replaced_by or "")
        if target is not None and not target.active:
            yield _at(
                document,
                Procedure,
                ("replaced_by",),
                f'"{target.code}" cũng không còn dùng. Ghi mã của thủ tục đang dùng.',
            )


def _words_are_known(vocabulary: Vocabulary, records: Records) -> Iterator[Problem]:
    """Fields and life events are those of procedures/fields.yml."""
    fields = [f.id for f in vocabulary.fields]
    events = [e.id for e in vocabulary.life_events]
    for document, record in records:
        if record.field not in fields:
            yield _at(document, Procedure, ("field",), _unknown_word(record.field, fields))
        for index, event in enumerate(record.life_events):
            if event not in events:
                yield _at(document, Procedure, ("life_events", index), _unknown_word(event, events))


def _unknown_word(word: str, known: list[str]) -> str:
    return (
        f'"{word}" chưa có trong {FIELDS_FILE}. Chỉ ghi một trong: {", ".join(known)}; hoặc thêm vào tệp đó.'
    )


def _icons_exist(document: Document, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every picture named is one of the set that comes with the theme."""
    named: list[tuple[Keys, str]] = [(("fields", i, "icon"), f.icon) for i, f in enumerate(vocabulary.fields)]
    named += [(("life_events", i, "icon"), e.icon) for i, e in enumerate(vocabulary.life_events)]
    for way, icon in named:
        if draw_icon(icon) is None:
            message = f'không có hình "{icon}". Chọn hình trong bộ Material Design Icons.'
            yield _at(document, Vocabulary, way, f"{message} Viết: icon: material/home.")


def _host_fits_on_paper(document: Document, commune: Commune) -> Iterator[Problem]:
    """The longest printed address fits a code of version 4 (links.LONGEST_HOST)."""
    host = Links(commune.website).host
    if len(host) > LONGEST_HOST:
        yield _at(
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
                yield _at(
                    document,
                    Procedure,
                    ("channels", index, "place"),
                    f"{COMMUNE_FILE} chưa ghi nơi {channel.place}. "
                    f"Thêm vào mục places của tệp đó: {channel.place}: rồi name, address, hours, phone.",
                )


def _commune_names_known_codes(document: Document, commune: Commune, records: Records) -> Iterator[Problem]:
    """Chosen procedures and promises are about records that exist."""
    codes = {record.code for _, record in records}
    ways: list[tuple[Keys, str]] = [(("chosen", i), code) for i, code in enumerate(commune.chosen)]
    ways += [(("promises", i, "procedure"), p.procedure) for i, p in enumerate(commune.promises)]
    for way, code in ways:
        if code not in codes:
            yield _at(
                document,
                Commune,
                way,
                f'chưa có bản ghi nào mang mã "{code}". Xem lại mã, hoặc xóa dòng này.',
            )


def _plan_fits(document: Document, plan: Plan, commune: Commune, records: Records) -> Iterator[Problem]:
    """Each procedure in use has one sheet number of its own; villages and sheets in the plan exist."""
    codes = {record.code for _, record in records}
    numbers: dict[int, int] = {}
    planned: set[str] = set()
    for index, sheet in enumerate(plan.sheets):
        if sheet.number in numbers:
            message = f"số tờ {sheet.number} đã dùng cho dòng trên. Mỗi tờ một số, số tiếp theo chưa dùng: "
            yield _at(document, Plan, ("sheets", index, "number"), f"{message}{_next_number(plan)}.")
        numbers[sheet.number] = index
        if sheet.procedure in planned or sheet.procedure not in codes:
            why = (
                "đã có số tờ ở dòng trên" if sheet.procedure in planned else "chưa có bản ghi nào mang mã này"
            )
            yield _at(
                document, Plan, ("sheets", index, "procedure"), f'"{sheet.procedure}": {why}. Xóa mục này.'
            )
        planned.add(sheet.procedure)
    for _, record in records:
        if record.active and record.code not in planned:
            yield _at(
                document,
                Plan,
                ("sheets",),
                f'thủ tục "{record.code}" ({record.name}) chưa có số tờ. '
                f'Thêm: - number: {_next_number(plan)} rồi procedure: "{record.code}".',
            )
    villages = {village.id for village in commune.villages}
    for index, entry in enumerate(plan.villages):
        if entry.village not in villages:
            known = ", ".join(sorted(villages))
            message = f'"{entry.village}" chưa có trong {COMMUNE_FILE}. Chỉ ghi một trong: {known}.'
            yield _at(document, Plan, ("villages", index, "village"), message)
        for position, number in enumerate(entry.sheets):
            if number not in numbers:
                yield _at(
                    document,
                    Plan,
                    ("villages", index, "sheets", position),
                    f"không có tờ số {number} trong mục sheets. Ghi số của tờ có trong danh sách.",
                )


def _next_number(plan: Plan) -> int:
    return max((sheet.number for sheet in plan.sheets), default=0) + 1
