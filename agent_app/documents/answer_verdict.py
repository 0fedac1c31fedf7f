"""Whether a row of an answer says yes, says no, or does not say plainly: every cell of it is heard.

Anything that speaks against a row keeps it from being taken: better one row more for a person to look at than one
family that believes itself protected.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent_app.documents.answer_columns import SPOKEN, AnswerColumns, AnswerField, at, is_of_people, tells_why_left_out
from agent_app.documents.answer_words import (
    Meaning,
    folded,
    has_sign,
    is_code,
    is_tick,
    is_waiting,
    meaning,
    mentions_yes,
    speaks_against,
)
from agent_app.documents.roster_values import clean_text
from agent_app.documents.spreadsheet import Cell
from agent_app.domain.answers import Doubt, Verdict

_AGAINST: Final = (Meaning.NO, Meaning.DOUBT)


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What a row says. `words` are BPJS's own; `sign` is the text that speaks against the row, `unknown` are words
    that nobody knows, as they stand there."""

    verdict: Verdict
    doubts: tuple[Doubt, ...]
    words: str
    sign: str
    unknown: tuple[str, ...]


Heard = list[tuple[str, Meaning]]


@dataclass(frozen=True, slots=True)
class Sense:
    """What only a whole sheet tells of the columns nobody knows, by their index: in `codes` short numbers stand again
    and again, as programs answer with them; in `ticked` some rows have a yes, so that none in others is an answer."""

    codes: frozenset[int] = frozenset()
    ticked: frozenset[int] = frozenset()


def sense_of(columns: AnswerColumns, rows: Sequence[tuple[Cell, ...]]) -> Sense:
    """`rows` are those below the headings."""
    codes, ticked = set(), set()
    for one in columns.doubtful:
        texts = [text for cells in rows if (text := clean_text(at(cells, one.index)))]
        short = [text for text in texts if is_code(text)]
        if len(set(short)) < len(short) or (one.heading and len(short) == 1):
            codes.add(one.index)
        if any(is_tick(text) or meaning(text) is Meaning.YES for text in texts):
            ticked.add(one.index)
    return Sense(frozenset(codes), frozenset(() if columns.all_of(AnswerField.STATUS) else ticked))


def hear(
    columns: AnswerColumns, cells: tuple[Cell, ...], above: str, known: Mapping[str, Meaning], sense: Sense
) -> Said:
    """`above` is a text of refusal over the row or in its sheet's name, empty where there is none."""
    spoken = {field: _heard(columns, cells, field, known) for field in SPOKEN}
    has_status = bool(columns.all_of(AnswerField.STATUS))
    doubts = list(dict.fromkeys(_doubts(spoken, has_status)))
    if any(not clean_text(at(cells, index)) for index in sense.ticked):
        doubts.append(Doubt.STATUS_MISSING)
    refused = _refuses(spoken)
    doubtful = _doubtful_cells(columns, cells, known, sense)
    others = list(_other_signs(columns, cells, known, doubtful))
    if not refused:
        doubts += [doubt for doubt, _ in others if doubt not in doubts]
        if above and Doubt.SIGN_OF_REFUSAL not in doubts:
            doubts.append(Doubt.SIGN_OF_REFUSAL)
        if _left_out(columns, cells):
            doubts.append(Doubt.LEFT_OUT_BEFORE)
    every = [one for some in spoken.values() for one in some]
    signs = [text for text, means in every if means in _AGAINST] + [text for _, text in others if text]
    verdict = Verdict.NO if refused else Verdict.UNCLEAR if doubts else Verdict.YES
    return Said(
        verdict,
        tuple(doubts),
        _reason(spoken) if refused else " · ".join(dict.fromkeys(text for text, _ in every)),
        next(iter([*signs, above]), ""),
        tuple(text for text, means in (*every, *doubtful) if means is Meaning.UNKNOWN),
    )


def _refuses(spoken: Mapping[AnswerField, Heard]) -> bool:
    """Whether the row says no and nothing in it says otherwise: its months may be paid again then."""
    statuses = {means for _, means in spoken[AnswerField.STATUS]}
    reasons = [means for _, means in spoken[AnswerField.REFUSAL] if means is not Meaning.YES]
    every = {means for some in spoken.values() for _, means in some}
    if Meaning.YES in every or statuses - {Meaning.NO}:
        return False
    beside = [text for field in (AnswerField.REFUSAL, AnswerField.REMARK) for text, _ in spoken[field]]
    if any(mentions_yes(text) or is_waiting(text) for text in beside):
        return False
    return Meaning.NO in statuses or bool(reasons)


def _doubts(spoken: Mapping[AnswerField, Heard], has_status: bool) -> Iterator[Doubt]:
    """Why a row that does not plainly refuse is not plainly taken."""
    statuses = {means for _, means in spoken[AnswerField.STATUS]}
    beside = {means for field in (AnswerField.REFUSAL, AnswerField.REMARK) for _, means in spoken[field]}
    # What stands in a column of reasons speaks against its row, whatever it says.
    refusing = any(means is not Meaning.YES for _, means in spoken[AnswerField.REFUSAL])
    against = refusing or not beside.isdisjoint(_AGAINST)
    if Meaning.YES in statuses and (statuses - {Meaning.YES} or against):
        yield Doubt.CONTRADICTS_ITSELF
    if Meaning.NO in statuses and (statuses - {Meaning.NO} or beside):
        yield Doubt.CONTRADICTS_ITSELF
    if Meaning.UNKNOWN in statuses:
        yield Doubt.STATUS_UNKNOWN
    if has_status and not statuses:
        yield Doubt.STATUS_MISSING
    if not statuses.isdisjoint(_AGAINST) or against:
        yield Doubt.SIGN_OF_REFUSAL
    if Meaning.UNKNOWN in beside:
        yield Doubt.WORDS_UNKNOWN


def _heard(columns: AnswerColumns, cells: tuple[Cell, ...], field: AnswerField, known: Mapping[str, Meaning]) -> Heard:
    """The cells of a field that say something, with what they mean."""
    texts = [clean_text(at(cells, one.index)) for one in columns.all_of(field)]
    told = _coded if field is AnswerField.STATUS else meaning
    heard = [(text, told(text, known)) for text in texts if text]
    return [one for one in heard if one[1] is not Meaning.NOTHING]


def _coded(text: str, known: Mapping[str, Meaning]) -> Meaning:
    """The meaning of a text where a short number is a word like another, which nobody knows."""
    return known.get(folded(text), Meaning.UNKNOWN) if is_code(text) else meaning(text, known)


def _other_signs(
    columns: AnswerColumns, cells: tuple[Cell, ...], known: Mapping[str, Meaning], doubtful: Heard
) -> Iterator[tuple[Doubt, str]]:
    """What cells outside the columns of status and remarks have against the row."""
    for text, means in doubtful:
        if means in _AGAINST:
            yield Doubt.SIGN_OF_REFUSAL, text
        elif means is Meaning.UNKNOWN:
            yield Doubt.WORDS_UNKNOWN, text
    for one in columns.columns:
        if one.field is None or one.field in SPOKEN or tells_why_left_out(one.heading):
            continue
        text = clean_text(at(cells, one.index))
        is_of_person = one.field is AnswerField.NAME or is_of_people(one.heading)
        if text and (has_sign(text) or (not is_of_person and speaks_against(text))):
            yield Doubt.SIGN_OF_REFUSAL, text
    for one in columns.doubtful:
        text = clean_text(at(cells, one.index))
        # A day below `Tanggal ditolak` says no by its heading.
        if text and speaks_against(one.heading) and folded(text) != "0":
            yield Doubt.SIGN_OF_REFUSAL, f"{one.heading}: {text}"
    beyond = max((one.index for one in columns.columns), default=-1) + 1
    for cell in cells[beyond:]:
        if (text := clean_text(cell)) and meaning(text, known) is not Meaning.NOTHING:
            yield Doubt.WORDS_UNKNOWN, text


def _doubtful_cells(
    columns: AnswerColumns, cells: tuple[Cell, ...], known: Mapping[str, Meaning], sense: Sense
) -> Heard:
    """What stands in the columns nobody knows."""
    heard = []
    for one in columns.doubtful:
        text = clean_text(at(cells, one.index))
        if text:
            heard.append((text, (_coded if one.index in sense.codes else meaning)(text, known)))
    return heard


def _left_out(columns: AnswerColumns, cells: tuple[Cell, ...]) -> bool:
    return any(clean_text(at(cells, one.index)) for one in columns.columns if tells_why_left_out(one.heading))


def _reason(spoken: Mapping[AnswerField, Heard]) -> str:
    """Why BPJS refuses, in its own words: the reason it gives, else its remark, else its status."""
    for field in (AnswerField.REFUSAL, AnswerField.REMARK, AnswerField.STATUS):
        if spoken[field]:
            return " · ".join(text for text, _ in spoken[field])
    return ""
