"""Why a row of a member list is refused, warned about or skipped, as codes with words in resources/words/roster_*."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a row went to the error file; its words are `roster.<code>`. NIK codes equal those of the domain."""

    NAME_MISSING = "name_missing"
    NAME_WITHOUT_LETTERS = "name_without_letters"
    TEXT_TOO_LONG = "text_too_long"
    CELL_ERROR = "cell_error"
    FORMULA_WITHOUT_RESULT = "formula_without_result"
    FORMULA_AS_TEXT = "formula_as_text"
    NIK_DAMAGED = "nik_damaged"
    NIK_NOT_DIGITS = "nik_not_digits"
    NIK_LENGTH = "nik_length"
    NIK_ALL_EQUAL = "nik_all_equal"
    NIK_DAY = "nik_day"
    NIK_MONTH = "nik_month"
    NIK_SERIAL = "nik_serial"
    NIK_TWICE = "nik_twice"
    NIK_TWICE_OTHER_NAME = "nik_twice_other_name"
    NIK_CHANGED = "nik_changed"
    NIK_OTHER_NAME = "nik_other_name"
    NIK_EXCHANGED = "nik_exchanged"
    NIK_OF_SEVERAL = "nik_of_several"
    NIK_OTHER_BRANCH = "nik_other_branch"
    SEVERAL_ALIKE = "several_alike"
    LAST_PAID_UNREADABLE = "last_paid_unreadable"
    LAST_PAID_IMPLAUSIBLE = "last_paid_implausible"


class RowWarning(StrEnum):
    """What is odd about a row that came in all the same; its words are `roster.<code>`."""

    NIK_FROM_NUMBER = "nik_from_number"
    BIRTH_UNREADABLE = "birth_unreadable"
    BIRTH_IMPLAUSIBLE = "birth_implausible"
    BIRTH_MONTH_FIRST = "birth_month_first"
    BIRTH_SWAPPED_IN_NIK = "birth_swapped_in_nik"
    JOINED_UNREADABLE = "joined_unreadable"
    SEX_UNREADABLE = "sex_unreadable"
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_SEVERAL = "phone_several"
    INCOME_UNREADABLE = "income_unreadable"
    LAST_PAID_DAY_MAY_BE_YEAR = "last_paid_day_may_be_year"
    TEXT_FROM_DATE = "text_from_date"
    LETTERS_DAMAGED = "letters_damaged"
    ONLY_A_NAME = "only_a_name"
    MAY_BE_TWICE = "may_be_twice"
    MAY_BE_KNOWN = "may_be_known"
    MEMBER_NO_TWICE = "member_no_twice"


class SkipCause(StrEnum):
    """Why a row is no member's row; its words are `roster.skipped_<code>`."""

    BLANK = "blank"
    TITLE = "title"
    HEADER = "header"
    SECTION = "section"
    TOTAL = "total"
    FOOTER = "footer"
    SHEET_WITHOUT_NAMES = "sheet_without_names"
    HIDDEN_SHEET = "hidden_sheet"
