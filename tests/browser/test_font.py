"""The font of the screens: a zero that is told from O where codes are read, and that does not distract in counts."""

import base64

import pytest

INK_AMID = """async picture => {
    const image = await createImageBitmap(await (await fetch(picture)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const side = Math.round(image.height / 12);
    const amid = pen.getImageData((image.width - side) / 2, (image.height - side) / 2, side, side).data;
    return amid.some((value, i) => i % 4 === 0 && value < 128);
}"""
WRITE = """([kind, weight]) => {
    const zero = document.createElement("span");
    zero.id = "zero"; zero.className = kind; zero.textContent = "0";
    Object.assign(zero.style, { display: "inline-block", fontSize: "80px", lineHeight: "80px", fontWeight: weight,
                                letterSpacing: 0, color: "#000", background: "#fff" });
    document.querySelector("main").prepend(zero);
    return document.fonts.ready.then(() => 0);
}"""


@pytest.mark.parametrize("weight", ["400", "700", "800"])
@pytest.mark.parametrize(
    ("kind", "stroked"), [("", False), ("num", False), ("end num", False), ("clock", False), ("code", True)]
)
def test_the_zero_is_stroked_in_codes_only(open_page, chromium, kind: str, stroked: bool, weight: str) -> None:
    """Counts and hours of the board read as 1Ø and 3Ø min: the font knew no zero but the one that is made for codes."""
    page = open_page("/")
    page.evaluate(WRITE, [kind, weight])
    picture = base64.b64encode(page.locator("#zero").screenshot()).decode()
    blank = chromium.new_page()
    assert blank.evaluate(INK_AMID, f"data:image/png;base64,{picture}") is stroked
    blank.close()
