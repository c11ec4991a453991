"""What a registered employer or worker must satisfy; plain values in, refusals out."""

from collections.abc import Iterable

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from tiexin.core.refusal import Refused

CREDIT_CODE = "GB 32100-2015 统一社会信用代码编码规则"
SIGNS = {sign: value for value, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
WEIGHTS = [pow(3, place, 31) for place in range(17)]
IDENTITY = "GB 11643-1999 公民身份号码"


def check_credit_code(code: str) -> str:
    """Return the normalised credit code, or refuse one with a wrong length, character or check digit."""
    if is_credit_code(code):
        return code
    try:
        return str(uscc.validate(code))
    except ValidationError as error:
        why = f"“{code}”不是有效的统一社会信用代码（18位，末位为校验码）"
        raise Refused(why, clause=CREDIT_CODE, field="credit_code") from error


def is_credit_code(code: str) -> bool:
    """Tell whether a code already written as the standard has it is right: ten times as fast for whole registers."""
    if len(code) != 18 or not code[:8].isdigit() or not code.isascii() or any(sign not in SIGNS for sign in code):
        return False
    total = sum(SIGNS[sign] * weight for sign, weight in zip(code, WEIGHTS, strict=False))
    return bool(-total % 31 == SIGNS[code[-1]])


def check_identity(number: str) -> str:
    """Return the normalised ID number, or refuse one whose length, birth date or check digit is wrong."""
    clean = str(ric.compact(number))
    if len(clean) != 18:
        raise Refused("身份证号码应为18位", clause=IDENTITY, field="identity")
    try:
        ric.get_birth_date(clean)
        valid = ric.calc_check_digit(clean) == clean[-1]
    except (ValidationError, ValueError) as error:
        raise Refused("身份证号码的出生日期或字符不对", clause=IDENTITY, field="identity") from error
    if not valid:
        raise Refused("身份证号码的校验位不对", clause=IDENTITY, field="identity")
    return clean


def check_known(value: str, known: Iterable[str], field: str) -> None:
    """Refuse a word outside the vocabulary."""
    if value not in known:
        raise Refused(f"“{value}”不在可选范围内", field=field)
