"""What a practical deed must say, and how it goes: promised, done, confirmed by those it serves; or given up."""

from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

STATES = {"promised": "已承诺", "done": "已办成，待确认", "confirmed": "职工已确认", "given_up": "不再办"}
UNDER_WAY = ("promised", "done")
TITLE, TEXT, PEOPLE = 100, 500, 99_999  # characters, characters, people
CONFIRMED = "C168、C169：办成的实事要有佐证，由受益的职工确认"


def check_text(text: str, field: str, asks: str, longest: int = TEXT) -> None:
    """Refuse words that are missing, too long for a list, or not to be kept."""
    if not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_promise(title: str, serves: str, promised: date, due: date, on: date) -> None:
    """Refuse a promise without words or for nobody, of a day to come, or due before it was made."""
    check_text(title, "title", "办什么实事", TITLE)
    check_text(serves, "serves", "为谁办的", TITLE)
    if promised > on:
        raise Refused("承诺的日期还没有到", field="promised")
    if due < promised:
        raise Refused("办成的期限不能早于承诺的日期", field="due")


def check_day(day: date, first: date, on: date, field: str) -> None:
    """Refuse a day to come, or one before what it follows."""
    if day > on:
        raise Refused("日期还没有到", field=field)
    if day < first:
        raise Refused(f"不能早于{zh_date(first)}", field=field)


def check_state(state: str, wanted: tuple[str, ...]) -> None:
    """Refuse what the state of a deed does not allow."""
    if state not in wanted:
        raise Refused(f"这件实事现在是“{STATES[state]}”，不能这样办")


def check_people(people: int) -> None:
    """Refuse a confirmation by nobody, or by more than there can be."""
    if not 1 <= people <= PEOPLE:
        raise Refused(f"请填1至{PEOPLE}的整数：有几位受益的职工确认", clause=CONFIRMED, field="people")


def is_late(state: str, due: date, today: date) -> bool:
    """Whether a promise has passed its day; the day itself is in time, and what is done waits for no day."""
    return state == "promised" and due < today
