"""The one validator: shape first, then the rules across records; all problems of all files at once."""

from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from motcua.directory import Directory, in_reading_order
from motcua.explain import explain_errors, find_unquoted
from motcua.load import (
    COMMUNE_FILE,
    FIELDS_FILE,
    PLAN_FILE,
    PROVINCE_FILE,
    SYNONYMS_FILE,
    WORDS_FILE,
    Document,
)
from motcua.place import Commune, Plan, Province, Synonyms, Vocabulary, Wording
from motcua.problem import Problem, ProblemsError
from motcua.record import Procedure
from motcua.rules import check_rules
from motcua.scalars import CODE_FORM
from motcua.wording import Records

SINGLE_FILES: dict[str, type[BaseModel]] = {
    FIELDS_FILE: Vocabulary,
    WORDS_FILE: Wording,
    SYNONYMS_FILE: Synonyms,
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
        value, found = _check_shape(document, SINGLE_FILES.get(document.path, Procedure))
        problems += found
        if isinstance(value, Procedure):
            records.append((document, value))
        elif value is not None:
            single[document.path] = value
    files = {document.path: document for document in documents}
    problems += check_rules(files, single, records, _codes_written(documents))
    if problems:
        raise ProblemsError(problems)
    return _assemble(single, records)


def _assemble(single: dict[str, BaseModel], records: Records) -> Directory:
    province, commune, synonyms = single[PROVINCE_FILE], single[COMMUNE_FILE], single[SYNONYMS_FILE]
    vocabulary, plan = single[FIELDS_FILE], single[PLAN_FILE]
    assert isinstance(province, Province)
    assert isinstance(commune, Commune)
    assert isinstance(vocabulary, Vocabulary)
    assert isinstance(plan, Plan)
    assert isinstance(synonyms, Synonyms)
    return Directory(
        province=province,
        commune=commune,
        vocabulary=vocabulary,
        plan=plan,
        synonyms=synonyms,
        procedures=in_reading_order(record for _, record in records),
        files={record.code: document.path for document, record in records},
    )


def _check_shape(document: Document, model: type[BaseModel]) -> tuple[BaseModel | None, list[Problem]]:
    if document.problems:
        return None, list(document.problems)
    if not isinstance(document.data, dict):
        message = "tệp phải gồm các dòng tên mục, dấu hai chấm, nội dung. Viết: name: Khai sinh cho con."
        return None, [Problem(document.path, 1, 1, "", message)]
    unquoted = list(find_unquoted(document, model))
    try:
        return model.model_validate(document.data), unquoted
    except ValidationError as error:
        told = list(explain_errors(document, model, error))
        places = {(problem.line, problem.column) for problem in told}
        return None, told + [p for p in unquoted if (p.line, p.column) not in places]


class _EveryCode(frozenset[str]):
    """The codes of a folder in which the code of one record cannot be read: it may be any."""

    def __contains__(self, code: object) -> bool:
        return True


def _codes_written(documents: Sequence[Document]) -> frozenset[str]:
    """The codes that stand in record files, also in those whose shape is not right yet.

    A slip in one record must not make the check advise to delete what names it elsewhere.
    """
    records = [document for document in documents if document.path not in SINGLE_FILES]
    codes = [str(d.data.get("code")) if isinstance(d.data, dict) else "" for d in records]
    return frozenset(codes) if all(map(CODE_FORM.fullmatch, codes)) else _EveryCode()
