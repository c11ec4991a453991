from collections.abc import Iterable

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "tiexin.activities"
    label = "activities"
    verbose_name = "宣讲培训"

    def ready(self) -> None:
        """Let the trail name activities, guidance, models and assessments; rooms show the latest guidance of them."""
        from tiexin.activities import guided
        from tiexin.cases.rooms import guided as rooms
        from tiexin.evidence import names

        rooms.register(guided.of_room)
        names.register("activities.activity", _names, "activities.see")
        names.register("activities.guidance", _guidance_names, "activities.see")
        names.register("activities.example", _example_names, "activities.see")
        names.register("activities.assessment", _assessment_names, "activities.judge")


def _names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.activities.models import Activity

    return dict(Activity.objects.filter(pk__in=list(ids)).values_list("pk", "title"))


def _guidance_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.activities.guidance import Guidance

    return dict(Guidance.objects.filter(pk__in=list(ids)).values_list("pk", "subject"))


def _example_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.activities.examples import Example

    return dict(Example.objects.filter(pk__in=list(ids)).values_list("pk", "title"))


def _assessment_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.activities.assessments import Assessment

    return dict(Assessment.objects.filter(pk__in=list(ids)).values_list("pk", "officer__name"))
