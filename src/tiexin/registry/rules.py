"""What a registered employer or worker must satisfy; plain values in, refusals out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from tiexin.core.refusal import Refused
from tiexin.orgs.rules import SIDES
from tiexin.registry.vocabulary import SPELL_KINDS

if TYPE_CHECKING:
    from tiexin.registry.models import Employer

CREDIT_CODE = "GB 32100-2015 统一社会信用代码编码规则"
PRACTISED = "91000000LX"  # how the credit codes made up for practice begin
SIGNS = {sign: value for value, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
WEIGHTS = [pow(3, place, 31) for place in range(17)]
IDENTITY = "GB 11643-1999 公民身份号码"
PHONE = "电话号码：手机 11 位，固定电话带区号"
BANK = "JR/T 0008 银行卡卡号：末位为校验位"
ONE_PERSON = "一人一档：同一个人只登记一次"
ONE_UNION = "中国工会章程：会员组织关系随劳动（工作）关系变动，凭会员证明接转"
DISPATCH = "劳动合同法第五十八条、第五十九条：派遣单位与用工单位"
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}")
NARROW = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}


def check_credit_code(code: str) -> str:
    """Return the normalised credit code, or refuse one with a wrong length, character or check digit."""
    if is_credit_code(code):
        return code
    try:
        return str(uscc.validate(code))
    except ValidationError as error:
        why = f"“{code}”不是有效的统一社会信用代码（18位，末位为校验码）"
        raise Refused(why, clause=CREDIT_CODE, field="credit_code") from error


def check_numbers_practised(given: Mapping[str, str]) -> None:
    """Refuse what might be somebody's real number: in practice only ID numbers with sequence 000, given to nobody."""
    for name in given.keys() - {"identity"}:
        raise Refused("练习中不登记电话和银行卡号", clause=SIDES, field=name)
    if given and given["identity"][14:17] != "000":
        raise Refused("练习中请不要写真的身份证号码；顺序码写 000 的谁也不会有", clause=SIDES, field="identity")


def practice_code(number: int) -> str:
    """Return the credit code of the `number`th employer made up for practice; no authority gives such a one."""
    body = f"{PRACTISED}{number:07d}"
    return body + str(uscc.calc_check_digit(body))


def check_side_of_code(code: str, practice: bool) -> None:
    """Refuse a real code in practice and a practice code in earnest, so that neither side learns of the other's."""
    if practice and not code.startswith(PRACTISED):
        raise Refused(
            f"练习中请用练习代码，例如 {practice_code(901)}，不要写真的代码", clause=SIDES, field="credit_code"
        )
    if code.startswith(PRACTISED) and not practice:
        raise Refused("这是练习用的代码，不能登记真的单位", clause=SIDES, field="credit_code")


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


def check_phone(number: str) -> str:
    """Return the digits of a phone number, a mobile without the country's code; refuse what is none."""
    digits = re.sub(r"[\s()（）-]", "", number.translate(NARROW)).removeprefix("+86")
    if not (digits.isascii() and (MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits))):
        raise Refused("电话号码不对：手机号 11 位，固定电话请带区号", clause=PHONE, field="phone")
    return digits


def check_bank(number: str) -> str:
    """Return the digits of a bank card, or refuse a wrong length or check digit."""
    digits = re.sub(r"[\s-]", "", number.translate(NARROW))
    if not (digits.isascii() and digits.isdigit() and 15 <= len(digits) <= 19 and luhn.is_valid(digits)):
        raise Refused("银行卡号不对（15–19 位数字，末位为校验位）", clause=BANK, field="bank")
    return digits


def masked(name: str, number: str) -> str:
    """Return a number with all but its last four digits hidden; a mobile keeps its first three, too."""
    shown = number[:3] if name == "phone" and len(number) == 11 else ""
    return f"{shown}{'*' * (len(number) - len(shown) - 4)}{number[-4:]}"


def check_spell(kind: str, employer: Employer | None, using: Employer | None) -> None:
    """Refuse employment whose parties do not fit its kind."""
    check_known(kind, SPELL_KINDS, "kind")
    if kind == "flexible":
        if employer is not None or using is not None:
            raise Refused("灵活就业没有用人单位", field="employer")
        return
    if employer is None:
        raise Refused("请选择用人单位", field="employer")
    if kind == "contract" and using is not None:
        raise Refused("劳动合同没有另外的用工单位", field="using")
    if kind == "dispatch" and using is None:
        raise Refused("请选择实际用工单位", clause=DISPATCH, field="using")
    if using is not None and using.pk == employer.pk:
        raise Refused("派遣单位和用工单位应是两家", clause=DISPATCH, field="using")
