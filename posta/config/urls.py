"""Which room answers which address."""

urlpatterns: list[object] = []
