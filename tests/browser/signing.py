"""How hands fill and sign a page, as the played days do."""

from playwright.sync_api import Page


def choose(page: Page, **chips: str) -> None:
    """Press the chip of each question that can be seen."""
    for name, value in chips.items():
        page.locator(f'label.chip:has([name="{name}"][value="{value}"])').locator("visible=true").first.click()


def sign(page: Page) -> None:
    """Sign; what the schedules propose is left as it stands."""
    for _time in range(3):
        with page.expect_navigation():
            page.locator(".sign .main").click()
        if "done=" in page.url:
            return
    raise AssertionError(page.locator(".summary").inner_text())
