"""The addresses of signals."""

from django.urls import path

from posta.operations_web.signals import recording, views

urlpatterns = [
    path("signals/", views.list_of_signals, name="signals"),
    path("signals/new", recording.record, name="signal-new"),
    path("signals/<code>/", views.show_signal, name="signal"),
    path("signals/<code>/<act>", views.move_signal, name="signal-step"),
]
