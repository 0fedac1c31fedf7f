"""What a row of BPJS's answer says, and every reason why a person must look at it before anybody is protected."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a row says of its months: BPJS took them, did not take them, or it does not say plainly."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    ENDED = "ended"
    """It stands in a list of memberships that have ended, and asks for nothing."""


class Passed(StrEnum):
    """Why a row of the file speaks of nobody; its words are `answer.passed.<code>`."""

    TITLE = "title"
    HEADING = "heading"
    TOTAL = "total"
    NOTE = "note"


class Doubt(StrEnum):
    """Why a row stands under *perlu diperiksa*; its words are `answer.doubt.<code>`."""

    # What the file itself says.
    STATUS_UNKNOWN = "status_unknown"
    STATUS_MISSING = "status_missing"
    CONTRADICTS_ITSELF = "contradicts_itself"
    """One row says yes and no."""
    SIGN_OF_REFUSAL = "sign_of_refusal"
    """A word of refusal stands somewhere in the row, above it, or in its sheet's name."""
    WORDS_UNKNOWN = "words_unknown"
    """A remark, or a column nobody knows, says something in words nobody knows."""
    STRUCK_THROUGH = "struck_through"
    HIDDEN = "hidden"
    LEFT_OUT_BEFORE = "left_out_before"
    NIK_UNREADABLE = "nik_unreadable"
    NUMBER_UNREADABLE = "number_unreadable"
    MONTHS_UNREADABLE = "months_unreadable"
    DAY_UNREADABLE = "day_unreadable"
    DAY_MISSING = "day_missing"
    RUPIAH_UNREADABLE = "rupiah_unreadable"
    # What other rows of the file say.
    ROWS_CONTRADICT = "rows_contradict"
    """Another row says otherwise of the same person and month."""
    NUMBERS_OF_ONE = "numbers_of_one"
    """The file gives one person several participant numbers."""
    NUMBER_OF_SEVERAL = "number_of_several"
    """The file gives one participant number to several people."""
    # What the branch's records say.
    NOBODY = "nobody"
    OTHER_PERSON = "other_person"
    """The NIK is one member's and the participant number another's."""
    OTHER_NUMBER = "other_number"
    """The member has another participant number here."""
    OTHER_NAME = "other_name"
    NIK_DIFFERS = "nik_differs"
    """The digits of a masked or damaged NIK are not those of the member with the participant number."""
    CODE_UNKNOWN = "code_unknown"
    """The branch never paid under this payment code."""
    CODE_OF_OTHERS = "code_of_others"
    """The branch paid the months under another code than the row names."""
    MONTH_NEVER_PAID = "month_never_paid"
    MONTH_UNCERTAIN = "month_uncertain"
    """The month can be read in two ways and the branch paid both."""
    REFUSED_BEFORE = "refused_before"
    """BPJS refused the months earlier, and the branch has not paid them again."""
    PROTECTED_BEFORE = "protected_before"
    """The row refuses months that BPJS has confirmed."""
    RUPIAH_DIFFER = "rupiah_differ"
    DAY_BEFORE_PAYMENT = "day_before_payment"
    DAY_FAR = "day_far"


NEVER_PROTECTS = frozenset({Doubt.NOBODY, Doubt.MONTHS_UNREADABLE})
"""With one of these there is nobody, or no month, that could be protected; such a row can only be left."""
NEEDS_A_DAY = frozenset({Doubt.DAY_MISSING, Doubt.DAY_UNREADABLE, Doubt.DAY_BEFORE_PAYMENT, Doubt.DAY_FAR})
"""With one of these the person who takes the row says from which day the member is protected."""


class Note(StrEnum):
    """What was decided by a rule about a row that is taken; its words are `answer.note.<code>`."""

    FOUND_BY_NUMBER = "found_by_number"
    """The NIK is masked, damaged or missing; the participant number says who it is."""
    MONTH_BY_PAYMENT = "month_by_payment"
    """The month can be read in several ways; the one that was paid counts."""
    DAY_GIVEN = "day_given"
    """The answer tells no day; a person gave it for the whole file."""


class Standing(StrEnum):
    """Where a row ends before anything is written; every row has one."""

    PROTECTS = "protects"
    KNOWN = "known"
    """All that it says stands here already."""
    REFUSED = "refused"
    CHECK = "check"
    ENDED = "ended"
