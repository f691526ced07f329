"""Addresses of the prints and of the access log."""

from django.urls import path

from posta.care.prints import day_views, person_views, stop_views

urlpatterns = [
    path("people/<code>/prints", person_views.show_prints, name="person-prints"),
    path("people/<code>/prescription", person_views.show_prescription, name="person-prescription"),
    path("people/<code>/certificate", person_views.show_certificate, name="person-certificate"),
    path("prints/", day_views.show_prints, name="prints"),
    path("prints/day", day_views.show_day_sheet, name="day-sheet"),
    path("prints/due", day_views.show_due_list, name="due-list"),
    path("stops/<code>/report", stop_views.show_stop_report, name="stop-report"),
    path("prints/log", day_views.show_access_log, name="access-log"),
]
