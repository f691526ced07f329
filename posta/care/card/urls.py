"""Address of the card."""

from django.urls import path

from posta.care.card import views

urlpatterns = [path("people/<code>/card", views.show_card, name="person-card")]
