"""Numbers with right check digits that belong to nobody: organisation codes in YY…, sequence number 000."""

from datetime import date

from stdnum.cn import ric, uscc

BODY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
AUTHORITY = {"public_body": "12", "new_organisation": "52"}  # everybody else: 91, a company


def credit_code(kind: str, region: str, number: int) -> str:
    """Return a unified social credit code (GB 32100) for the `number`th invented organisation."""
    organisation = f"YY{number:06d}"
    rest = 11 - sum(BODY.index(sign) * weight for sign, weight in zip(organisation, WEIGHTS, strict=True)) % 11
    check = {10: "X", 11: "0"}.get(rest, str(rest))
    body = f"{AUTHORITY.get(kind, '91')}{region}{organisation}{check}"
    return body + str(uscc.calc_check_digit(body))


def identity(region: str, born: date) -> str:
    """Return an ID number (GB 11643) with sequence 000, which is never given to a person."""
    body = f"{region}{born:%Y%m%d}000"
    return body + str(ric.calc_check_digit(body + "0"))
