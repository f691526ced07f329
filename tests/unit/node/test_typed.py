"""What is typed while a post is locked: sealed at once, few of each origin, opened by the master key, gone after a time."""

import os
from pathlib import Path

import pytest

from posta.node.http.request_head import LONGEST_TYPED, is_typed_form
from posta.node.http.return_page import KeptForm, return_page_at
from posta.node.storage import unsent_forms
from posta.node.storage.unsent_forms import (
    UnsentForm,
    UnsentFormFolder,
    pop_unsent_forms,
    seal_unsent_form,
    write_sealing_key,
)

MASTER = bytes(range(32))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_sealing_key(tmp_path, MASTER)
    return tmp_path


def test_a_form_is_sealed_and_taken_once(home: Path) -> None:
    assert (
        seal_unsent_form(
            UnsentFormFolder(home, unsent_forms.HERE), "/work/wash", b"token=8f3a09c2d1e4b576&note=un+canario"
        )
        is KeptForm.TYPED
    )
    assert all(b"canario" not in path.read_bytes() for path in (home / "typed").iterdir())
    assert list(pop_unsent_forms(home, bytes(32))) == [], "another key opens nothing, and what opens to nobody goes"
    assert (
        seal_unsent_form(UnsentFormFolder(home, unsent_forms.HERE), "/work/wash", b"note=un+canario") is KeptForm.TYPED
    )
    assert list(pop_unsent_forms(home, MASTER)) == [UnsentForm("/work/wash", {"note": ["un canario"]})]
    assert list(pop_unsent_forms(home, MASTER)) == []


def test_the_same_page_takes_its_own_place_and_strangers_leave_room_for_the_keyboard(home: Path) -> None:
    for number in range(3):
        assert (
            seal_unsent_form(UnsentFormFolder(home), "/a", f"token=8f3a09c2d1e4b576&n={number}".encode())
            is KeptForm.TYPED
        )
    assert len(UnsentFormFolder(home).list_files()) == 1
    kept = [seal_unsent_form(UnsentFormFolder(home), f"/{number}", b"n=1") for number in range(20)]
    assert kept.count(KeptForm.TYPED) == unsent_forms.MOST - 1
    assert set(kept) == {KeptForm.TYPED, KeptForm.LOST}
    assert seal_unsent_form(UnsentFormFolder(home, unsent_forms.HERE), "/work/wash", b"n=1") is KeptForm.TYPED


def test_what_is_older_than_half_a_day_makes_room(home: Path) -> None:
    for number in range(unsent_forms.MOST):
        seal_unsent_form(UnsentFormFolder(home), f"/{number}", b"n=1")
    for path in UnsentFormFolder(home).list_files():
        os.utime(path, (1, 1))
    assert seal_unsent_form(UnsentFormFolder(home), "/new", b"n=1") is KeptForm.TYPED
    assert len(UnsentFormFolder(home).list_files()) == 1


@pytest.mark.parametrize("body", [b"", b"x=" + b"y" * LONGEST_TYPED, b"\xff\xfe=1", b"&".join([b"a=1"] * 5000)])
def test_what_is_no_form_of_ours_or_too_long_is_not_kept(home: Path, body: bytes) -> None:
    assert seal_unsent_form(UnsentFormFolder(home), "/work/wash", body) is KeptForm.LOST


def test_without_a_key_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    assert seal_unsent_form(UnsentFormFolder(tmp_path), "/work/wash", b"n=1") is KeptForm.LOST


def with_files(*parts: tuple[str, str | None, bytes], boundary: str = "----x7") -> tuple[bytes, str]:
    """The body of a form as a browser sends it with files, and its content type."""
    body = b""
    for name, file, value in parts:
        more = "" if file is None else f'; filename="{file}"\r\nContent-Type: application/octet-stream'
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"
        )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def test_of_a_form_with_a_file_what_was_typed_is_kept_and_the_file_is_to_be_chosen_again(home: Path) -> None:
    """A post was chosen and a file for it, and the padlock pressed: everything was gone, and nothing said so."""
    chosen, kind = with_files(
        ("post", None, "Tenosique\r\nañadido".encode()), ("file", "request.bin", bytes(range(256)))
    )
    assert seal_unsent_form(UnsentFormFolder(home), "/admin/devices/new", chosen, kind) is KeptForm.WITHOUT_FILE
    assert [one.fields for one in pop_unsent_forms(home, MASTER)] == [{"post": ["Tenosique\r\nañadido"]}]
    empty, kind = with_files(("post", None, b"x"), ("file", "", b""))
    assert seal_unsent_form(UnsentFormFolder(home), "/admin/devices/new", empty, kind) is KeptForm.TYPED


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"post=x", "multipart/form-data"), (b"--y\r\n\r\n", "multipart/form-data; boundary=x"),
     (with_files(("a", None, b"\xff\xfe"))[0], "multipart/form-data; boundary=----x7")],
)  # fmt: skip
def test_what_is_no_form_with_files_is_not_kept(home: Path, body: bytes, kind: str) -> None:
    assert seal_unsent_form(UnsentFormFolder(home), "/work/wash", body[:LONGEST_TYPED], kind) is KeptForm.LOST


def head(path: str, *more: str) -> bytes:
    ours = ["Host: posta:8470", "Origin: http://posta:8470", "Content-Length: 9"]
    kind = "Content-Type: application/x-www-form-urlencoded"
    return "\r\n".join([f"POST {path} HTTP/1.1", *ours, kind, *more, "", ""]).encode()


def test_words_are_never_kept_as_something_typed() -> None:
    assert is_typed_form(head("/people/new"))
    for path in ("/login/", "/login", "/unlock", "/unlock?x", "/words", "/lock"):
        assert not is_typed_form(head(path)), path


def test_only_a_page_of_ours_is_kept() -> None:
    foreign = head("/people/new").replace(b"Origin: http://posta:8470", b"Origin: http://evil.example")
    silent = head("/people/new").replace(b"Origin: http://posta:8470\r\n", b"")
    file = head("/people/new").replace(b"x-www-form-urlencoded", b"octet-stream")
    assert not any(
        is_typed_form(one) for one in (foreign, silent, file, head("/people/new", "Sec-Fetch-Site: cross-site"))
    )


@pytest.mark.parametrize(
    ("path", "query", "page"),
    [
        ("/people/3f9a/consultation", "", "/people/3f9a/consultation"),
        ("/search/", "at=5ea7c4ed0000", "/"),
        ("/people/new", "with=00ff", "/people/new?with=00ff"),
        ("/people/3f9a/", "q=Wilmer+Mejia", "/people/3f9a/"),
        ("//evil.example/", "", "/"),
        ("/\\evil.example", "", "/"),
        ("/a\r\nb", "", "/"),
        ("/drafts/", "", "/drafts/"),
        ("/drafts/work/wash", "", "/"),
        ("/board/poll", "", "/"),
    ],
)
def test_words_lead_back_to_pages_of_this_post_only_and_no_name_stands_in_the_address(
    path: str, query: str, page: str
) -> None:
    assert return_page_at(path, query) == page
