"""Choosing a form and filling it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from posta.acts.duty import Duty
from posta.care.clinic import for_carers, the_person
from posta.care.duty import duty_of, note_reading
from posta.care.forms.answering import answer
from posta.care.forms.page import about_person, about_work
from posta.care.forms.present import present_choice, present_work
from posta.care.header import head_of
from posta.care.sealed import ask_again


@require_GET
@for_carers
def index(request: HttpRequest, duty: Duty, code: str) -> HttpResponse:
    """The forms that this colleague may record about a person."""
    person = the_person(duty, code)
    head = head_of(person, duty, back=f"/people/{code}/")
    return render(request, "care/forms/index.html", {"person": head, **present_choice(duty, person)})


@require_http_methods(["GET", "POST"])
@for_carers
def form(request: HttpRequest, duty: Duty, code: str, name: str) -> HttpResponse:
    """One form about a person."""
    page = about_person(duty, the_person(duty, code), name)
    closed = ask_again(request, duty, page.form)
    if closed is not None:
        return closed
    assert page.person is not None
    note_reading(duty, page.person.id)
    return answer(request, page)


@require_GET
def work_index(request: HttpRequest) -> HttpResponse:
    """The forms about no person."""
    return render(request, "care/forms/work.html", present_work(duty_of(request)))


@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, name: str) -> HttpResponse:
    """One form about no person."""
    duty = duty_of(request)
    page = about_work(duty, name)
    return ask_again(request, duty, page.form) or answer(request, page)
