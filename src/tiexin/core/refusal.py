"""How the product says no."""


class Refused(Exception):
    """A plain sentence for the person, with the clause or rule behind it and the field it belongs to.

    Raised by actions before anything is written; pages show it beside the field, the API answers 422.
    """

    def __init__(self, message: str, *, clause: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
        self.field = field

    def __str__(self) -> str:
        return f"{self.message}（依据：{self.clause}）" if self.clause else self.message
