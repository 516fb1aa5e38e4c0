"""The sentence for each fault of each field."""

from gate.screening.birthdate import Fault, Field, Mistake

LABELS = {Field.YEAR: "Year", Field.MONTH: "Month", Field.DAY: "Day"}

_MISSING = {Field.YEAR: "Enter the year", Field.MONTH: "Enter the month", Field.DAY: "Enter the day"}
_UNREADABLE = {
    Field.YEAR: "Write the year with four digits, or with the name of the era",
    Field.MONTH: "Write the month as a number from 1 to 12, or by its name",
    Field.DAY: "Write the day as a number from 1 to 31",
}
_SENTENCES = {
    Fault.TWO_DIGIT_YEAR: "Write all four digits of the year, or put the era before it",
    Fault.AMBIGUOUS: "Day and month cannot be told apart. Write each in its own field",
    Fault.NO_SUCH_DAY: "That month has no such day. Check the day and the month",
    Fault.BEFORE_ERA: "That era had not begun on this date. Check the era and the year",
    Fault.FUTURE: "This date is in the future. Check the year",
    Fault.TOO_LONG_AGO: "This date is too long ago. Check the year",
}


def sentence(mistake: Mistake) -> str:
    """What to tell the person, in English (the key of the catalogues). It never holds what was typed."""
    if mistake.fault is Fault.MISSING:
        return _MISSING[mistake.field]
    return _SENTENCES.get(mistake.fault) or _UNREADABLE[mistake.field]
