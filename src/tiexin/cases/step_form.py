"""Input about the next step of a matter: which move, in what words, what came of it, what a review comes to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from tiexin.cases import asking, review_results, reviewing, rules
from tiexin.cases.catalogue import Service
from tiexin.cases.forms import made_of, text_field
from tiexin.cases.members import rules as members
from tiexin.cases.members.queries import Counted, closing
from tiexin.cases.models import Case

UNCHANGED = "变更、撤销的写明现在应当是什么；维持的不填。"


class StepForm(forms.Form):
    """The next step: one of those that the state allows, in words."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, case: Case, moves: list[rules.Move], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.case = case
        wrong = {"required": "请选择下一步怎么办", "invalid_choice": "诉求现在的状态不能走这一步，请另选"}
        self.fields["move"] = forms.ChoiceField(
            label="下一步",
            choices=[(move.name, move.offered) for move in moves],
            widget=forms.RadioSelect,
            error_messages=wrong,
        )
        self.fields["text"] = text_field("情况和理由", help_text="除了“开始办理”，这段话职工本人看得到。")
        chosen = rules.MOVES.get(str(self["move"].value()))
        self.fields["text"].rule = reviewing.said(case, chosen) if chosen else ""  # type: ignore[attr-defined]
        move = str(self["move"].value())
        if move == "reply":
            if case.wants_woman:
                ways = list(rules.WOMAN.items())
                self.fields["woman"] = forms.ChoiceField(label="谁接待的", choices=ways, widget=forms.RadioSelect)
            for each in case.service.outcomes:
                self.fields[asking.ASK + each.name] = made_of(each)
        if move in rules.ANSWERED_ABOVE:
            self._ask_result(case.service, move)
        if move in ("close", "answer_second"):
            self._ask_of_others(closing(case), must=move == "close")

    def _ask_of_others(self, found: Counted, *, must: bool) -> None:
        """Of a group, how those were answered who stand on no list; with a second review where it ends the matter."""
        if not found.more:
            return
        whom = "不在名单里的" if found.all else "没有名单，这"
        least = members.numbers().unlisted
        said = f"例如：在会上当众答复，当场张贴。至少{least}个字。提出的人不在名单里的，也算在里面。"
        label = f"{whom}{found.more}人，是怎么答复到的"
        self.fields["others"] = text_field(label, members.NOTE, 2, required=must, help_text=said)
        self.fields["others"].when = "到此结束的必填"  # type: ignore[attr-defined]
        self.fields["others"].error_messages["required"] = str(members.unsaid(found.more))
        self.fields["others"].rule = members.EACH  # type: ignore[attr-defined]

    def _ask_result(self, service: Service, move: str) -> None:
        """What a review comes to, and what the outcome is where it does not stay."""
        wrong = {"required": f"请选择{rules.ANSWERED_ABOVE[move]}的结果", "invalid_choice": "请从列出的里选"}
        self.fields["result"] = forms.ChoiceField(
            label=f"{rules.ANSWERED_ABOVE[move]}的结果",
            choices=review_results.offered(move),
            widget=forms.RadioSelect,
            error_messages=wrong,
        )
        self.fields["result"].rule = review_results.source()  # type: ignore[attr-defined]
        for each in service.outcomes:
            field = self.fields[asking.ASK + each.name] = made_of(replace(each, must=False))
            field.help_text = UNCHANGED
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "维持，跟原来一样"), *each.choices.items()]
