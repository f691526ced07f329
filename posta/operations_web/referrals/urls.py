"""The addresses of referrals."""

from django.urls import path

from posta.operations_web.referrals import destination_views, letter_views, reply_views, views

urlpatterns = [
    path("referrals/", views.list_referrals, name="referrals"),
    path("referrals/code", reply_views.note_reply, name="referral-code"),
    path("referrals/<code>/", views.show_referral, name="referral"),
    path("referrals/<code>/letter", letter_views.show_letter, name="referral-letter"),
    path("referrals/<code>/<act>", views.move_referral, name="referral-step"),
    path("people/<code>/refer", destination_views.choose_destination, name="refer"),
]
