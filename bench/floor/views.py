"""One form, saved as three rows in one transaction, and the page it leads to."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bench.floor.models import Note, Person, Remark


class NoteForm(forms.ModelForm):
    person = forms.CharField(max_length=40)
    remark = forms.CharField(max_length=500)

    class Meta:
        model = Note
        fields = ("on", "text")


@login_required
def note_new(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST or None)
    if form.is_valid():
        with transaction.atomic():
            form.instance.author = request.user
            note = form.save()
            Person.objects.create(note=note, name=form.cleaned_data["person"])
            Remark.objects.create(note=note, text=form.cleaned_data["remark"])
        return redirect("note", pk=note.pk)
    return render(request, "floor/note_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def note(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "floor/note_new.html", {"form": NoteForm(instance=Note.objects.get(pk=pk))})
